import { clockOf, courtOf, dutyHolderAfter, type Clock, type Due, type Sector, type Start, type Stop } from '@case-timeline/casework'
import type { AgencyId, JurisdictionPolicy } from '@case-timeline/contracts'
import { CALENDAR, type Calendar, rememberingCalendar } from './calendar.ts'
import { clockIdOf, isOneOfSeveral, keyInClockId } from './clock-id.ts'
import { completingSignal } from './completing-signal.ts'
import { noticeOf, type ClockSignal, type Deadline, type DeadlineState, type Signal } from './deadline.ts'
import { groundsAfter } from './grounds.ts'
import { type LibertyOf, libertyOf as libertyOfCase } from './liberty-of-case.ts'
import { clocksStartedBy } from './started-clocks.ts'

/** The day or moment from which the days of a clock count. */
const countingStartOf = (due: Due, { at }: ClockSignal): string => ('on' in due ? undefined : due.from) ?? at

/** A later moment has a text that does not sort with the others. */
const LAST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** @returns undefined if the policy has no such clock */
const dueDateOf = (
  due: Due,
  signal: ClockSignal,
  policy: JurisdictionPolicy | undefined,
  { afterDay, daysAfter }: Calendar,
): string | undefined => {
  const { at, zone, undated } = signal
  if ('by' in due) return new Date(Math.min(due.by, LAST_MOMENT)).toISOString()
  if ('on' in due) return afterDay(due.on, zone, 0)
  const from = countingStartOf(due, signal)
  // The law in force on the day of the event applies, even if the days are counted from an earlier or later day.
  const clock = clockOf(policy, due.activity, undated ? from : at, { authority: due.authority, legalBasis: due.legalBasis })
  return clock && daysAfter(clock.maxDays, from, zone)
}

/** The policy of a country; undefined: it sets no clocks. */
export type PolicyOf = (jurisdiction: string) => JurisdictionPolicy | undefined

interface CalculationContext {
  readonly clocks: readonly Clock[]
  readonly policyOf: PolicyOf
  readonly sector: Sector
  /** The office that has the case: it owes the deadlines that events of other sectors start. Absent: it is not known. */
  readonly office?: AgencyId | undefined
  /** Whether a document of another sector makes nobody owe anything: in a case that victim support founded. */
  readonly ignoresAddressees?: boolean | undefined
  /** Default: one that keeps nothing, or of all clocks together one that keeps what it computed. */
  readonly calendar?: Calendar | undefined
  /** Of a clock on liberty, only the deadlines of these persons; absent: of all. */
  readonly persons?: ReadonlySet<string> | undefined
  /** Default: nothing is shared with other clocks. */
  readonly libertyOf?: LibertyOf | undefined
}

/** Whether a clock that requires a ground has one that is in force when the clock starts. */
const hasGround = (
  { key, requiresGround }: Start,
  before: readonly ClockSignal[],
  { at, zone }: ClockSignal,
  { momentOf }: Calendar,
): boolean => !requiresGround || groundsAfter(before, key).some(({ until }) => until === undefined || momentOf(until) > momentOf(at, zone))

/**
 * The event that withdraws the whole ground of a clock. If the start names a ground, it may have been withdrawn at any
 * time. Otherwise only the withdrawal after the start of a ground that concerns the key of the clock counts.
 * @param index the position of the start among the signals of the clock
 */
const groundLossOf = ({ groundId, key }: Start, own: readonly ClockSignal[], index: number): ClockSignal | undefined =>
  own.find(({ loss }, at) => {
    if (!loss || groundsAfter(own.slice(0, at + 1), loss.key).some(({ id }) => id === loss.id)) return false
    if (groundId !== undefined) return loss.id === groundId
    return at > index && groundsAfter(own.slice(0, at), loss.key).some(({ id, about }) => id === loss.id && about?.includes(key))
  })

/** Finds the places of the stops that concern the clock of a key, and of some other signals, in recording order. */
const stopsByKey = (own: readonly ClockSignal[]) => {
  const places = new Map<string, number[]>()
  for (const [at, { stop }] of own.entries())
    if (stop) {
      const known = places.get(stop.key)
      if (known) known.push(at)
      else places.set(stop.key, [at])
    }
  return ({ otherKeys = [] }: Start, key: string, others: readonly (ClockSignal | undefined)[]): readonly number[] => {
    const concerning = [key, ...otherKeys].flatMap((one) => places.get(one) ?? [])
    const also = others.flatMap((one) => (one ? [own.indexOf(one)] : []))
    return [...new Set([...concerning, ...also])].toSorted((one, other) => one - other)
  }
}

/** Whether a stop concerns the clock of a key that an event started. */
export const concerns = ({ key: stopped }: Stop, { otherKeys }: Start, key: string): boolean =>
  stopped === key || otherKeys?.includes(stopped) === true

/**
 * The signals of a clock without the starts of other keys: these say nothing of the deadlines of the keys. Of a clock for
 * each person, or on liberty, all.
 */
export const signalsOfKeys = <S extends ClockSignal>(
  { eachPerson, liberty }: Clock,
  signals: readonly S[],
  keys: ReadonlySet<string>,
): readonly S[] => (eachPerson || liberty ? signals : signals.filter(({ start }) => !start || keys.has(start.key)))

/**
 * The signals of a clock, in groups that do not affect each other: as recorded, or those of each deadline that follows from
 * the account of a person's liberty. The agency that holds a person owes what follows from the facts of others.
 */
const effectiveSignals = (
  { liberty }: Clock,
  recorded: readonly ClockSignal[],
  { policyOf, calendar = CALENDAR, persons, libertyOf = libertyOfCase(calendar.spanOf) }: Omit<CalculationContext, 'clocks'>,
): readonly (readonly ClockSignal[])[] => {
  if (!liberty) return [recorded]
  const context = { policyOf, spanOf: calendar.spanOf }
  return libertyOf(liberty.facts, recorded, persons).flatMap((own) =>
    liberty
      .account(own.facts, own.recorded, context)
      .map(({ of, owedFor, start, end }) => [
        { ...withoutCustody(of), ...(owedFor ? owedBy(owedFor) : {}), start },
        ...(end ? [{ ...withoutCustody(end.of), stop: { key: start.key, at: end.at } }] : []),
      ]),
  )
}

const withoutCustody = ({ custody: _, ...signal }: ClockSignal): ClockSignal => signal

const owedBy = ({ service, agencyId, reportedBy, imported }: ClockSignal) => ({
  ...{ service, agencyId, reportedBy },
  ...(imported ? { imported } : {}),
})

/** An unmet deadline is met later than any other. */
const isMetLater = ({ metFrom }: Deadline, other: Deadline): boolean =>
  other.metFrom !== undefined && (metFrom === undefined || metFrom > other.metFrom)

/**
 * The deadlines of one clock in a case. Of those that one event starts for one key there is one, which is met last: an
 * acquitted person whom two authorities hold is free when both released the person.
 * @param recorded the signals of the clock, in recording order, corrections applied
 * @param isKept whether the deadline of a start is known and left out
 */
export const deadlinesOfClock = (
  clock: Clock,
  recorded: readonly ClockSignal[],
  context: Omit<CalculationContext, 'clocks'>,
  isKept: (signal: ClockSignal, start: Start, key: string) => boolean = () => false,
): readonly Deadline[] => {
  if (!clock.liberty && !recorded.some(({ start }) => start)) return []
  const holderOf = dutyHolderAfter(recorded.flatMap(({ transfer }) => transfer ?? []))
  const found = effectiveSignals(clock, recorded, context).flatMap((own) => deadlinesFrom(clock, own, { ...context, holderOf }, isKept))
  const ofKeys = new Map<string, Deadline>()
  for (const one of found) {
    const id = `${one.clockId} ${one.key}`
    const other = ofKeys.get(id)
    if (!other || isMetLater(one, other)) ofKeys.set(id, one)
  }
  return [...ofKeys.values()]
}

const deadlinesFrom = (
  clock: Clock,
  own: readonly ClockSignal[],
  {
    policyOf,
    sector,
    office,
    ignoresAddressees,
    holderOf,
    calendar = CALENDAR,
  }: Omit<CalculationContext, 'clocks'> & { readonly holderOf: (office: AgencyId) => AgencyId },
  isKept: (signal: ClockSignal, start: Start, key: string) => boolean,
): readonly Deadline[] => {
  // What a document of another sector starts is owed by the office that it names, otherwise by the one that has the case.
  const namedBy = ({ service, agencyId, addressedTo }: ClockSignal) =>
    service === sector ? agencyId : ignoresAddressees ? undefined : addressedTo
  const instanceOf = courtOf(own.flatMap(({ court }) => court ?? []))
  const dueOf = ({ eventId }: ClockSignal, due: Due): Due =>
    'activity' in due && due.ofCourt ? { ...due, authority: instanceOf(eventId) } : due
  const stopsOf = stopsByKey(own)
  const seen = new Set<string>()
  const found: Deadline[] = []
  for (const [index, signal] of own.entries()) {
    const { start } = signal
    if (!start) continue
    const started = clocksStartedBy(clock, own, signal, start, calendar).filter(({ key }) => {
      const isLeftOut = isKept(signal, start, key)
      if (isLeftOut) seen.add(key)
      return !isLeftOut
    })
    if (started.length === 0 || !hasGround(start, own.slice(0, index), signal, calendar)) continue
    const groundLoss = groundLossOf(start, own, index)
    for (const { key, from, release } of started) {
      const dueBy = dueDateOf(dueOf(signal, start.due), from, policyOf(signal.jurisdiction), calendar)
      if (dueBy === undefined || (clock.runsOnce && seen.has(key))) continue
      seen.add(key)
      const isEnd = (other: ClockSignal): boolean => other === release || other === groundLoss
      const isWaiver = (other: ClockSignal): boolean => other.stop?.isWaiver === true || isEnd(other)
      const stopping = stopsOf(start, key, [release, groundLoss]).flatMap((at) => {
        const other = own[at]
        const counts = other && (isEnd(other) || (other.stop && (at > index || other.stop.countsIfEarlier === true)))
        return counts ? [other] : []
      })
      const last = completingSignal(start, stopping, isWaiver)
      // What ends an obligation that is late already ends the alarm: it was missed all the same.
      const isDated = last !== undefined && !isEnd(last) && !(last.undated && last.imported)
      const isLate = isDated && calendar.momentOf(last.at, last.zone) >= dueBy
      if (last && isWaiver(last) && !isLate) continue
      const metAt = start.metAt ?? (last && (last.stop?.at ?? last.at))
      const metFrom = metAt === undefined ? undefined : calendar.momentOf(metAt, start.metAt === undefined ? last?.zone : signal.zone)
      const statedAt = start.metAt === undefined && last?.service === signal.service ? last.statedAt : undefined
      const metStatedAt = statedAt === undefined ? undefined : calendar.momentOf(statedAt, undefined)
      const window = clock.isWindow ?? false
      const isJudged = !window && !clock.isNotice && !(signal.imported && start.lacksEnd)
      found.push({
        clockId: clockIdOf(clock, signal.eventId, key),
        ruleId: clock.rule.id,
        eventId: signal.eventId,
        key,
        owedBy: holderOf(namedBy(signal) ?? office ?? signal.agencyId),
        byAddress: signal.service !== sector && namedBy(signal) !== undefined ? true : undefined,
        reportedBy: signal.service === sector ? signal.reportedBy : undefined,
        jurisdiction: signal.jurisdiction,
        startedAt: countingStartOf(start.due, from),
        dueBy,
        zone: from.zone,
        metAt,
        metFrom,
        metStatedAt: metStatedAt !== undefined && metStatedAt >= dueBy ? metStatedAt : undefined,
        window,
        custody: start.custody && { ...start.custody, agency: signal.agencyId },
        missed: isJudged && (metFrom === undefined || metFrom >= dueBy),
      })
    }
  }
  return found
}

/**
 * The deadlines of a case that a sector owes.
 * @param signals in recording order, corrections applied
 * @param clockId absent: of every clock; otherwise those with this id, of which several keys may have the same
 */
export const deadlinesOf = (signals: readonly Signal[], context: CalculationContext, clockId?: string): readonly Deadline[] => {
  const calendar = context.calendar ?? rememberingCalendar()
  const ofClock = (clock: Clock): readonly Signal[] => signals.filter(({ ruleId }) => ruleId === clock.rule.id)
  if (clockId === undefined) return context.clocks.flatMap((clock) => deadlinesOfClock(clock, ofClock(clock), { ...context, calendar }))
  return context.clocks.flatMap((clock) => {
    const own = ofClock(clock)
    const keys = new Set(own.flatMap(({ eventId, start }) => (start && clockId.includes(eventId) ? [start.key] : [])))
    const isOther = (_: ClockSignal, __: Start, key: string): boolean =>
      isOneOfSeveral(clock) && !clockId.endsWith(keyInClockId(clock, key))
    const found = deadlinesOfClock(clock, signalsOfKeys(clock, own, keys), { ...context, calendar }, isOther)
    return found.filter((one) => one.clockId === clockId)
  })
}

type Outcome = Pick<Deadline, 'dueBy' | 'metFrom' | 'window' | 'custody'>

/** The state at a moment of a deadline whose clock has started. @param asOf RFC 3339 in UTC with milliseconds */
export const startedStateAt = ({ dueBy, metFrom, window, custody }: Outcome, asOf: string): DeadlineState => {
  const notice = noticeOf(custody)
  if (notice !== undefined) return metFrom !== undefined && metFrom <= asOf ? 'met' : notice
  if (metFrom !== undefined && metFrom <= asOf) return metFrom < dueBy ? 'met' : 'metLate'
  return asOf < dueBy ? 'due' : window ? 'lapsed' : 'overdue'
}

/**
 * The state of a deadline at a moment.
 * @param asOf RFC 3339 in UTC with milliseconds
 * @returns undefined if the clock had not started
 */
export const stateAt = (deadline: Outcome & Pick<Deadline, 'startedAt' | 'zone'>, asOf: string): DeadlineState | undefined =>
  CALENDAR.momentOf(deadline.startedAt, deadline.zone) > asOf ? undefined : startedStateAt(deadline, asOf)
