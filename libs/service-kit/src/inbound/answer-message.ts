import { type AgencyRegister, type Disbelieved, type Genuine, genuineCommand } from '@case-timeline/access'
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
import type { AtTheDoor } from './command-door.ts'
import { answerReply, quarantineReply } from './reply.ts'

/** What became of a message, for log and metrics. */
export type Said =
  | { readonly outcome: CommandAnswer['outcome']; readonly agencyId: string; readonly jti: string; readonly command: string }
  | { readonly outcome: 'quarantined'; readonly reason: QuarantineReason; readonly detail: string }

export interface Answering {
  readonly service: ServiceName
  readonly deployment: string
  readonly schemasUrl?: string | undefined
  readonly register: AgencyRegister
  readonly door: (genuine: Genuine, type: CommandType | undefined) => Promise<AtTheDoor>
  /** RFC 3339 in UTC. */
  now(): string
  said(message: CommandMessage, what: Said): void
}

const fitsItsCommand = ({ command: { caseId } }: Genuine, type: CommandType): boolean => (type.at === undefined) === (caseId !== undefined)

/**
 * Answers one message of a topic of commands: to the agency that signed it, and to nobody else; what is not believed is put aside.
 * The same message again is answered in the same way.
 * @throws NotNow, AgencyKeysUnreachable when it is to come again
 */
export const answering =
  ({ service, deployment, schemasUrl, register, door, now, said }: Answering) =>
  async (message: CommandMessage): Promise<CommandReply> => {
    const source = audienceOf(deployment, service)
    const aside = (why: Disbelieved): CommandReply => {
      said(message, { outcome: 'quarantined', ...why })
      return quarantineReply(message, why, { now: now() })
    }
    const found = await genuineCommand(message, { audience: source, register })
    if ('reason' in found) return aside(found)
    const { iss, jti, command } = found.command
    const type = COMMAND_TYPES.get(commandKey(service, command))
    if (type && !fitsItsCommand(found, type))
      return aside({ reason: 'malformed', detail: `${command} ${type.at === undefined ? 'belongs to a case' : 'belongs to no case'}` })
    const answer = await door(found, type)
    if (answer === 'replayed')
      return aside({
        reason: 'replayed',
        detail: `${iss} has used the id ${jti} before, for another message: a retry is the very same bytes`,
      })
    said(message, { outcome: answer.outcome, agencyId: iss, jti, command })
    return answerReply(found, answer, { source, schemasUrl, now: now() })
  }
