import type { AgencyId, JurisdictionPolicy } from '@case-timeline/contracts'
import { clockOf, daysAfter, spanOf } from '@case-timeline/decider'
import type { Clock } from './clock.ts'
import type { Deadline, DeadlineState, Due, Sector, Signal, Start } from './deadline.ts'
import { groundsAfter } from './grounds.ts'

const DAY = 86_400_000

const momentOf = (text: string, zone?: string): string => new Date(spanOf(text, zone).from).toISOString()

const afterDay = (text: string, zone: string | undefined, days: number): string =>
  new Date(spanOf(text, zone).until + days * DAY).toISOString()

/** @returns nothing where the policy sets no clock, or the day from which it counts is not known */
const dueBy = (due: Due, { at, zone }: Signal, policy: JurisdictionPolicy | undefined): string | undefined => {
  if ('on' in due) return afterDay(due.on, zone, 0)
  const from = due.from ?? at
  const clock = clockOf(policy, due.activity, from, due.authority)
  if (!clock) return undefined
  if (!due.bothEndsCount) return daysAfter(clock.maxDays, from, zone)
  return from.length < 10 ? undefined : afterDay(from.slice(0, 10), zone, clock.maxDays - 1)
}

const units = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

/** The first of these events by which everything is done: the first at all, or the one that completes the sum. */
const completing = (start: Start, stopping: readonly Signal[]): Signal | undefined => {
  if (start.amount === undefined) return stopping[0]
  let open = units(start.amount)
  return stopping.find(({ stop }) => {
    open -= units(stop?.amount ?? '0')
    return open <= 0n || stop?.waives === true
  })
}

interface Owing {
  readonly clocks: readonly Clock[]
  readonly policy: JurisdictionPolicy | undefined
  readonly sector: Sector
  /** The agency that owes what other sectors' events start. */
  readonly receivingAgency: AgencyId | undefined
}

/** Whether a clock has what it runs for when an event starts it. */
const isGrounded = ({ ground }: Clock, before: readonly Signal[], { key }: Start, { at, zone }: Signal): boolean =>
  ground === undefined || groundsAfter(before, key).some(({ until }) => until === undefined || momentOf(until) > momentOf(at, zone))

const started = (clock: Clock, own: readonly Signal[], { policy, sector, receivingAgency }: Owing): Deadline[] => {
  const persons = [...new Set(own.flatMap(({ person }) => (person === undefined ? [] : [person])))]
  const seen = new Set<string>()
  return own.flatMap((signal, index) => {
    const { start } = signal
    const by = start && dueBy(start.due, signal, policy)
    if (!start || by === undefined || !isGrounded(clock, own.slice(0, index), start, signal)) return []
    const keys = clock.each ? persons.map((person) => `${start.key}~${person}`) : [start.key]
    return keys.flatMap((key) => {
      if (clock.runsOnce && seen.has(key)) return []
      seen.add(key)
      const after = clock.metByWhatWentBefore ? own : own.slice(index + 1)
      const stopping = after.filter(({ stop }) => stop?.key === key)
      const last = completing(start, stopping)
      if (last?.stop?.waives) return []
      const metAt = start.metAt ?? (last && (last.stop?.at ?? last.at))
      const metFrom = metAt === undefined ? undefined : momentOf(metAt, start.metAt === undefined ? last?.zone : signal.zone)
      const deadline = {
        clockId: `${clock.rule.id.slice(clock.rule.id.indexOf('.') + 1)}~${signal.eventId}${clock.each ? `~${key.slice(-8)}` : ''}`.slice(
          -128,
        ),
        ruleId: clock.rule.id,
        eventId: signal.eventId,
        key,
        owedBy: signal.service === sector ? signal.agencyId : (receivingAgency ?? signal.agencyId),
        startedAt: signal.at,
        dueBy: by,
        zone: signal.zone,
        metAt,
        metFrom,
        window: clock.window ?? false,
      }
      return [{ ...deadline, missed: !deadline.window && (metFrom === undefined || metFrom >= by) }]
    })
  })
}

/**
 * The deadlines of a case that a sector owes.
 * @param signals in recording order, corrections applied
 */
export const deadlinesOf = (signals: readonly Signal[], owing: Owing): readonly Deadline[] =>
  owing.clocks.flatMap((clock) =>
    started(
      clock,
      signals.filter(({ ruleId }) => ruleId === clock.rule.id),
      owing,
    ),
  )

/**
 * How a deadline stood.
 * @param asOf RFC 3339 in UTC with milliseconds
 * @returns nothing where it was not running yet
 */
export const stateAt = ({ startedAt, zone, dueBy: by, metFrom, window }: Deadline, asOf: string): DeadlineState | undefined => {
  if (momentOf(startedAt, zone) > asOf) return undefined
  if (metFrom !== undefined && metFrom <= asOf) return metFrom < by ? 'met' : 'metLate'
  return asOf < by ? 'due' : window ? 'lapsed' : 'overdue'
}
