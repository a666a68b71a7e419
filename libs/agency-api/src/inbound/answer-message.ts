import { type AgencyRegister, type RejectedMessage, type SentMessage, type VerifiedCommand, verifyCommand } from '@case-timeline/access'
import {
  audienceOf,
  type CommandAnswer,
  COMMAND_TYPES,
  commandKey,
  type CommandType,
  type QuarantineReason,
  type ServiceName,
} from '@case-timeline/contracts'
import type { CommandMessage, CommandReply } from '@case-timeline/feed'
import type { SignedCommandAnswer } from './signed-commands.ts'
import { answerReply, quarantineReply } from './reply.ts'

/** The outcome of a message, for log and metrics. */
export type MessageOutcome =
  | { readonly outcome: CommandAnswer['outcome']; readonly agencyId: string; readonly jti: string; readonly command: string }
  | { readonly outcome: 'quarantined'; readonly reason: QuarantineReason; readonly detail: string }

export interface AnsweringOptions {
  readonly service: ServiceName
  readonly deployment: string
  readonly schemasUrl?: string | undefined
  readonly register: AgencyRegister
  readonly dispatch: (verified: VerifiedCommand, type: CommandType | undefined) => Promise<SignedCommandAnswer>
  /** RFC 3339 in UTC. */
  now(): string
  report(message: CommandMessage, outcome: MessageOutcome): void
}

/** Whether a message names a case exactly if its command belongs to one. */
const matchesCommandScope = ({ command: { caseId } }: VerifiedCommand, type: CommandType): boolean =>
  (type.collection === undefined) === (caseId !== undefined)

/** The answer to a message for the agency that signed it. */
export interface AnsweredMessage {
  readonly verified: VerifiedCommand
  readonly answer: CommandAnswer
  readonly outcome: MessageOutcome
  /** The source of the service's events. */
  readonly source: string
}

/** What a message comes to. */
export type MessageResult = AnsweredMessage | { readonly rejection: RejectedMessage }

/**
 * Verifies and decides one message. The same message again gets the same answer.
 * @throws TemporarilyUnavailable, AgencyKeysUnreachable if the message should be delivered again
 */
export const answerTo = async (
  message: SentMessage,
  { service, deployment, register, dispatch }: Pick<AnsweringOptions, 'service' | 'deployment' | 'register' | 'dispatch'>,
): Promise<MessageResult> => {
  const source = audienceOf(deployment, service)
  const verified = await verifyCommand(message, { audience: source, register })
  if ('reason' in verified) return { rejection: verified }
  const { iss, jti, command } = verified.command
  const type = COMMAND_TYPES.get(commandKey(service, command))
  if (type && !matchesCommandScope(verified, type)) {
    const detail =
      type.collection === undefined ? `${command} belongs to a case: state its caseId` : `${command} belongs to no case: omit the caseId`
    return { rejection: { reason: 'malformed', detail } }
  }
  const answer = await dispatch(verified, type)
  if (answer === 'replayed') {
    const detail = `${iss} has used the id ${jti} before for another message: a retry must send the same bytes`
    return { rejection: { reason: 'replayed', detail } }
  }
  return { verified, answer, outcome: { outcome: answer.outcome, agencyId: iss, jti, command }, source }
}

/**
 * Answers one message of a command topic: only to the agency that signed it; a message that cannot be verified is
 * quarantined.
 * @throws TemporarilyUnavailable, AgencyKeysUnreachable if the message should be delivered again
 */
export const commandAnswerer =
  ({ schemasUrl, now, report, ...options }: AnsweringOptions) =>
  async (message: CommandMessage): Promise<CommandReply> => {
    const result = await answerTo(message, options)
    if ('rejection' in result) {
      report(message, { outcome: 'quarantined', ...result.rejection })
      return quarantineReply(message, result.rejection, { now: now() })
    }
    report(message, result.outcome)
    return answerReply(result.verified, result.answer, { source: result.source, schemasUrl, now: now() })
  }
