import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** The private Ed25519 key in a file, which is created if it does not exist; for development only. */
export const developmentKeyIn = async (file: string): Promise<JWK> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  // Another process may create the file first: then its key is used.
  await writeFile(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return JSON.parse(await readFile(file, 'utf8')) as JWK
}
