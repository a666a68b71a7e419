import { commandKeyOf, CaseCommand, parseSent, type QuarantineReason } from '@case-timeline/contracts'
import { AgencyKeysUnreachable, type RejectedMessage } from '@case-timeline/access'
import { Problem, type ProblemKind, PROBLEMS, problemType } from '@case-timeline/http'
import { type AnsweringOptions, answerTo, type MessageOutcome } from './answer-message.ts'
import { answerReply } from './reply.ts'
import { TemporarilyUnavailable } from './signed-commands.ts'

/** An answer to a signed command as an HTTP message: a CloudEvent in binary mode (CloudEvents, HTTP binding). */
export interface ReceivedAnswer {
  /** JSON. */
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
}

/** Receives signed commands over HTTP. An abstract class, because Nest injects it by this token. */
export abstract class SignedCommands {
  /**
   * Answers a message as if it had arrived now in the topic of commands.
   * @param message a JWS in compact serialization
   * @throws Problem if it is not verified, or cannot be answered now
   */
  abstract receive(message: Uint8Array): Promise<ReceivedAnswer>
}

export interface ReceivingOptions extends Omit<AnsweringOptions, 'report' | 'now' | 'register'> {
  /** undefined: no keys of agencies are configured. */
  readonly register: AnsweringOptions['register'] | undefined
  now?(): Date
  report(outcome: MessageOutcome): void
}

/** Who signed is not known then, and shall not learn which agencies and keys are registered. */
const WITHOUT_SIGNATURE: readonly QuarantineReason[] = ['unknown-agency', 'unknown-key', 'wrong-signature']
const NOT_SIGNED = 'it is not signed by a registered key of the agency in iss: register the key, and name it in kid'

const problemOfRejection = ({ reason, detail }: RejectedMessage): Problem => {
  if (reason === 'malformed') return new Problem('malformed-request', detail)
  if (reason === 'replayed') return new Problem('idempotency-key-reused', detail)
  return WITHOUT_SIGNATURE.includes(reason)
    ? new Problem('unverified-command', NOT_SIGNED)
    : new Problem('unverified-command', detail, { members: { reason } })
}

const kindOf = (type: string): ProblemKind =>
  (Object.keys(PROBLEMS) as ProblemKind[]).find((kind) => problemType(kind) === type) ?? 'unavailable'

/** The key under which a topic would have the message; null if it is no command. */
const keyOf = (message: Uint8Array): Buffer | null => {
  const payload = Buffer.from(message).toString('latin1').split('.')[1] ?? ''
  try {
    const { data } = parseSent(CaseCommand, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    return data ? Buffer.from(commandKeyOf(data)) : null
  } catch {
    return null
  }
}

/** The reception of signed commands over HTTP, with the checks of the topic. */
export const receivedCommands = ({ register, now = () => new Date(), report, ...options }: ReceivingOptions): SignedCommands => ({
  async receive(message) {
    if (!register) throw new Problem('not-found', 'this service takes no signed commands: it has no register of keys (AGENCY_KEYS)')
    const arrived = now()
    // In a topic the key keeps the order of a case; here a sender keeps it by waiting for each answer.
    const sent = { key: keyOf(message), value: message, arrivedAt: arrived.getTime() }
    const result = await answerTo(sent, { ...options, register }).catch((error: unknown) => {
      throw unavailable(error)
    })
    if ('rejection' in result) {
      report({ outcome: 'quarantined', ...result.rejection })
      throw problemOfRejection(result.rejection)
    }
    report(result.outcome)
    const { value, headers } = answerReply(result.verified, result.answer, {
      source: result.source,
      schemasUrl: options.schemasUrl,
      now: arrived.toISOString(),
    })
    return {
      value: String(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.replace('_', '-'), text])),
    }
  },
})

const unavailable = (error: unknown): unknown => {
  if (error instanceof AgencyKeysUnreachable)
    return new Problem('unavailable', 'the registered keys cannot be read now: send the same message again', { retryAfterSeconds: 30 })
  if (!(error instanceof TemporarilyUnavailable)) return error
  return new Problem(kindOf(error.problem.type), error.message, { retryAfterSeconds: error.retryAfterSeconds })
}
