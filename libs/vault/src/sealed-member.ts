import { createHmac, hkdfSync } from 'node:crypto'
import { Id, LARGEST_CLEAR_VALUE } from '@case-timeline/contracts'
import { canonical } from '@case-timeline/event-store'
import { boundIn, decrypt, encrypt } from './jwe.ts'
import type { Opened, SealedMember, ToOpen } from './vault.ts'

/** The key of one subject and service. */
export interface SubjectKey {
  readonly id: string
  /** 32 random bytes, from which the keys that are used are derived. */
  readonly secret: Buffer
}

/** A value as it goes under the seal. */
export interface ClearMember {
  readonly label: string
  /** RFC 8785 text of the value. */
  readonly text: string
}

const BLOCK = 256
const LONGEST_SEALED = 65_536
const LABEL = /^[\x21-\x7e]{1,256}$/

// The contexts of the derivation: what is sealed under one of the two keys tells nothing of the other.
const SEALING = 'case-timeline vault: sealing, 1'
const FINGERPRINT = 'case-timeline vault: fingerprint, 1'

const derived = (secret: Buffer, context: string): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), context, 32))

/**
 * A value made ready, before any key is asked for.
 * @throws RangeError for a value over 32 KiB, or a label that is not 1 to 256 printable ASCII characters; NotStorable for what is no JSON
 */
export const clearMember = (label: string, value: unknown): ClearMember => {
  if (!LABEL.test(label)) throw new RangeError(`${JSON.stringify(label)} is no label: use <event type>#<member>`)
  const text = canonical(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > LARGEST_CLEAR_VALUE) throw new RangeError(`the value of ${label} has ${bytes} bytes; ${LARGEST_CLEAR_VALUE} is the most`)
  return { label, text }
}

/** The bytes that are sealed: blanks up to a multiple of 256, so that a length does not tell which of two short words it was. */
const padded = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK, ' ')])
}

/** HMAC-SHA-256. */
export const mac = (key: Buffer, message: string | Buffer): Buffer => createHmac('sha256', key).update(message).digest()

/** Of the RFC 8785 text of `[label, value]`, so that no label runs on into a value. */
const fingerprintOf = (secret: Buffer, { label, text }: ClearMember): string =>
  mac(derived(secret, FINGERPRINT), `[${canonical(label)},${text}]`).toString('hex')

/** Seals a value under a subject's key; each time another text, and always the same fingerprint. */
export const sealMember = async ({ id, secret }: SubjectKey, clear: ClearMember): Promise<SealedMember> => ({
  sealed: await encrypt(derived(secret, SEALING), padded(clear.text), { kid: id, lbl: clear.label }),
  fingerprint: fingerprintOf(secret, clear),
})

/** The id of the key that a text says it is sealed under, or nothing where it is no text of ours or is sealed for another label. */
export const keyIdOf = ({ label, sealed }: ToOpen): string | undefined => {
  if (sealed.length > LONGEST_SEALED) return undefined
  const bound = boundIn(sealed, ['kid', 'lbl'])
  return bound?.lbl === label && Id.safeParse(bound.kid).success ? bound.kid : undefined
}

/** Opens a text whose `keyIdOf` named this key. */
export const openMember = async ({ secret }: SubjectKey, sealed: string): Promise<Opened> => {
  const clear = await decrypt(derived(secret, SEALING), sealed)
  return clear === undefined ? { state: 'unreadable' } : { state: 'opened', value: JSON.parse(clear.toString()) as unknown }
}
