import type { AgencyId, QuarantineReason } from '@case-timeline/contracts'
import { AgencyKeysUnreachable, type AgencyRegister, keyNamedIn, type RejectedMessage } from '@case-timeline/access'
import { Problem, type ProblemKind, PROBLEMS, problemType } from '@case-timeline/http'
import { type AnsweredMessage, type AnsweringOptions, answerTo, type MessageOutcome } from './answer-message.ts'
import { answerReply, type ReplyContext } from './reply.ts'
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
   * The agency whose key a protected header names, before anything else of a message is read: whether the agency has
   * signed it is not known yet.
   * @param header the first part of a JWS in compact serialization
   * @throws Problem if no registered key is named, or the keys cannot be read now
   */
  abstract senderNamedIn(header: string): Promise<AgencyId>

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

const NO_REGISTER = 'this service takes no signed commands: it has no register of keys (AGENCY_KEYS)'

/** The reception of signed commands over HTTP, with the checks of the topic. */
export const receivedCommands = ({ register, now = () => new Date(), report, ...options }: ReceivingOptions): SignedCommands => {
  const refuse = (rejection: RejectedMessage): never => {
    report({ outcome: 'quarantined', ...rejection })
    throw problemOfRejection(rejection)
  }
  const registered = (): AgencyRegister => {
    if (register) return register
    throw new Problem('not-found', NO_REGISTER)
  }
  return {
    async senderNamedIn(header) {
      const found = await keyNamedIn(header, registered()).catch(throwUnavailable)
      return 'reason' in found ? refuse(found) : found.agency.agencyId
    },
    async receive(message) {
      const arrived = now()
      // In a topic the key keeps the order of a case; here a sender keeps it by waiting for each answer.
      const sent = { value: message, arrivedAt: arrived.getTime() }
      const result = await answerTo(sent, { ...options, register: registered() }).catch(throwUnavailable)
      if ('rejection' in result) return refuse(result.rejection)
      report(result.outcome)
      return receivedAnswer(result, { schemasUrl: options.schemasUrl, now: arrived.toISOString() })
    },
  }
}

const receivedAnswer = (
  { verified, answer, source }: AnsweredMessage,
  options: Pick<ReplyContext, 'schemasUrl' | 'now'>,
): ReceivedAnswer => {
  const { value, headers } = answerReply(verified, answer, { source, ...options })
  return {
    value: String(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.replace('_', '-'), text])),
  }
}

const throwUnavailable = (error: unknown): never => {
  throw unavailable(error)
}

const unavailable = (error: unknown): unknown => {
  if (error instanceof AgencyKeysUnreachable)
    return new Problem('unavailable', 'the registered keys cannot be read now: send the same message again', { retryAfterSeconds: 30 })
  if (!(error instanceof TemporarilyUnavailable)) return error
  return new Problem(kindOf(error.problem.type), error.message, { retryAfterSeconds: error.retryAfterSeconds })
}
