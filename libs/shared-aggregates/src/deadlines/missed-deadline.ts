import { officeWithCase, participants, type ReceivingAgency } from '@case-timeline/access'
import { commandType, DeadlineMissed, Reference, type AgencyId, type Fact, type FactOf, type ServiceName } from '@case-timeline/contracts'
import {
  asOnePerson,
  IDENTITY_EVENT_TYPES,
  streamName,
  type CaseHistory,
  type Clock,
  type Reading,
  type Sector,
} from '@case-timeline/casework'
import { aggregate, handle, takes, type Aggregate, type Answer, type CommandContext, type CommandEntry } from '@case-timeline/commands'
import type { CommandOf, Decided } from '@case-timeline/decider'
import { commandIdForReaction, historyOf } from '@case-timeline/event-store'
import { z } from 'zod'
import type { Deadline, Signal } from './deadline.ts'
import { clockEventNamesOf, signalsOf } from './clocks.ts'
import { clocksOfId } from './clock-id.ts'
import { deadlinesOf, type PolicyOf } from './deadline-calculation.ts'

/** A sector and the clocks of the deadlines that it owes. */
export interface SectorClocks {
  readonly sector: Sector
  readonly clocks: readonly Clock[]
}

/** What is needed to record the missed deadlines of a sector. */
export interface WatchContext extends SectorClocks {
  readonly context: CommandContext
  /** All aggregates of the service: a missed deadline is recorded in the stream of one of them. */
  readonly aggregates: readonly Aggregate[]
  readonly receiving?: ReceivingAgency | undefined
}

/** The policies by which deadlines are calculated, and the agency that has what is addressed to no office. */
export interface DeadlineScope extends SectorClocks {
  readonly policyOf: PolicyOf
  readonly receiving?: ReceivingAgency | undefined
}

/**
 * The deadlines that a sector owes in a case, calculated from the facts that the sector may see.
 * @param isLeftOut whether a signal does not count
 * @param clockId absent: all; otherwise those with this id
 */
export const deadlinesIn = (
  history: CaseHistory,
  scope: DeadlineScope,
  isLeftOut: (signal: Signal) => boolean = () => false,
  clockId?: string,
): readonly Deadline[] => {
  const { sector, receiving } = scope
  const clocks = clockId === undefined ? scope.clocks : clocksOfId(scope.clocks, clockId)
  const facts = history.facts(...clockEventNamesOf(clocks), ...IDENTITY_EVENT_TYPES, 'case.CaseTransferred', 'case.OfficeAdmitted')
  const signals = asOnePerson(facts)
    .flatMap((fact) => signalsOf(clocks, fact))
    .filter((signal) => !isLeftOut(signal))
  const found = participants(history.events, sector, receiving?.participationEvents)
  const office = officeWithCase(found, receiving)
  return deadlinesOf(signals, { ...scope, clocks, office, ignoresAddressees: found.isFounded }, clockId)
}

const recordMissedDeadlineCommandOf = (service: ServiceName) =>
  commandType({
    name: 'RecordMissedDeadline',
    service,
    meaning: 'Records that a deadline was missed.',
    data: z.strictObject({ clockId: Reference }),
    example: { clockId: DeadlineMissed.example.clockId },
  })

interface KnownDeadline {
  readonly deadline: Deadline | undefined
}

type RecordMissedDeadline = CommandOf<ReturnType<typeof recordMissedDeadlineCommandOf>, KnownDeadline>

/** Decides on the facts that are now in the store: an act recorded or corrected meanwhile prevents the miss. */
const recordMissedDeadline = (_: undefined, { known: { deadline }, now }: RecordMissedDeadline): Decided<FactOf<typeof DeadlineMissed>> => {
  if (!deadline?.missed || deadline.dueBy > now) return { under: [], events: [] }
  const { clockId, ruleId, eventId, dueBy, owedBy } = deadline
  return { under: [], events: [{ type: DeadlineMissed.type, data: { clockId, ruleId, eventId, dueAt: dueBy, owedBy } }] }
}

/** What identifies a missed deadline, and in whose name the miss is recorded. */
type MissedDeadline = Pick<Deadline, 'clockId' | 'ruleId' | 'eventId' | 'key' | 'owedBy' | 'jurisdiction'> & {
  readonly reportedBy?: AgencyId | null | undefined
}

/**
 * The stream in which a missed deadline is recorded: the stream of the event that started the clock. If that event
 * belongs to another sector, the clock names a stream of its own sector.
 */
const streamOf = (
  caseId: string,
  { ruleId, eventId, key }: MissedDeadline,
  { events }: CaseHistory,
  { sector, clocks }: SectorClocks,
): string => {
  const stream = events.find(({ id }) => id === eventId)?.stream ?? ''
  if (stream.startsWith(`${sector}.`)) return stream
  return `${sector}.${clocks.find(({ rule }) => rule.id === ruleId)?.stream(caseId, key) ?? ''}`
}

/**
 * The deadlines with a clock id by the facts of a case and the policies in force. Only they are calculated: a case may have
 * thousands, and a watch asks for one after the other. Several keys that end alike have one id.
 * @param isLeftOut whether a signal does not count
 */
export const deadlinesWithId = (
  watchContext: WatchContext,
  history: CaseHistory,
  clockId: string,
  isLeftOut?: (signal: Signal) => boolean,
): readonly Deadline[] => {
  const policyOf: PolicyOf = (jurisdiction) => watchContext.context.policyOf?.(jurisdiction)?.policy
  return deadlinesIn(history, { ...watchContext, policyOf }, isLeftOut, clockId)
}

/** Of the deadlines with one id, the missed one that is due first; if none is missed, the first in the list. */
const missedFirst = (deadlines: readonly Deadline[]): Deadline | undefined =>
  deadlines
    .filter(({ missed }) => missed)
    .reduce<Deadline | undefined>((first, one) => (first && first.dueBy <= one.dueBy ? first : one), undefined) ?? deadlines[0]

const deadlineReadingOf =
  (watchContext: WatchContext) =>
  (history: CaseHistory, { data: { clockId } }: { readonly data: { readonly clockId: string } }): Reading<KnownDeadline> => {
    const deadline = missedFirst(deadlinesWithId(watchContext, history, clockId))
    return { known: { deadline }, read: history.events.filter(({ id }) => id === deadline?.eventId) }
  }

/** One stream of an aggregate, with only one command, about a missed deadline. */
export const missAggregate = <E extends CommandEntry<undefined, string, never, Fact>>(
  { service, name, events, judgesReferences, isKept }: Aggregate,
  streamId: string,
  entry: E,
): Aggregate =>
  aggregate({
    service,
    name,
    events,
    ...(judgesReferences ? { judgesReferences } : {}),
    ...(isKept ? { isKept } : {}),
    initial: undefined,
    evolve: (state: undefined) => state,
    streamId: () => streamId,
    commands: [entry],
  })

/** The aggregate of a stream of the service, and the id part of the stream. */
export const aggregateOf = (aggregates: readonly Aggregate[], stream: string) => {
  const found = aggregates.find(({ service, name }) => stream.startsWith(streamName(service, name, '')))
  return found && { aggregate: found, streamId: stream.slice(streamName(found.service, found.name, '').length) }
}

/** The user in whose name a service records and withdraws missed deadlines. */
export const watchOf = (sector: Sector): string => `system.${sector}.deadlines`

/**
 * How many recorded misses of a clock were withdrawn: a miss after them is another command than they were.
 * The same number for every replica, whether its view has folded the last miss or not.
 */
const withdrawnMisses = (history: CaseHistory, clockId: string): number => {
  const ofClock = ({ type, data }: { readonly type: string; readonly data: unknown }) =>
    type === DeadlineMissed.type && (data as FactOf<typeof DeadlineMissed>['data']).clockId === clockId
  return history.events.filter(ofClock).length - history.facts(DeadlineMissed.type).filter(ofClock).length
}

/**
 * Records a missed deadline once, however often and by however many replicas it is called; once more after the recorded
 * miss was withdrawn.
 * @returns undefined if the sector has no stream for it, or if nothing is owed by what is recorded now
 * @throws like `handle`
 */
export const recordMiss = async (watchContext: WatchContext, caseId: string, deadline: MissedDeadline): Promise<Answer | undefined> => {
  const { context, aggregates, sector } = watchContext
  const history = historyOf(await context.store.readCase(caseId))
  const recording = aggregateOf(aggregates, streamOf(caseId, deadline, history, watchContext))
  if (!recording) return undefined
  // Which office owes it, the whole case says: the view knows only what concerns the clock.
  const owedBy = missedFirst(deadlinesWithId(watchContext, history, deadline.clockId))?.owedBy
  // Not owed any more by what is recorded now: the view has yet to see it.
  if (owedBy === undefined) return undefined
  const withdrawn = withdrawnMisses(history, deadline.clockId)
  const entry = takes(recordMissedDeadlineCommandOf(sector), { reads: deadlineReadingOf(watchContext), decide: recordMissedDeadline })
  return handle(context, missAggregate(recording.aggregate, recording.streamId, entry), {
    caseId,
    name: 'RecordMissedDeadline',
    // Contains no member that a correction can change, so that the same miss is always the same command.
    body: { data: { clockId: deadline.clockId } },
    actor: { userId: watchOf(sector), agencyId: deadline.reportedBy ?? owedBy, role: 'system' },
    commandId: commandIdForReaction(
      `${sector}.deadlines`,
      deadline.eventId,
      withdrawn === 0 ? deadline.clockId : `${deadline.clockId} ${withdrawn}`,
    ),
    retryable: true,
    correlationId: deadline.eventId,
    causationId: deadline.eventId,
    jurisdiction: deadline.jurisdiction,
  })
}
