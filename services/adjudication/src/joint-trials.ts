import {
  AdjournHearing,
  AssignJudge,
  CaseTransferred,
  CourtCaseRegistered,
  EndJoinder,
  HoldHearing,
  IndictmentFiled,
  JoinderAgreed,
  JoinderEnded,
  LaterIndictmentRegistered,
  OrderHearingDate,
  RecuseJudge,
  ScheduleHearing,
  type CommandType,
  type FactOf,
} from '@case-timeline/contracts'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'
import type { CommandInOtherCase } from '@case-timeline/reactions'
import {
  carriedCommands,
  casesFollowedBy,
  casesFollowing,
  endIn,
  type CarriedCommand,
  type CarriedCommandName,
} from './court-case/joint-trial.ts'

type ReadCase = (caseId: string) => Promise<readonly StoredEvent[]>

const COMMANDS: Readonly<Record<CarriedCommandName, CommandType>> = {
  AssignJudge,
  RecuseJudge,
  OrderHearingDate,
  ScheduleHearing,
  AdjournHearing,
  HoldHearing,
  EndJoinder,
}

/** The commands of a joint trial in other cases. */
export const CARRIED_COMMANDS: readonly CommandType[] = Object.values(COMMANDS)

/** The commands in a case with the events, of the other case, from which they follow. */
const inCase = (caseId: string, commands: readonly CarriedCommand[], causes: readonly StoredEvent[]): readonly CommandInOtherCase[] => {
  const byId = new Map(causes.map((event) => [event.id, event]))
  return commands.flatMap(({ factId, command, data, target }) => {
    const cause = byId.get(factId)
    return cause === undefined ? [] : [{ caseId, command: COMMANDS[command], data, cause, ...(target === undefined ? {} : { target }) }]
  })
}

/** The end of a joint trial, recorded in the case that it names. */
const endInOther = async (event: StoredEvent, caseId: string, readCase: ReadCase): Promise<readonly CommandInOtherCase[]> => {
  const { id } = event
  const data = event.data as FactOf<typeof JoinderEnded>['data']
  const other = historyOf(await readCase(data.otherCaseId))
  return inCase(data.otherCaseId, endIn(other, caseId, { id, data }, event.envelope.causationId), [event])
}

/** The events with which charges of this case may begin to be tried with those of another. */
const JOINING: readonly string[] = [IndictmentFiled, CourtCaseRegistered, LaterIndictmentRegistered, CaseTransferred].map(
  ({ type }) => type,
)

/** The events with which charges of other cases may begin to be tried with those of this case. */
const LEADING: readonly string[] = [JoinderAgreed, CaseTransferred].map(({ type }) => type)

/** Whether an event says nothing of a court: offices of other sectors transfer their cases, too. */
const isForeign = ({ type, stream }: StoredEvent): boolean => type === CaseTransferred.type && !stream.startsWith('adjudication.')

/**
 * What an event causes in the cases with which its case is tried. A fact of the leading trial is recorded in each case that
 * joined; so are the facts that were recorded before, when a case joins: when the court registered the joined indictment,
 * the two cases said once more that they are tried together, or one court has both of them again.
 */
export const commandsOfJointTrial = async (event: StoredEvent, readCase: ReadCase): Promise<readonly CommandInOtherCase[]> => {
  const { caseId } = event
  if (caseId === undefined || isForeign(event)) return []
  if (event.type === JoinderEnded.type) return endInOther(event, caseId, readCase)
  const facts = await readCase(caseId)
  const own = historyOf(facts)
  const commands: CommandInOtherCase[] = []
  if (JOINING.includes(event.type))
    for (const leadingId of casesFollowedBy(own)) {
      const ofLeading = await readCase(leadingId)
      commands.push(...inCase(caseId, carriedCommands(historyOf(ofLeading), own), ofLeading))
    }
  if (!JOINING.includes(event.type) || LEADING.includes(event.type))
    for (const joined of casesFollowing(own)) {
      const carried = carriedCommands(own, historyOf(await readCase(joined)))
      commands.push(...inCase(joined, carried, LEADING.includes(event.type) ? facts : [event]))
    }
  return commands
}
