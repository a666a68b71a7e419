import type { HeldFact, NotCounted } from '@case-timeline/casework'
import type { StatutoryClock } from '@case-timeline/contracts'

/** The grid of the calculator: everything happens at full half-hours after this moment. */
export const SLOT_MS = 1_800_000
export const ORIGIN = Date.UTC(2026, 2, 20)

/** A fact of a history on the grid. */
export interface GridFact {
  readonly at: number
  readonly is: 'arrest' | 'order' | 'extension' | 'released'
  readonly authority: 'POLICE' | 'DISTRICT_COURT' | 'IMMIGRATION'
  readonly ground?: 'a' | 'b' | undefined
  /** The slot before which the order ends, as it states. */
  readonly until?: number | undefined
  /** The slot in which an order was decided; absent: that in which it begins. */
  readonly decided?: number | undefined
  /** The slot in which the agency that holds the person recorded what it states not to count; absent: a court decided that. */
  readonly statedAt?: number | undefined
}

export interface GridTime {
  readonly from: number
  readonly until: number
  readonly reason: 'journey' | 'hospital'
  /** The place among the arrests, orders and extensions of the one that states it; the last one states what is beyond. */
  readonly by: number
}

interface GridHolding extends GridFact {
  /** The slot before which it ended. */
  readonly end: number
  readonly custody: number
}

const isHold = ({ is }: GridFact): boolean => is !== 'released'

/** The holdings of a history, and of which custody each is. */
export const gridHoldings = (facts: readonly GridFact[]): readonly GridHolding[] => {
  const found: GridHolding[] = []
  let free = true
  for (const [index, fact] of facts.entries()) {
    if (!isHold(fact)) {
      free = true
      continue
    }
    const before = found.at(-1)
    const arrest = before && found.find(({ is, custody }) => is === 'arrest' && custody === before.custody)
    const again = fact.is === 'arrest' && (arrest?.ground === undefined || arrest.ground !== fact.ground)
    const pause = before?.until !== undefined && fact.at - before.until >= 48
    const custody = before === undefined ? 0 : free || again || pause ? before.custody + 1 : before.custody
    free = false
    const next = facts.slice(index + 1).find((one) => {
      const isOrder = one.is === 'order' || one.is === 'extension'
      return !(fact.is === 'arrest' && isOrder && one.decided !== undefined && one.decided < fact.at)
    })
    const end = Math.min(fact.until ?? Infinity, next?.at ?? Infinity)
    found.push({ ...fact, end, custody })
  }
  return found
}

/** The slots of the calculator, from two days before the origin. */
const SLOTS = Array.from({ length: 5_000 }, (_, index) => index - 96)

export const ZONES = ['Asia/Manila', 'Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati'] as const
export type GridZone = (typeof ZONES)[number]

/** By zone: the day of each slot, by the calendar of Intl, and the slots of each day. */
const DAYS = Object.fromEntries(
  ZONES.map((zone) => {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    const dates = SLOTS.map((slot) => [slot, format.format(ORIGIN + slot * SLOT_MS)] as const)
    const slots = new Map<string, number[]>()
    for (const [slot, date] of dates) slots.set(date, [...(slots.get(date) ?? []), slot])
    return [zone, { dates: new Map(dates), slots }]
  }),
) as unknown as Record<GridZone, { readonly dates: ReadonlyMap<number, string>; readonly slots: ReadonlyMap<string, readonly number[]> }>

const dateOf = (slot: number, zone: GridZone): string => DAYS[zone].dates.get(slot) ?? ''
const slotsOf = (date: string, zone: GridZone): readonly number[] => DAYS[zone].slots.get(date) ?? []

/** Which earlier holdings a law counts, and from which holding on it counts without a break. */
const countedBy = (law: StatutoryClock, index: number, holdings: readonly GridHolding[]): readonly (readonly [number, number])[] => {
  const own = holdings[index] as GridHolding
  const groundIn = (custody: number) => holdings.find((one) => one.custody === custody && one.is === 'arrest')?.ground
  const [ground, first] = [groundIn(own.custody), holdings.find(({ custody }) => custody === own.custody) as GridHolding]
  const span = ({ at, end }: GridHolding) => [at, end] as const
  if (law.activity === 'detentionTotal')
    return [
      ...holdings
        .slice(0, index)
        .filter(({ custody, authority }) => {
          const other = groundIn(custody)
          const isOther = ground !== undefined && other !== undefined && ground !== other
          return !isOther && (law.authority === undefined || law.authority === authority)
        })
        .map(span),
      [own.at, Infinity],
    ]
  const sinceArrest = (own.is === 'arrest' || law.countsFrom === 'arrest') && first.is === 'arrest'
  if (!sinceArrest) return [[own.at, Infinity]]
  const resumed = holdings.filter(({ custody }) => custody < own.custody && ground !== undefined && groundIn(custody) === ground)
  return [...(law.resumes ? resumed.map(span) : []), [first.at, Infinity]]
}

/** The times that the arrest, order or extension of a place states not to count. */
export const statedBy = (place: number, facts: readonly GridFact[], times: readonly GridTime[]): readonly GridTime[] => {
  const last = facts.filter(isHold).length - 1
  return times.filter(({ by }) => Math.min(by, last) === place)
}

/**
 * The first slot in which a person is held beyond a law, counted slot by slot. What a holder states counts, one statement
 * after the other, if it was recorded before that slot as it was then, and as far as it had passed.
 */
export const gridEnd = (
  law: StatutoryClock,
  index: number,
  facts: readonly GridFact[],
  times: readonly GridTime[],
  zone: GridZone,
): number => {
  const stated = facts.filter(isHold).flatMap(({ statedAt }, place) => statedBy(place, facts, times).map((time) => ({ ...time, statedAt })))
  const accepted: { readonly from: number; readonly until: number; readonly reason: string }[] = stated.filter(
    ({ statedAt }) => statedAt === undefined,
  )
  const waiting = stated.filter(({ statedAt, reason }) => statedAt !== undefined && law.excludes?.includes(reason))
  for (const one of waiting.toSorted((a, b) => (a.statedAt ?? 0) - (b.statedAt ?? 0))) {
    const at = one.statedAt ?? 0
    if (at >= gridEndWith(law, index, facts, accepted, zone)) break
    accepted.push({ ...one, until: Math.min(one.until, at) })
  }
  return gridEndWith(law, index, facts, accepted, zone)
}

const gridEndWith = (
  law: StatutoryClock,
  index: number,
  facts: readonly GridFact[],
  notCounted: readonly { readonly from: number; readonly until: number; readonly reason: string }[],
  zone: GridZone,
): number => {
  const holdings = gridHoldings(facts)
  const spans = countedBy(law, index, holdings)
  const excluded = notCounted.filter(({ reason }) => law.excludes?.includes(reason))
  const isExcluded = (slot: number) => excluded.some(({ from, until }) => from <= slot && slot < until)
  const isHeld = (slot: number) => spans.some(([from, until]) => from <= slot && slot < until)
  const base = (spans.at(-1) as readonly [number, number])[0]
  if (law.maxHours !== undefined) {
    let used = 0
    for (let slot = 0; ; slot += 1) {
      if (!isHeld(slot) || isExcluded(slot)) continue
      if (used >= law.maxHours * 2 && slot >= base) return slot
      used += 1
    }
  }
  const days = new Set<string>()
  for (let slot = 0; ; slot += 1) {
    if (!isHeld(slot)) continue
    const date = dateOf(slot, zone)
    if (days.has(date)) continue
    const slots = slotsOf(date, zone)
    if (slots.every(isExcluded)) continue
    if (days.size >= (law.maxDays ?? 0) && date >= dateOf(base, zone)) return slots[0] ?? slot
    days.add(date)
  }
}

export const momentOf = (slot: number): string => new Date(ORIGIN + slot * SLOT_MS).toISOString()

/** The fact of the contract for a fact on the grid. */
export const heldFactOf = ({ is, authority, ground, at, until }: GridFact, notCounted: readonly GridTime[]): HeldFact => ({
  is: 'held',
  personRef: 'p',
  by: is === 'released' ? 'order' : is,
  authority,
  ...(is === 'arrest' ? {} : { from: momentOf(at) }),
  ...(until === undefined ? {} : { until: momentOf(until) }),
  ...(ground === undefined ? {} : { ground }),
  notCounted: notCounted.map(({ from, until: end, reason }): NotCounted => ({ from: momentOf(from), until: momentOf(end), reason })),
})
