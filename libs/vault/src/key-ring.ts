import { createHash } from 'node:crypto'
import { boundHeaderOf, decrypt, encrypt } from './jwe.ts'
import { WrappingKeyMissing } from './vault.ts'

/** A subject's key as stored in the database. */
export interface WrappedKey {
  readonly id: string
  readonly subject: string
  /** Compact JWE. */
  readonly wrapped: string
  /** Id of the key-encryption key; see `kidOf`. */
  readonly wrappedUnder: string
}

/** The key-encryption keys of a service: the first one wraps, all of them unwrap. */
export interface KeyRing {
  /** Id of the key-encryption key that wraps. */
  readonly current: string
  has(kid: string): boolean
  wrap(key: { readonly id: string; readonly subject: string; readonly secret: Buffer }): Promise<WrappedKey>
  /**
   * The 32 bytes of the subject's key; undefined if the row was changed, or belongs to another id, subject or service.
   * @throws WrappingKeyMissing
   */
  unwrap(key: WrappedKey): Promise<Buffer | undefined>
}

/** The id of a key-encryption key: first 16 hexadecimal digits of its SHA-256. */
export const kidOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 16)

/**
 * The key-encryption keys of a service, the first of which wraps.
 * @throws RangeError for no key, a key that does not have 32 bytes, or a key given twice; the message never shows a key
 */
export const keyRing = (service: string, keys: readonly Buffer[]): KeyRing => {
  const [first] = keys
  if (first === undefined) throw new RangeError('the vault needs a key-encryption key: configure 32 random bytes')
  const invalidIndex = keys.findIndex((key) => key.length !== 32)
  if (invalidIndex >= 0)
    throw new RangeError(`key-encryption key ${invalidIndex + 1} has ${keys[invalidIndex]?.length} bytes: it must have 32`)
  const byKid = new Map(keys.map((key) => [kidOf(key), key]))
  if (byKid.size < keys.length) throw new RangeError('a key-encryption key is given twice')
  const current = kidOf(first)
  return {
    current,
    has: (kid) => byKid.has(kid),
    wrap: async ({ id, subject, secret }) => ({
      id,
      subject,
      wrapped: await encrypt(first, secret, { kid: current, key: id, svc: service, sub: subject }),
      wrappedUnder: current,
    }),
    async unwrap({ id, subject, wrapped, wrappedUnder }) {
      const key = byKid.get(wrappedUnder)
      if (key === undefined) throw new WrappingKeyMissing(wrappedUnder)
      const bound = boundHeaderOf(wrapped, ['kid', 'key', 'svc', 'sub'])
      if (bound?.kid !== wrappedUnder || bound.key !== id || bound.svc !== service || bound.sub !== subject) return undefined
      return decrypt(key, wrapped)
    },
  }
}
