import { hash } from 'node:crypto'
import {
  CaseCommand,
  CaseCommandHeader,
  CLOCK_SKEW,
  commandKeyOf,
  isTooComplex,
  LARGEST_HEADER,
  LARGEST_MESSAGE,
  parseSent,
  type QuarantineReason,
  type Sha256,
} from '@case-timeline/contracts'
import { compactVerify, importJWK } from 'jose'
import type { z } from 'zod'
import type { AgencyKey, RegisteredAgency } from './agency-keys.ts'
import type { AgencyRegister, RegisteredKey } from './agency-register.ts'

/** A signed command as it came, from a topic or over HTTP. */
export interface SentMessage {
  /** The key of a message of a topic, which is compared with the command; absent for what came in no topic. */
  readonly key?: Uint8Array | null
  readonly value: Uint8Array | null
  /** When the broker or the service received it, in epoch milliseconds. */
  readonly arrivedAt: number
}

/** A command that is signed by a key of its agency for this service, and not expired. */
export interface VerifiedCommand {
  readonly command: CaseCommand
  readonly agency: RegisteredAgency
  /** SHA-256 of the signed header and payload: a new signature of the same command has another digest. */
  readonly signedDigest: Sha256
}

/** Why a message is rejected: a reason code and a sentence. */
export interface RejectedMessage {
  readonly reason: QuarantineReason
  readonly detail: string
}

const COMPACT_JWS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/
const MAX_DETAIL_LENGTH = 300

const rejected = (reason: QuarantineReason, detail: string): RejectedMessage => ({ reason, detail: detail.slice(0, MAX_DETAIL_LENGTH) })
const malformed = (detail: string): RejectedMessage => rejected('malformed', detail)

/**
 * The bytes of one part; undefined if the encoding is not canonical, because then two texts would have the same bytes.
 */
const bytesOf = (part: string): Buffer | undefined => {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

const jsonOf = (bytes: Uint8Array): { readonly json: unknown } | undefined => {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) }
  } catch {
    return undefined
  }
}

const parsedPart = <T extends z.ZodType>(schema: T, part: string, text: string): { readonly value: z.output<T> } | RejectedMessage => {
  const bytes = bytesOf(text)
  if (!bytes) return malformed(`the ${part} is not canonical base64url`)
  if (isTooComplex(bytes)) return malformed(`the ${part} is deeper, or has more values, than any command`)
  const parsed = jsonOf(bytes)
  if (!parsed) return malformed(`the ${part} is not JSON in UTF-8`)
  const { data, error } = parseSent(schema, parsed.json)
  if (!error) return { value: data as z.output<T> }
  const [issue] = error.issues
  return malformed(`the ${part}: ${issue?.path.join('.') || 'as a whole'}: ${issue?.message ?? 'does not match the schema'}`)
}

/** False for any failure, also for a key that cannot be imported: such a message is not verified. */
const isSignedBy = async (jws: string, key: AgencyKey): Promise<boolean> => {
  try {
    await compactVerify(jws, await importJWK(key, key.alg), { algorithms: [key.alg] })
    return true
  } catch {
    return false
  }
}

/**
 * The registered key that a protected header names. Nobody has proved yet to have that key: this is what is cheap to know
 * of a message before its payload is touched.
 * @param headerText the first part of a JWS in compact serialization
 * @throws AgencyKeysUnreachable while no keys could be read
 */
export const keyNamedIn = async (headerText: string, register: AgencyRegister): Promise<RegisteredKey | RejectedMessage> => {
  if (headerText.length > LARGEST_HEADER) return malformed(`the protected header is longer than ${LARGEST_HEADER} characters`)
  const header = parsedPart(CaseCommandHeader, 'protected header', headerText)
  if ('reason' in header) return header
  const { kid, alg } = header.value
  const registered = await register.findKey(kid)
  if (!registered) return rejected('unknown-key', `no agency has registered a key ${kid}`)
  return registered.key.alg === alg ? registered : rejected('wrong-signature', `the key ${kid} is not one for ${alg}`)
}

/** The payload, of which every part is judged as that of a stranger until the signature is verified. */
const signedPayload = async (
  jws: string,
  payloadText: string,
  signature: string,
  { agency, key }: RegisteredKey,
  register: AgencyRegister,
): Promise<CaseCommand | RejectedMessage> => {
  if (!(await isSignedBy(jws, key))) return rejected('wrong-signature', `the signature does not match the key ${key.kid} and this message`)
  if (!bytesOf(signature)) return malformed('the signature is not canonical base64url')
  const payload = parsedPart(CaseCommand, 'payload', payloadText)
  if ('reason' in payload) return payload
  const { iss } = payload.value
  if (iss === agency.agencyId) return payload.value
  return (await register.find(iss))
    ? rejected('unknown-key', `the agency ${iss} has no registered key ${key.kid}`)
    : rejected('unknown-agency', `no keys are registered for the agency ${iss}`)
}

/**
 * Verifies that a message is a command that a registered agency signed for this audience, and that is not expired: RFC
 * 7515, compact serialization. The time of arrival at the broker counts, so that every delivery has the same result.
 * The order is that of cost: header, key, signature over the bytes as they came, and only then the payload.
 * @throws AgencyKeysUnreachable while no keys could be read
 */
export const verifyCommand = async (
  { key, value, arrivedAt }: SentMessage,
  { audience, register }: { readonly audience: string; readonly register: AgencyRegister },
): Promise<VerifiedCommand | RejectedMessage> => {
  if (!value || value.length === 0) return malformed('the message has no value')
  if (value.length > LARGEST_MESSAGE) return malformed(`the message has ${value.length} bytes; the maximum is ${LARGEST_MESSAGE}`)
  // One character for each byte: COMPACT_JWS then rejects every byte that base64url does not have.
  const jws = Buffer.from(value).toString('latin1')
  const [, headerText, payloadText, signature] = COMPACT_JWS.exec(jws) ?? []
  if (headerText === undefined || payloadText === undefined || signature === undefined)
    return malformed('the message is not a JWS in compact serialization')
  const registered = await keyNamedIn(headerText, register)
  if ('reason' in registered) return registered
  const command = await signedPayload(jws, payloadText, signature, registered, register)
  if ('reason' in command) return command
  const { aud, exp, iat } = command
  if (aud !== audience) return rejected('wrong-audience', `the audience is not ${audience}`)
  const arrived = arrivedAt / 1_000
  if (arrived > exp + CLOCK_SKEW) return rejected('expired', `the message arrived ${Math.round(arrived - exp)} s after its expiry`)
  if (iat > arrived + CLOCK_SKEW)
    return rejected(
      'issued-in-future',
      `the signing time of the message is ${Math.round(iat - arrived)} s after its arrival: correct the sender’s clock`,
    )
  if (key !== undefined && !isKeyOf(key, command)) return rejected('replayed', `the message key is not ${commandKeyOf(command)}`)
  return { command, agency: registered.agency, signedDigest: hash('sha256', `${headerText}.${payloadText}`) }
}

const isKeyOf = (key: Uint8Array | null, command: CaseCommand): boolean => key !== null && Buffer.from(commandKeyOf(command)).equals(key)
