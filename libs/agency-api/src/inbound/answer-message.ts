import { type AgencyRegister, type RejectedMessage, type VerifiedCommand, verifyCommand } from '@case-timeline/access'
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

/**
 * Answers one message of a command topic: only to the agency that signed it; a message that cannot be verified is
 * quarantined. The same message again gets the same answer.
 * @throws TemporarilyUnavailable, AgencyKeysUnreachable if the message should be delivered again
 */
export const commandAnswerer =
  ({ service, deployment, schemasUrl, register, dispatch, now, report }: AnsweringOptions) =>
  async (message: CommandMessage): Promise<CommandReply> => {
    const source = audienceOf(deployment, service)
    const quarantined = (rejection: RejectedMessage): CommandReply => {
      report(message, { outcome: 'quarantined', ...rejection })
      return quarantineReply(message, rejection, { now: now() })
    }
    const verified = await verifyCommand(message, { audience: source, register })
    if ('reason' in verified) return quarantined(verified)
    const { iss, jti, command } = verified.command
    const type = COMMAND_TYPES.get(commandKey(service, command))
    if (type && !matchesCommandScope(verified, type))
      return quarantined({
        reason: 'malformed',
        detail:
          type.collection === undefined
            ? `${command} belongs to a case: state its caseId`
            : `${command} belongs to no case: omit the caseId`,
      })
    const answer = await dispatch(verified, type)
    if (answer === 'replayed')
      return quarantined({
        reason: 'replayed',
        detail: `${iss} has used the id ${jti} before for another message: a retry must send the same bytes`,
      })
    report(message, { outcome: answer.outcome, agencyId: iss, jti, command })
    return answerReply(verified, answer, { source, schemasUrl, now: now() })
  }
