import { CompactEncrypt, compactDecrypt, errors } from 'jose'

/** The members of a protected header beside `alg` and `enc`. */
export type Bound = Readonly<Record<string, string>>

const ALGORITHM = { alg: 'dir', enc: 'A256GCM' } as const
const ONLY = { keyManagementAlgorithms: [ALGORITHM.alg], contentEncryptionAlgorithms: [ALGORITHM.enc] }

/**
 * Encrypts with AES-256-GCM as a compact JWE (RFC 7516).
 * @param key 32 bytes
 * @param bound stands in the protected header, which is the authenticated data: readable by everybody, changed by nobody
 */
export const encrypt = (key: Buffer, clear: Buffer, bound: Bound): Promise<string> =>
  new CompactEncrypt(clear).setProtectedHeader({ ...ALGORITHM, ...bound }).encrypt(key)

/** What was encrypted, or nothing where the text was changed or the key is another. */
export const decrypt = async (key: Buffer, text: string): Promise<Buffer | undefined> => {
  try {
    return Buffer.from((await compactDecrypt(text, key, ONLY)).plaintext)
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

// A last character has bits that decoding drops: with them, one text would have several spellings.
const isOwnSpelling = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part

/**
 * What the header of a compact JWE binds, or nothing where the text is none of ours: exactly the members named beside `alg` and `enc`.
 * Believed only once the text was decrypted.
 */
export const boundIn = <const Name extends string>(text: string, names: readonly Name[]): Readonly<Record<Name, string>> | undefined => {
  const parts = text.split('.')
  if (parts.length !== 5 || !parts.every(isOwnSpelling)) return undefined
  const header = headerOf(parts[0] ?? '')
  const expected: readonly string[] = ['alg', 'enc', ...names]
  if (header === undefined || Object.keys(header).length !== expected.length) return undefined
  if (!expected.every((name) => typeof header[name] === 'string') || header['alg'] !== ALGORITHM.alg || header['enc'] !== ALGORITHM.enc)
    return undefined
  return Object.fromEntries(names.map((name) => [name, header[name]])) as Record<Name, string>
}

const headerOf = (part: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
