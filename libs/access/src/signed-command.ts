import { hash } from 'node:crypto'
import {
  CaseCommand,
  CaseCommandHeader,
  CLOCK_SKEW,
  commandKeyOf,
  LARGEST_MESSAGE,
  type QuarantineReason,
  type Sha256,
} from '@case-timeline/contracts'
import { compactVerify, importJWK } from 'jose'
import { z } from 'zod'
import type { AgencyKey, RegisteredAgency } from './agency-keys.ts'
import type { AgencyRegister } from './agency-register.ts'

/** A message as a topic of commands holds it. */
export interface SentMessage {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  /** When the broker took it, in epoch milliseconds. */
  readonly arrivedAt: number
}

/** A command that its agency's key has signed for this service, in time. */
export interface Genuine {
  readonly command: CaseCommand
  readonly agency: RegisteredAgency
  /** SHA-256 of what was signed, header and payload: the same command signed anew has another. */
  readonly signed: Sha256
}

/** Why a message is not believed, in a word and in a sentence. */
export interface Disbelieved {
  readonly reason: QuarantineReason
  readonly detail: string
}

const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/
const LONGEST_DETAIL = 300

const disbelieved = (reason: QuarantineReason, detail: string): Disbelieved => ({ reason, detail: detail.slice(0, LONGEST_DETAIL) })
const malformed = (detail: string): Disbelieved => disbelieved('malformed', detail)

/** Bytes of one part; nothing when it has bits that its text does not need, for then two texts would say the same. */
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

const shaped = <T>(schema: z.core.$ZodType<T>, part: string, text: string): { readonly value: T } | Disbelieved => {
  const bytes = bytesOf(text)
  if (!bytes) return malformed(`the ${part} is not canonical base64url`)
  const parsed = jsonOf(bytes)
  if (!parsed) return malformed(`the ${part} is not JSON in UTF-8`)
  const { data, error } = z.safeParse(schema, parsed.json)
  if (!error) return { value: data }
  const [issue] = error.issues
  return malformed(`the ${part}: ${issue?.path.join('.') || 'as a whole'}: ${issue?.message ?? 'has another shape'}`)
}

const isSignedBy = async (jws: string, key: AgencyKey): Promise<boolean> => {
  try {
    await compactVerify(jws, await importJWK(key, key.alg), { algorithms: [key.alg] })
    return true
  } catch {
    return false
  }
}

/**
 * Whether a message is a command that one of the registered agencies signed for this audience, in time: RFC 7515, compact
 * serialization. Time is when the broker took the message, so that however often it is delivered the verdict is the same.
 * @throws AgencyKeysUnreachable while no keys are known
 */
export const genuineCommand = async (
  { key, value, arrivedAt }: SentMessage,
  { audience, register }: { readonly audience: string; readonly register: AgencyRegister },
): Promise<Genuine | Disbelieved> => {
  if (!value || value.length === 0) return malformed('the message has no value')
  if (value.length > LARGEST_MESSAGE) return malformed(`the message has ${value.length} bytes, and ${LARGEST_MESSAGE} are the most`)
  const jws = Buffer.from(value).toString('latin1')
  const [, headerText, payloadText, signature] = COMPACT.exec(jws) ?? []
  if (headerText === undefined || payloadText === undefined || signature === undefined)
    return malformed('the message is not a JWS in compact serialization')
  const header = shaped(CaseCommandHeader, 'protected header', headerText)
  if ('reason' in header) return header
  const payload = shaped(CaseCommand, 'payload', payloadText)
  if ('reason' in payload) return payload
  if (!bytesOf(signature)) return malformed('the signature is not canonical base64url')

  const { kid, alg } = header.value
  const command = payload.value
  const { iss, aud, exp, iat } = command
  if (!(await register.find(iss))) return disbelieved('unknown-agency', `no keys are registered for the agency ${iss}`)
  const agency = await register.find(iss, kid)
  const registered = agency?.keys.find((one) => one.kid === kid)
  if (!agency || !registered) return disbelieved('unknown-key', `the agency ${iss} has no registered key ${kid}`)
  if (registered.alg !== alg || !(await isSignedBy(jws, registered)))
    return disbelieved('wrong-signature', `the signature is not one of the key ${kid} of ${iss} over this message`)
  if (aud !== audience) return disbelieved('wrong-audience', `it was signed for another audience than ${audience}`)
  const arrived = arrivedAt / 1_000
  if (arrived > exp + CLOCK_SKEW) return disbelieved('expired', `it came ${Math.round(arrived - exp)} s after it had expired`)
  if (iat > arrived + CLOCK_SKEW)
    return disbelieved('from-the-future', `it says that it was signed ${Math.round(iat - arrived)} s after it came: set the sender’s clock`)
  if (!key || !Buffer.from(key).equals(Buffer.from(commandKeyOf(command))))
    return disbelieved('replayed', `it stands under another key than ${commandKeyOf(command)}`)
  return { command, agency, signed: hash('sha256', `${headerText}.${payloadText}`) }
}
