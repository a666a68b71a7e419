import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** The private Ed25519 key in a file, which is made when it is not there; for development only. */
export const keyIn = async (file: string): Promise<JWK> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  await writeFile(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return JSON.parse(await readFile(file, 'utf8')) as JWK
}
