import { z } from 'zod'
import type { ServiceName } from './fields.ts'

/** Maximum size in bytes of an encrypted member's value, as JSON in UTF-8. */
export const LARGEST_PLAINTEXT = 40_960

/**
 * The stored form of an encrypted member: a compact JWE (RFC 7516) under the key of one subject, with an empty second
 * part, because that key encrypts directly. Only the service that encrypted the member has the key. A receiver of the
 * event can verify that the ciphertext is intact, but cannot read it.
 */
export const EncryptedText = z
  .string()
  .max(65_536)
  .regex(/^[A-Za-z0-9_-]{20,1024}\.\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}$/)
  .meta({ description: 'encrypted: ciphertext that only the service that recorded it can decrypt' })
export type EncryptedText = z.infer<typeof EncryptedText>

/** Placeholder ciphertext in the examples of events; it cannot be decrypted. */
export const ENCRYPTED_EXAMPLE: EncryptedText =
  'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiMGY2ZTVkNGMtM2IyYS00OTE4LTg3NzYtNjU1NDQzMzIyMTEwIiwibGJsIjoiYW4gZXhhbXBsZSJ9..' +
  'c2VhbGVkLWV4YW1w.YW4gZXhhbXBsZTogdGhpcyBvcGVucyBub3doZXJl.YW4gZXhhbXBsZSB0YWc-AA'

/** The text that views show in place of ciphertext. */
export const ENCRYPTED_PLACEHOLDER = '(encrypted)'

/**
 * The schema of a text that is sent to be encrypted: any language, without control characters other than tab and line
 * breaks, without lone surrogates.
 * @param maxLength in UTF-16 code units
 */
export const plaintextOf = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[\t\n\r -~\u00a0-\ud7ff\ue000-\uffff𐀀-􏿿]*$/u)
    .refine((text) => !EncryptedText.safeParse(text).success, 'is already encrypted: send the plaintext')

/**
 * A member of an event that is stored as ciphertext. The encrypted plaintext is stored forever, so never change the
 * schema of the plaintext in place.
 */
export interface EncryptedMember<D = never> {
  readonly plaintext: z.ZodType
  /** An example of the plaintext: the event's own example contains ciphertext. */
  readonly example: unknown
  /** The UUID of the subject whose key encrypts it: after the key is destroyed, nobody can read the value. */
  subject(data: D, caseId: string): string
  /** The roles, within the service's own sector, that may request decryption. */
  readonly decryptableBy: readonly string[]
  /**
   * The name of a member with a hash of the plaintext, such as `traceHash`. The service derives the hash, so that equal
   * values are found without decryption.
   */
  readonly hashedAs?: string | undefined
  /** The text that is hashed: the normalised form of the value. */
  hashInputOf?(value: never, data: D): string
}

/** The encrypted members of an event type or command, by their names. */
export type EncryptedMembers<D = never> = Readonly<Record<string, EncryptedMember<D>>>

/** The service that encrypted an event's members: the one that owns its stream. */
export const encryptingServiceOf = (stream: string): ServiceName => stream.slice(0, stream.indexOf('.')) as ServiceName

/** The label that is bound to a ciphertext, so that the ciphertext cannot be decrypted as another member. */
export const encryptionLabel = (type: string, member: string): string => `${type}#${member}`
