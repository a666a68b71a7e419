import type { AgencyId, JurisdictionPolicy } from '@case-timeline/contracts'
import { clockOf, daysAfter, spanOf } from '@case-timeline/decider'
import type { Clock } from './clock.ts'
import type { Deadline, DeadlineState, Due, Sector, Signal, Start } from './deadline.ts'
import { groundsAfter } from './grounds.ts'

const DAY = 86_400_000

const momentOf = (text: string, zone?: string): string => new Date(spanOf(text, zone).from).toISOString()

const afterDay = (text: string, zone: string | undefined, days: number): string =>
  new Date(spanOf(text, zone).until + days * DAY).toISOString()

/** The day or moment from which the days of a clock count. */
const firstOf = (due: Due, { at }: Signal): string => ('activity' in due ? due.from : undefined) ?? at

/** @returns nothing where the policy sets no clock, or the day from which it counts is not known */
const dueBy = (due: Due, signal: Signal, policy: JurisdictionPolicy | undefined): string | undefined => {
  const { at, zone, undated } = signal
  if ('on' in due) return afterDay(due.on, zone, 0)
  const from = firstOf(due, signal)
  // The law is that of the day of the act, whenever the days that it gives begin.
  const clock = clockOf(policy, due.activity, undated ? from : at, due.authority, { legalBasis: due.legalBasis })
  if (!clock) return undefined
  if (!due.bothEndsCount) return daysAfter(clock.maxDays, from, zone)
  return from.length < 10 ? undefined : afterDay(from.slice(0, 10), zone, clock.maxDays - 1)
}

const units = (amount: string): bigint => {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

/** The first of these events by which everything is done, or nothing is owed any more: the first at all, or the one that completes the sum or the parts. */
const completing = (
  { amount = '0', parts = [] }: Start,
  stopping: readonly Signal[],
  isWaiver: (one: Signal) => boolean,
): Signal | undefined => {
  let open = units(amount)
  const undone = new Set(parts)
  return stopping.find((one) => {
    open -= units(one.stop?.amount ?? '0')
    for (const part of one.stop?.parts ?? []) undone.delete(part)
    return isWaiver(one) || (open <= 0n && undone.size === 0)
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
const isGrounded = ({ key, onGround }: Start, before: readonly Signal[], { at, zone }: Signal): boolean =>
  !onGround || groundsAfter(before, key).some(({ until }) => until === undefined || momentOf(until) > momentOf(at, zone))

/** The event that takes away the last of what a clock rests on; or, later than its start, of a ground that is about it. */
const fallOf = ({ restsOn, key }: Start, own: readonly Signal[], index: number): Signal | undefined =>
  own.find(({ loss }, at) => {
    if (!loss || groundsAfter(own.slice(0, at + 1), loss.key).some(({ id }) => id === loss.id)) return false
    if (restsOn !== undefined) return loss.id === restsOn
    return at > index && groundsAfter(own.slice(0, at), loss.key).some(({ id, about }) => id === loss.id && about?.includes(key))
  })

/** By which event a person was named to whom something is owed, and by which nothing any more. */
interface NamedBy {
  readonly by: Signal
  readonly none?: Signal
}

/** How each person of a case was last named. */
const namedIn = (own: readonly Signal[]): ReadonlyMap<string, NamedBy> => {
  const named = new Map<string, NamedBy>()
  for (const signal of own) {
    const { person } = signal
    if (!person) continue
    const before = named.get(person.personRef)
    if (person.none && before) named.set(person.personRef, { none: signal, ...before })
    if (!person.none && (!before || before.none)) named.set(person.personRef, { by: signal })
  }
  return named
}

const laterOf = (one: Signal, other: Signal): Signal => (momentOf(other.at, other.zone) > momentOf(one.at, one.zone) ? other : one)

/** What a start begins: under which key, from which event its days count, and which one ends it all. */
interface Begun {
  readonly key: string
  readonly from: Signal
  readonly none?: Signal | undefined
}

const begunBy = ({ each }: Clock, own: readonly Signal[], signal: Signal, { key }: Start): readonly Begun[] =>
  each
    ? [...namedIn(own)].flatMap(([personRef, { by, none }]) =>
        none && own.indexOf(none) < own.indexOf(signal) ? [] : [{ key: `${key}~${personRef}`, from: laterOf(signal, by), none }],
      )
    : [{ key, from: signal }]

const started = (clock: Clock, own: readonly Signal[], { policy, sector, receivingAgency }: Owing): Deadline[] => {
  const seen = new Set<string>()
  return own.flatMap((signal, index) => {
    const { start } = signal
    if (!start || !isGrounded(start, own.slice(0, index), signal)) return []
    return begunBy(clock, own, signal, start).flatMap(({ key, from, none }) => {
      const by = dueBy(start.due, from, policy)
      if (by === undefined || (clock.runsOnce && seen.has(key))) return []
      seen.add(key)
      const keys = [key, ...(start.also ?? [])]
      const ends = [none, fallOf(start, own, index)]
      const isWaiver = (one: Signal): boolean => one.stop?.waives === true || ends.includes(one)
      const stopping = own.filter(
        (one, at) => ends.includes(one) || (one.stop && keys.includes(one.stop.key) && (one.stop.evenBefore === true || at > index)),
      )
      const last = completing(start, stopping, isWaiver)
      if (last && isWaiver(last)) return []
      const metAt = start.metAt ?? (last && (last.stop?.at ?? last.at))
      const metFrom = metAt === undefined ? undefined : momentOf(metAt, start.metAt === undefined ? last?.zone : signal.zone)
      const isOneOfSeveral = clock.each !== undefined || clock.several === true
      const deadline = {
        clockId:
          `${clock.rule.id.slice(clock.rule.id.indexOf('.') + 1)}~${signal.eventId}${isOneOfSeveral ? `~${key.slice(-8)}` : ''}`.slice(
            -128,
          ),
        ruleId: clock.rule.id,
        eventId: signal.eventId,
        key,
        owedBy: signal.service === sector ? signal.agencyId : (receivingAgency ?? signal.agencyId),
        startedAt: firstOf(start.due, from),
        dueBy: by,
        zone: from.zone,
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
