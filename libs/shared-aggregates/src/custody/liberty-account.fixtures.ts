import type { HeldFact, NotCounted } from '@case-timeline/casework'
import type { StatutoryClock } from '@case-timeline/contracts'

/** The grid of the calculator: everything happens at full half-hours after its origin. */
export const SLOT_MS = 1_800_000
export const ORIGIN = Date.UTC(2026, 2, 20)

/** Origins a few days before clocks change: to and from summer time, in the north and in the south. */
export const ORIGINS = [ORIGIN, Date.UTC(2026, 2, 1), Date.UTC(2026, 8, 25), Date.UTC(2026, 9, 20)] as const

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

/** Lord Howe Island changes by half an hour. */
export const ZONES = [
  ...(['Asia/Manila', 'Asia/Kolkata', 'Europe/Berlin', 'America/New_York'] as const),
  ...(['Australia/Sydney', 'Australia/Lord_Howe', 'Pacific/Kiritimati'] as const),
] as const

/** When and where the history of a grid happens. */
export interface Grid {
  readonly zone: (typeof ZONES)[number]
  readonly origin: (typeof ORIGINS)[number]
}

interface GridDays {
  readonly dates: ReadonlyMap<number, string>
  readonly slots: ReadonlyMap<string, readonly number[]>
}

const known = new Map<string, GridDays>()

/** The day of each slot, by the calendar of Intl, and the slots of each day. */
const daysOn = ({ zone, origin }: Grid): GridDays => {
  const key = `${zone} ${origin}`
  const found = known.get(key)
  if (found) return found
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const dates = SLOTS.map((slot) => [slot, format.format(origin + slot * SLOT_MS)] as const)
  const slots = new Map<string, number[]>()
  for (const [slot, date] of dates) {
    const day = slots.get(date)
    if (day) day.push(slot)
    else slots.set(date, [slot])
  }
  const days = { dates: new Map(dates), slots }
  known.set(key, days)
  return days
}

const dateOf = (slot: number, grid: Grid): string => daysOn(grid).dates.get(slot) ?? ''
const slotsOf = (date: string, grid: Grid): readonly number[] => daysOn(grid).slots.get(date) ?? []

/** How many hours the days of a grid have. */
export const lengthsOfDays = (grid: Grid): ReadonlySet<number> => {
  // The first and the last day are cut off.
  const days = [...daysOn(grid).slots.values()].slice(1, -1)
  return new Set(days.map((slots) => slots.length / 2))
}

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
  if (law.countsFrom === 'firstOrder' && own.is !== 'arrest') {
    const before = holdings.slice(0, index).filter(({ custody }) => custody === own.custody)
    const prolongs = (place: number) => (own.is === 'extension' ? holdings.slice(0, place).findLast(({ is }) => is === 'order') : undefined)
    const orderOf = (place: number) => {
      const order = prolongs(place)
      return order?.custody === own.custody ? order.authority : undefined
    }
    const isAlike = (one: GridHolding) =>
      one.is === own.is && one.authority === own.authority && orderOf(holdings.indexOf(one)) === orderOf(index)
    return [...before.filter(isAlike).map(span), [own.at, Infinity]]
  }
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
export const gridEnd = (law: StatutoryClock, index: number, facts: readonly GridFact[], times: readonly GridTime[], grid: Grid): number => {
  const stated = facts.filter(isHold).flatMap(({ statedAt }, place) => statedBy(place, facts, times).map((time) => ({ ...time, statedAt })))
  const accepted: { readonly from: number; readonly until: number; readonly reason: string }[] = stated.filter(
    ({ statedAt }) => statedAt === undefined,
  )
  const waiting = stated.filter(({ statedAt, reason }) => statedAt !== undefined && law.excludes?.includes(reason))
  for (const one of waiting.toSorted((a, b) => (a.statedAt ?? 0) - (b.statedAt ?? 0))) {
    const at = one.statedAt ?? 0
    if (at >= gridEndWith(law, index, facts, accepted, grid)) break
    accepted.push({ ...one, until: Math.min(one.until, at) })
  }
  return gridEndWith(law, index, facts, accepted, grid)
}

const gridEndWith = (
  law: StatutoryClock,
  index: number,
  facts: readonly GridFact[],
  notCounted: readonly { readonly from: number; readonly until: number; readonly reason: string }[],
  grid: Grid,
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
    const date = dateOf(slot, grid)
    if (days.has(date)) continue
    const slots = slotsOf(date, grid)
    if (slots.every(isExcluded)) continue
    if (days.size >= (law.maxDays ?? 0) && date >= dateOf(base, grid)) return slots[0] ?? slot
    days.add(date)
  }
}

export const momentOf = (slot: number, origin: number = ORIGIN): string => new Date(origin + slot * SLOT_MS).toISOString()

/** The fact of the contract for a fact on the grid. */
export const heldFactOf = (
  { is, authority, ground, at, until }: GridFact,
  notCounted: readonly GridTime[],
  origin: number = ORIGIN,
): HeldFact => ({
  is: 'held',
  personRef: 'p',
  by: is === 'released' ? 'order' : is,
  authority,
  ...(is === 'arrest' ? {} : { from: momentOf(at, origin) }),
  ...(until === undefined ? {} : { until: momentOf(until, origin) }),
  ...(ground === undefined ? {} : { ground }),
  notCounted: notCounted.map(({ from, until: end, reason }): NotCounted => ({
    from: momentOf(from, origin),
    until: momentOf(end, origin),
    reason,
  })),
})
