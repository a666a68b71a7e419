import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose'

/** The text of a secret file. @param create is the text if the file does not exist */
const secretIn = async (file: string, create: () => Promise<string>): Promise<string> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  // Another process may create the file first: then its key is used.
  await writeFile(file, await create(), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return readFile(file, 'utf8')
}

/** The private Ed25519 key in a file, which is created if it does not exist; for development only. */
export const developmentKeyIn = async (file: string): Promise<JWK> =>
  JSON.parse(
    await secretIn(file, async () => JSON.stringify(await exportJWK((await generateKeyPair('EdDSA', { extractable: true })).privateKey))),
  ) as JWK

/**
 * The public part of the P-256 key in a file, which is created if it does not exist; for development only. The file is
 * PKCS #8 in PEM, which the standard library of every language reads.
 */
export const developmentPemKeyIn = async (file: string): Promise<JWK> => {
  const pem = await secretIn(file, async () => exportPKCS8((await generateKeyPair('ES256', { extractable: true })).privateKey))
  return createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' })
}
