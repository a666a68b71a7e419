import { createHmac, hkdfSync } from 'node:crypto'
import { Id, LARGEST_PLAINTEXT } from '@case-timeline/contracts'
import { canonical } from '@case-timeline/event-store'
import { boundHeaderOf, decrypt, encrypt } from './jwe.ts'
import type { Opened, EncryptedMember, TextToOpen } from './vault.ts'

/** The key of one subject and service. */
export interface SubjectKey {
  readonly id: string
  /** 32 random bytes, from which the actual keys are derived. */
  readonly secret: Buffer
}

/** A value prepared for encryption. */
export interface PlaintextMember {
  readonly label: string
  /** RFC 8785 text of the value. */
  readonly text: string
}

const BLOCK = 256
const MAX_ENCRYPTED_LENGTH = 65_536
const LABEL = /^[\x21-\x7e]{1,256}$/

// With other contexts, stored members could not be decrypted or compared: never change them. Neither of the two derived
// keys reveals anything about the other.
const ENCRYPTION_CONTEXT = 'case-timeline vault: sealing, 1'
const FINGERPRINT_CONTEXT = 'case-timeline vault: fingerprint, 1'

const derivedKey = (secret: Buffer, context: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), context, 32))

/**
 * Prepares a value before any key is loaded.
 * @throws RangeError for a value over 40 KiB, or a label that is not 1 to 256 printable ASCII characters; NotStorable
 * for a value that is not JSON
 */
export const plaintextMember = (label: string, value: unknown): PlaintextMember => {
  if (!LABEL.test(label)) throw new RangeError(`${JSON.stringify(label)} is not a label: use <event type>#<member>`)
  const text = canonical(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > LARGEST_PLAINTEXT) throw new RangeError(`the value of ${label} has ${bytes} bytes: the maximum is ${LARGEST_PLAINTEXT}`)
  return { label, text }
}

/** The plaintext: padded with blanks to a multiple of 256 bytes, so that its length does not reveal a short value. */
const padded = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK, ' ')])
}

/** HMAC-SHA-256. */
export const mac = (key: Buffer, message: string | Buffer): Buffer => createHmac('sha256', key).update(message).digest()

/** Computed over the RFC 8785 text of `[label, value]`, so that the boundary between label and value is unambiguous. */
const fingerprintOf = (secret: Buffer, { label, text }: PlaintextMember): string =>
  mac(derivedKey(secret, FINGERPRINT_CONTEXT), `[${canonical(label)},${text}]`).toString('hex')

/** Encrypts a value with a subject's key; the text differs each time, the fingerprint is always the same. */
export const encryptMember = async ({ id, secret }: SubjectKey, plaintext: PlaintextMember): Promise<EncryptedMember> => ({
  encrypted: await encrypt(derivedKey(secret, ENCRYPTION_CONTEXT), padded(plaintext.text), { kid: id, lbl: plaintext.label }),
  fingerprint: fingerprintOf(secret, plaintext),
})

/** The id of the key in an encrypted text; undefined if the text is not valid or was encrypted for another label. */
export const keyIdOf = ({ label, encrypted }: TextToOpen): string | undefined => {
  if (encrypted.length > MAX_ENCRYPTED_LENGTH) return undefined
  const bound = boundHeaderOf(encrypted, ['kid', 'lbl'])
  return bound?.lbl === label && Id.safeParse(bound.kid).success ? bound.kid : undefined
}

/** Decrypts a text whose `keyIdOf` is the id of this key. */
export const openMember = async ({ secret }: SubjectKey, encrypted: string): Promise<Opened> => {
  const plaintext = await decrypt(derivedKey(secret, ENCRYPTION_CONTEXT), encrypted)
  return plaintext === undefined ? { state: 'unreadable' } : { state: 'opened', value: JSON.parse(plaintext.toString()) as unknown }
}
