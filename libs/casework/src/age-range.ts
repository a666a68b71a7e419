import type { AgeBand, AgeRange } from '@case-timeline/contracts'

/** Who is not yet so old is a child (CRC 1). */
const MAJORITY = 18

/** What an agency states of the age of a person whom it holds. */
interface StatedAge {
  readonly ageBand?: AgeBand | undefined
  readonly ageRange?: AgeRange | undefined
}

/** A time in which a person was held, as far as its holder states the age. */
interface AgedHolding {
  readonly by: { readonly custody: StatedAge }
  readonly index: number
}

/** The band that an agency states: ages of children say that the person is a child, too. */
export const statedBand = ({ ageBand, ageRange }: StatedAge): AgeBand | undefined => ageBand ?? (ageRange && 'child')

const fromOf = ({ from = 0 }: AgeRange): number => from
const underOf = ({ under = MAJORITY }: AgeRange): number => under

const includes = (ages: AgeRange, known: AgeRange): boolean => fromOf(ages) <= fromOf(known) && underOf(known) <= underOf(ages)

const widthOf = (ages: AgeRange): number => underOf(ages) - fromOf(ages)

/** Those of some limits that are for the narrowest ages among those that certainly include the age of a child. */
export const narrowest = <L extends { readonly ages?: AgeRange | undefined }>(limits: readonly L[], known: AgeRange): readonly L[] => {
  const certain = limits.filter(({ ages = {} }) => includes(ages, known))
  const width = Math.min(...certain.map(({ ages = {} }) => widthOf(ages)))
  return certain.filter(({ ages = {} }) => widthOf(ages) === width)
}

/** What was known of an age before it was known to be under another: nobody was older then. */
const before = (known: AgeRange, under: number): AgeRange => {
  const least = Math.min(underOf(known), under)
  return { ...(fromOf(known) > 0 && fromOf(known) < least ? { from: fromOf(known) } : {}), under: least }
}

/** By holding: the least age that a later statement says the child was under; undefined: no later one states an age. */
const leastStatedLater = (holdings: readonly AgedHolding[]): readonly (number | undefined)[] => {
  const found: (number | undefined)[] = []
  let least: number | undefined
  for (const { by } of holdings.toReversed()) {
    found.push(least)
    const { ageBand, ageRange } = by.custody
    if (ageBand === 'child' && ageRange !== undefined) least = Math.min(underOf(ageRange), least ?? MAJORITY)
  }
  return found.toReversed()
}

/**
 * By holding: what is known of the age of a child, or of who may be one; undefined: the limits for adults apply. The last
 * statement of the age counts, and each of a child also for the time before it: who is found to be a child was one when
 * arrested, and who comes of an age in custody was younger before. Ages count until others are stated, or a doubt.
 */
export const agesWhenHeld = (holdings: readonly AgedHolding[]): readonly (AgeRange | undefined)[] => {
  const lastChild = holdings.findLastIndex(({ by }) => by.custody.ageBand === 'child')
  const leastLater = leastStatedLater(holdings)
  let mayBeChild = false
  let known: AgeRange = {}
  return holdings.map(({ by: { custody }, index }) => {
    const { ageBand, ageRange } = custody
    if (ageBand !== undefined) mayBeChild = ageBand !== 'adult'
    if (ageBand === 'adult' || ageBand === 'unknown') known = {}
    if (ageRange !== undefined && ageBand !== 'adult') known = ageRange
    if (!mayBeChild && index > lastChild) return undefined
    const under = leastLater[index]
    return under === undefined ? known : before(known, under)
  })
}
