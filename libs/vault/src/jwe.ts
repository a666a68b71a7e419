import { CompactEncrypt, compactDecrypt, errors } from 'jose'

/** The members of a protected header in addition to `alg` and `enc`. */
export type BoundHeader = Readonly<Record<string, string>>

const ALGORITHM = { alg: 'dir', enc: 'A256GCM' } as const
const ALLOWED_ALGORITHMS = { keyManagementAlgorithms: [ALGORITHM.alg], contentEncryptionAlgorithms: [ALGORITHM.enc] }

/**
 * Encrypts with AES-256-GCM as a compact JWE (RFC 7516).
 * @param key 32 bytes
 * @param bound members of the protected header, which is authenticated data: readable by everyone, protected against
 * changes
 */
export const encrypt = (key: Buffer, plaintext: Buffer, bound: BoundHeader): Promise<string> =>
  new CompactEncrypt(plaintext).setProtectedHeader({ ...ALGORITHM, ...bound }).encrypt(key)

/** The plaintext, or undefined if the text was changed or the key is another one. */
export const decrypt = async (key: Buffer, text: string): Promise<Buffer | undefined> => {
  try {
    return Buffer.from((await compactDecrypt(text, key, ALLOWED_ALGORITHMS)).plaintext)
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

// The last character has bits that decoding ignores: with them, one text would have several encodings.
const isCanonicalBase64url = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part

/**
 * The members of the header of a compact JWE; undefined if it has other members than `alg`, `enc` and the named ones.
 * Not authenticated before the text is decrypted.
 */
export const boundHeaderOf = <const Name extends string>(
  text: string,
  names: readonly Name[],
): Readonly<Record<Name, string>> | undefined => {
  const parts = text.split('.')
  if (parts.length !== 5 || !parts.every(isCanonicalBase64url)) return undefined
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
