import { personsAffectedBy, type Clock, type CustodyConcern, type Start } from '@case-timeline/casework'
import type { AgencyId } from '@case-timeline/contracts'
import { type Known, type ListingTable, optional, type Row } from '@case-timeline/projections'
import { CALENDAR, type Calendar } from './calendar.ts'
import { alsoListedFor, noticeOf, type Deadline, type DeadlineState, type ClockSignal } from './deadline.ts'
import { concerns } from './deadline-calculation.ts'
import { changesParties } from './started-clocks.ts'

/**
 * A deadline in the list. This shape is stored in `deadlines_v13_items`: change it with the view's version. The members
 * after `metStatedAt` are what pages are found by.
 */
export interface DeadlineItem extends Row, Omit<Deadline, 'window'> {
  readonly isWindow: boolean
  /** What is wrong with the custody of a person; absent: it does not concern custody. */
  readonly concern?: CustodyConcern | undefined
  /** The agency in whose list it is, or `OFFICE_WITH_CASE`; absent: in nobody's. */
  readonly listedFor?: AgencyId | undefined
  /** Another agency in whose list it is. */
  readonly alsoListedFor?: AgencyId | undefined
  /** The first moment at which the clock has started, in the same format as `dueBy`. */
  readonly startsFrom: string
  /** The state that it has when all its dates are past and nothing more is recorded. */
  readonly endState: DeadlineState
  /** From when a miss has to be recorded; absent: it is recorded, or never has to be. */
  readonly missAt?: string | undefined
  /** Id of the recorded miss that the facts in force do not show, and that has to be withdrawn. */
  readonly unfoundedMiss?: string | undefined
}

/** A deadline as it was known for some time. */
export type DeadlineVersion = DeadlineItem & Known

/** The table of the deadlines: for the list of an agency as known now or at an earlier time, and for the watch. */
export const deadlineItems: ListingTable<DeadlineItem> = {
  // A clock id ends with part of the key only: the key keeps two of them apart.
  key: ['ruleId', 'clockId', 'key'],
  columns: {
    ruleId: 'text',
    clockId: 'orderedText',
    key: 'text',
    eventId: 'uuid',
    owedBy: 'text',
    byAddress: optional('boolean'),
    reportedBy: optional('text'),
    jurisdiction: 'text',
    startedAt: 'text',
    dueBy: 'orderedText',
    zone: optional('text'),
    metAt: optional('text'),
    metFrom: optional('orderedText'),
    metStatedAt: optional('text'),
    isWindow: 'boolean',
    custody: optional('json'),
    concern: optional('text'),
    listedFor: optional('text'),
    alsoListedFor: optional('text'),
    startsFrom: 'orderedText',
    endState: 'text',
    missAt: optional('orderedText'),
    missed: 'boolean',
    unfoundedMiss: optional('uuid'),
  },
  indexes: {
    list: { on: ['listedFor', 'dueBy', 'clockId', 'knownFrom'], where: 'present', versions: 'current' },
    state: { on: ['listedFor', 'endState', 'dueBy', 'clockId', 'metFrom'], where: 'present', versions: 'current' },
    custody: { on: ['concern', 'listedFor', 'dueBy', 'clockId'], where: 'present', versions: 'current' },
    former: { on: ['listedFor', 'dueBy', 'clockId', 'knownFrom', 'knownUntil'], where: 'present', versions: 'former' },
    holder: { on: ['alsoListedFor', 'dueBy', 'clockId'], where: 'present', versions: 'current' },
    formerHolder: { on: ['alsoListedFor', 'dueBy', 'clockId', 'knownFrom', 'knownUntil'], where: 'present', versions: 'former' },
    miss: { on: ['missAt'], where: 'present', versions: 'current' },
    unfounded: { on: ['unfoundedMiss'], where: 'present', versions: 'current' },
  },
}

const endStateOf = ({ dueBy, metFrom, window, custody }: Deadline): DeadlineState => {
  const notice = noticeOf(custody)
  if (notice !== undefined) return metFrom === undefined ? notice : 'met'
  if (metFrom !== undefined) return metFrom < dueBy ? 'met' : 'metLate'
  return window ? 'lapsed' : 'overdue'
}

/** @param isToBeRecorded whether a miss of this deadline has to be recorded and is not yet */
export const itemOf = (caseId: string, deadline: Deadline, isToBeRecorded: boolean, { momentOf }: Calendar = CALENDAR): DeadlineItem => {
  const { clockId, ruleId, eventId, key, owedBy, byAddress, reportedBy, jurisdiction, startedAt, dueBy, zone, metAt, custody } = deadline
  const { metFrom, metStatedAt } = deadline
  return {
    caseId,
    ruleId,
    clockId,
    key,
    eventId,
    owedBy,
    byAddress,
    reportedBy,
    jurisdiction,
    startedAt,
    dueBy,
    zone,
    metAt,
    metFrom,
    metStatedAt,
    isWindow: deadline.window,
    custody,
    concern: custody?.concern,
    listedFor: reportedBy === undefined ? owedBy : undefined,
    alsoListedFor: alsoListedFor(deadline),
    startsFrom: momentOf(startedAt, zone),
    endState: endStateOf(deadline),
    missAt: deadline.missed && isToBeRecorded ? dueBy : undefined,
    missed: deadline.missed,
  }
}

/** What was calculated before some signals were added. */
interface CalculatedBefore {
  readonly signals: readonly ClockSignal[]
  readonly items: readonly DeadlineItem[]
}

/**
 * The signals that were added to those of a calculation; undefined: every deadline has to be calculated again, as the
 * signals were not only added to, or a person, a party, an office, a court or a ground is affected.
 * @param signals of one clock, in recording order
 */
const addedSignals = (signals: readonly ClockSignal[], before: readonly ClockSignal[]): readonly ClockSignal[] | undefined => {
  const last = before.length - 1
  const added = signals.slice(before.length)
  const isExtended =
    before[last] === signals[last] &&
    added.every((one) => !one.person && !one.ground && !one.loss && !one.transfer && !one.court && !changesParties(one, signals))
  return isExtended ? added : undefined
}

/**
 * The keys of which added signals affect the deadlines, for a clock whose deadlines have the keys of their starts.
 * @param signals of one clock, in recording order
 * @returns undefined if every deadline has to be calculated again
 */
export const affectedKeys = (
  { eachPerson, liberty }: Clock,
  signals: readonly ClockSignal[],
  before: readonly ClockSignal[],
): ReadonlySet<string> | undefined => {
  const added = eachPerson || liberty ? undefined : addedSignals(signals, before)
  if (!added) return undefined
  const keys = new Set(added.flatMap(({ start }) => (start ? [start.key] : [])))
  const stops = added.flatMap(({ stop }) => (stop ? [stop] : []))
  if (stops.length === 0) return keys
  for (const { start } of signals) if (start && stops.some((stop) => concerns(stop, start, start.key))) keys.add(start.key)
  return keys
}

/**
 * Finds the deadlines that added signals do not affect: those that no added signal stops, and those that are met, which
 * a later stop does not change. Where the start states when it was met, an added waiver still ends the deadline.
 * @param signals of one clock, in recording order
 * @returns undefined if every deadline has to be calculated again
 */
export const unaffectedItems = (
  signals: readonly ClockSignal[],
  before: CalculatedBefore,
): ((signal: ClockSignal, start: Start, key: string) => DeadlineItem | undefined) | undefined => {
  const added = addedSignals(signals, before.signals)
  if (!added) return undefined
  const items = new Map(before.items.map((item) => [`${item.eventId} ${item.key}`, item]))
  const stops = added.flatMap(({ stop }) => (stop ? [stop] : []))
  return ({ eventId }, start, key) => {
    const item = items.get(`${eventId} ${key}`)
    const concerning = item ? stops.filter((stop) => concerns(stop, start, key)) : []
    const isSettled = item?.metAt !== undefined && (start.metAt === undefined || !concerning.some(({ isWaiver }) => isWaiver))
    return concerning.length === 0 || isSettled ? item : undefined
  }
}

/**
 * The persons whose liberty added signals affect, for a clock on liberty; those of the others stay as they are.
 * @param signals of one clock, in recording order
 * @returns undefined if all have to be calculated again: the signals were not only added to
 */
export const affectedPersons = (
  { liberty }: Clock,
  signals: readonly ClockSignal[],
  before: readonly ClockSignal[],
): ReadonlySet<string> | undefined => {
  const last = before.length - 1
  if (!liberty || before[last] !== signals[last]) return undefined
  const addedTo = signals.slice(before.length)
  if (addedTo.some(({ transfer }) => transfer)) return undefined
  const facts = signals.flatMap(({ custody }) => (custody ? [{ custody }] : []))
  return personsAffectedBy(
    addedTo.flatMap(({ custody }) => (custody ? [{ custody }] : [])),
    facts,
  )
}
