import {
  afterConviction,
  custodyAccount,
  dayText,
  libertyByPerson,
  sentenceServed,
  type CustodyFact,
  type DatedCustodyFact,
} from '@case-timeline/casework'
import type { JurisdictionPolicy } from '@case-timeline/contracts'
import { rememberingSpans } from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

/** As a command handler has it. */
const spanOf = rememberingSpans()

const FIRST_DAY = 20_000
const ZONE = 'Asia/Manila'
const policy: JurisdictionPolicy = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }
const credit = [{ validFrom: '2000-01-01', source: 'invented' }]

const onDay = (day: number, custody: CustodyFact): DatedCustodyFact => {
  const at = dayText(FIRST_DAY + day)
  return { eventId: `${custody.is}-${day}`, service: 'adjudication', jurisdiction: 'ZZ', at, zone: ZONE, custody }
}
const convictedOn = (day: number, days: number): readonly DatedCustodyFact[] => [
  onDay(day, { is: 'tried', chargeId: 'c', accusedRef: 'p', verdict: 'guilty' }),
  onDay(day, { is: 'sentenced', chargeId: 'c', parts: [{ kind: 'imprisonment', term: { days } }] }),
]

/** A day on which the person is taken into custody, or released at its end; a day has at most one change. */
interface Change {
  readonly day: number
  readonly isHeld: boolean
}

const factOf = ({ day, isHeld }: Change): DatedCustodyFact =>
  onDay(
    day,
    isHeld
      ? { is: 'held', personRef: 'p', by: 'order', authority: 'DISTRICT_COURT', from: dayText(FIRST_DAY + day) }
      : { is: 'released', personRef: 'p', at: dayText(FIRST_DAY + day) },
  )

/** The first day on which the person is held beyond the sentence, counted day by day. */
const countedDay = (changes: readonly Change[], convicted: number, days: number, counts: 'all' | 'sinceSentence'): number => {
  let served = 0
  let isHeld = false
  for (let day = 0; ; day += 1) {
    const change = changes.find((one) => one.day === day)
    const isToday = isHeld || change?.isHeld === true
    if (isToday && day >= convicted && served >= days) return day
    if (isToday && (counts === 'all' || day >= convicted)) served += 1
    isHeld = change ? change.isHeld : isHeld
  }
}

const changes = fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 9 }).map((days) =>
  days
    .toSorted((one, other) => one - other)
    .slice(0, days.length % 2 === 0 ? -1 : undefined)
    .map((day, index): Change => ({ day, isHeld: index % 2 === 0 })),
)

describe('the end of a sentence', () => {
  it('is that of a calculator that counts day by day in custody, for any releases, conviction and term', () =>
    fc.assert(
      fc.property(
        changes,
        fc.integer({ min: 0, max: 140 }),
        fc.integer({ min: 1, max: 90 }),
        fc.boolean(),
        (some, convicted, days, hasCredit) => {
          // On the day of the conviction nothing else happens, so that the order of the facts of a day is not tested here.
          fc.pre(some.every(({ day }) => day !== convicted))
          const facts = [...some.map(factOf), ...convictedOn(convicted, days)]
          const own = libertyByPerson(facts, spanOf).get('p') ?? []
          const last = afterConviction(own).held.findLast(({ terms }) => terms !== undefined)
          const account = custodyAccount(own, spanOf)
          const served = last && sentenceServed(last, account, hasCredit ? { ...policy, remandCredit: credit } : policy, spanOf)
          const day = countedDay(some, convicted, days, hasCredit ? 'all' : 'sinceSentence')
          // Who had served the sentence before the last custody is held beyond it from the first day of that.
          const began = some.at(-1)?.day ?? 0
          expect(served?.at).toBe(spanOf(dayText(FIRST_DAY + Math.max(day, began, convicted)), ZONE).from)
        },
      ),
      { numRuns: 500 },
    ))
})

/** Sentences for charges of their own, on days of their own, in order. */
const sentences = fc
  .array(fc.record({ day: fc.integer({ min: 0, max: 200 }), days: fc.integer({ min: 1, max: 120 }) }), { minLength: 1, maxLength: 5 })
  .map((some) => some.toSorted((one, other) => one.day - other.day))

describe('the end of several sentences of a person who is never released', () => {
  it.each(['concurrently', 'consecutively'] as const)('that run %s is that of a calculator that serves one after another', (runs) =>
    fc.assert(
      fc.property(sentences, (some) => {
        const imposed = some.flatMap(({ days }, number): readonly CustodyFact[] => [
          { is: 'tried', chargeId: `c${number}`, accusedRef: 'p', verdict: 'guilty' },
          { is: 'sentenced', chargeId: `c${number}`, parts: [{ kind: 'imprisonment', term: { days } }], runs },
        ])
        const facts = [
          factOf({ day: 0, isHeld: true }),
          ...some.map((_, number) => onDay(0, { is: 'charged', personRef: 'p', chargeId: `c${number}` })),
          ...imposed.map((custody, place) => ({ ...onDay(some[place >> 1]?.day ?? 0, custody), eventId: `${place}` })),
        ]
        const own = libertyByPerson(facts, spanOf).get('p') ?? []
        const last = afterConviction(own).held.findLast(({ terms }) => terms !== undefined)
        const served = last && sentenceServed(last, custodyAccount(own, spanOf), policy, spanOf)
        const ended =
          runs === 'concurrently'
            ? Math.max(...some.map(({ day, days }) => day + days))
            : some.reduce((free, { day, days }) => Math.max(free, day) + days, 0)
        const lastDay = some.at(-1)?.day ?? 0
        expect(served?.at).toBe(spanOf(dayText(FIRST_DAY + Math.max(ended, lastDay)), ZONE).from)
      }),
      { numRuns: 300 },
    ),
  )
})

/** What happens on a day; each charge is laid before the first day. */
interface Step {
  readonly chargeId: string
  readonly is: 'guilty' | 'notGuilty' | 'imprisoned' | 'fined' | 'retrial'
}
const anySteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ chargeId: fc.constantFrom('c', 'd'), is: fc.constantFrom('guilty', 'notGuilty', 'imprisoned', 'fined', 'retrial') }),
  { minLength: 1, maxLength: 12 },
)
/** A sentence follows a conviction. */
const steps = anySteps.map((some) =>
  some.map(({ chargeId, is }, at): Step => {
    const last = some.slice(0, at).findLast((one) => one.chargeId === chargeId)?.is
    const isSentence = is === 'imprisoned' || is === 'fined'
    return { chargeId, is: isSentence && (last === undefined || last === 'notGuilty' || last === 'retrial') ? 'guilty' : is }
  }),
)

const stepFact = ({ chargeId, is }: Step, day: number): DatedCustodyFact => {
  if (is === 'imprisoned') return onDay(day, { is: 'sentenced', chargeId, parts: [{ kind: 'imprisonment', term: { years: 9 } }] })
  if (is === 'fined') return onDay(day, { is: 'sentenced', chargeId, parts: [{ kind: 'fine', amount: '5', currency: 'PHP' }] })
  if (is === 'retrial') return onDay(day, { is: 'appealed', chargeId, effect: 'retrial' })
  return onDay(day, { is: 'tried', chargeId, accusedRef: 'p', verdict: is })
}

/** By day: whether a sentence says until when the person is held, read from what is in force of each charge. */
const limitedDays = (some: readonly Step[]): readonly boolean[] => {
  const charges = new Map<string, { verdict?: 'guilty' | 'notGuilty' | undefined; sentence?: 'imprisoned' | 'fined' | undefined }>([
    ['c', {}],
    ['d', {}],
  ])
  let isLimited = false
  return some.map(({ chargeId, is }) => {
    const charge = charges.get(chargeId) ?? {}
    if (is === 'guilty') charges.set(chargeId, { ...charge, verdict: 'guilty' })
    else if (is === 'notGuilty') charges.set(chargeId, { verdict: 'notGuilty' })
    else if (is === 'retrial') charges.set(chargeId, {})
    else charges.set(chargeId, { ...charge, sentence: is })
    const all = [...charges.values()]
    const guilty = all.filter(({ verdict }) => verdict === 'guilty')
    if (all.some(({ verdict }) => verdict === undefined) || guilty.some(({ sentence }) => sentence === undefined)) isLimited = false
    else if (guilty.some(({ sentence }) => sentence === 'imprisoned')) isLimited = true
    return isLimited
  })
}

it('the times without a sentence that limits custody are those of a reading day by day', () =>
  fc.assert(
    fc.property(steps, fc.nat({ max: 12 }), (some, first) => {
      const laid = ['c', 'd'].map((chargeId) => onDay(-1, { is: 'charged' as const, personRef: 'p', chargeId }))
      const own = [...laid, ...some.map(stepFact)]
      const place = Math.min(first, own.length - 1)
      const times = [...afterConviction(own).timesWithoutSentence(place)]
      const placeOf = (fact: DatedCustodyFact | undefined, otherwise: number) => (fact ? own.indexOf(fact) : otherwise)
      const read = [false, false, ...limitedDays(some)].flatMap((isLimited, at) => (at < place || isLimited ? [] : [at]))
      const found = own.flatMap((_, at) =>
        times.some(({ from, over }) => placeOf(from, place) <= at && at < placeOf(over, Infinity)) ? [at] : [],
      )
      expect(found).toEqual(read)
    }),
    { numRuns: 500 },
  ))
