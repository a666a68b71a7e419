import {
  adjudicationDeath,
  adjudicationDetention,
  BailDecided,
  ChargeLaid,
  ChargeWithdrawn,
  investigationDeath,
  investigationDetention,
  JudgmentBecameFinal,
  SuspectArrested,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { effectiveFact, tenDays } from '../deadlines/deadlines.fixtures.ts'
import {
  appealed,
  chargeId,
  charged,
  concernsOn,
  detained,
  months,
  otherCharge,
  personRef,
  right,
  sentenced,
  tried,
  type Fact,
} from './convicted-person.fixtures.ts'

const SERVICES = {
  investigation: { ...investigationDetention, ...investigationDeath, authority: 'POLICE' },
  adjudication: { ...adjudicationDetention, ...adjudicationDeath, authority: 'DISTRICT_COURT' },
}
const of = (activity: 'arrest' | 'detentionOrdered' | 'detentionExtended', limit: object) => ({
  activity,
  validFrom: '2000-01-01',
  source: 'invented',
  ...limit,
})
const policy = {
  ...tenDays,
  clocks: [
    ...[of('arrest', { maxHours: 24 }), ...tenDays.clocks],
    ...[of('arrest', { authority: 'IMMIGRATION', maxHours: 336 }), of('detentionOrdered', { authority: 'IMMIGRATION', maxDays: 14 })],
  ],
}
const unlimited = { authority: 'DISTRICT_COURT', unlimited: true as const }
const unlimitedPolicy = {
  ...policy,
  clocks: [of('detentionOrdered', unlimited), of('detentionExtended', unlimited), ...policy.clocks],
}

const immigration = { otherAuthority: 'IMMIGRATION' }
const power = fc.constantFrom({}, {}, immigration, { ...immigration, powerFrom: 'e4a26e10-0f1e-4d2c-8b3a-495867768594' })
const service = fc.constantFrom('investigation' as const, 'investigation' as const, 'adjudication' as const)
const charge = fc.constantFrom(chargeId, otherCharge)
const length = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined })
const step = fc.oneof(
  fc.record({ is: fc.constant('arrest' as const), by: power }),
  fc.record({ is: fc.constant('order' as const), service, by: power, days: length }),
  fc.record({ is: fc.constant('extension' as const), service, by: power, days: length }),
  fc.record({
    is: fc.constant('end' as const),
    service,
    reason: fc.constantFrom('courtOrder', 'sentenceServed', 'replaced'),
    other: fc.boolean(),
  }),
  fc.record({ is: fc.constant('charge' as const), of: charge }),
  fc.record({ is: fc.constant('verdict' as const), of: charge, verdict: fc.constantFrom('guilty', 'notGuilty') }),
  fc.record({ is: fc.constant('sentence' as const), of: charge, months: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ is: fc.constant('final' as const), of: charge }),
  fc.record({ is: fc.constant('withdrawal' as const), of: charge, reasonCode: fc.constantFrom('insufficientEvidence', 'replaced') }),
  fc.record({ is: fc.constant('bail' as const), granted: fc.boolean() }),
)
/** What holds the person again, or ends the right to: no charge is laid. */
const holding = fc.oneof(
  fc.record({ is: fc.constant('arrest' as const), by: fc.constant({}) }),
  fc.record({ is: fc.constantFrom('order' as const, 'extension' as const), service, by: fc.constant({}), days: length }),
  fc.record({ is: fc.constant('bail' as const), granted: fc.boolean() }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Each step some days after the one before it. */
const history = fc.array(fc.tuple(step, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 9 })

const dayOf = (number: number): string => new Date(Date.UTC(2020, 0, 1 + number)).toISOString().slice(0, 10)

const factOf = (one: Step, number: number): Fact => {
  const on = dayOf(number)
  const until = 'days' in one && one.days !== undefined ? dayOf(number + one.days) : undefined
  switch (one.is) {
    case 'arrest':
      return effectiveFact(SuspectArrested, on, { personRef, ground: `ground${number}`, ...one.by })
    case 'order':
    case 'extension': {
      const { DetentionOrdered, DetentionExtended, authority } = SERVICES[one.service]
      const type = one.is === 'order' ? DetentionOrdered : DetentionExtended
      return effectiveFact(type, on, { personRef, from: on, until, authority, ...one.by })
    }
    case 'end':
      return effectiveFact(SERVICES[one.service].DetentionEnded, on, {
        ...{ personRef, at: on, releaseReason: one.reason, authority: SERVICES[one.service].authority, ...(one.other ? immigration : {}) },
      })
    case 'charge':
      return effectiveFact(ChargeLaid, on, { accusedRef: personRef, chargeId: one.of })
    case 'verdict':
      return tried(one.verdict, on, one.of)
    case 'sentence':
      return sentenced(on, months(one.months), one.of)
    case 'final':
      return effectiveFact(JudgmentBecameFinal, on, { chargeId: one.of })
    case 'withdrawal':
      return effectiveFact(ChargeWithdrawn, on, { chargeId: one.of, reasonCode: one.reasonCode })
    case 'bail':
      return effectiveFact(BailDecided, on, { accusedRef: personRef, granted: one.granted })
  }
}

const factsOf = (steps: readonly (readonly [Step, number])[]) => {
  let number = 0
  const facts = steps.map(([one, gap]) => factOf(one, (number += gap)))
  return { facts, next: dayOf(number + 1) }
}

const isCustody = (one: Step): boolean => 'by' in one || one.is === 'end'
const isHoldOrRelease = (one: Step): boolean => 'by' in one || (one.is === 'end' && one.reason !== 'replaced')
const isOfCourt = (one: Step): boolean => 'service' in one && one.service === 'adjudication'

const lastOf = (steps: readonly (readonly [Step, number])[], is: (one: Step) => boolean): Step | undefined =>
  steps.map(([one]) => one).findLast((one) => isCustody(one) && is(one))

const isHold = (one: Step | undefined): boolean => one !== undefined && one.is !== 'end'

/** Whether the last that is known of the person is that the person is held, or the last of the court that it holds the person. */
const isHeldAfter = (steps: readonly (readonly [Step, number])[]): boolean =>
  isHold(lastOf(steps, isHoldOrRelease)) || isHold(lastOf(steps, isOfCourt))

/** Whether a court holds the person, and nobody began to hold the person after that. */
const isHeldByCourtAfter = (steps: readonly (readonly [Step, number])[]): boolean => {
  const last = lastOf(steps, isHold)
  return last !== undefined && isOfCourt(last) && isHold(lastOf(steps, isOfCourt))
}

const concernsOfBoth = (facts: readonly Fact[], law = policy) =>
  (['investigation', 'adjudication'] as const).flatMap((sector) => concernsOn(YEARS_LATER, facts, law, sector))

const YEARS_LATER = '2034-01-01'

describe('whatever happened to a person, in any order', () => {
  it('who is held for years, longer than any sentence, is on some list, and on that of the court which holds the person', () =>
    fc.assert(
      fc.property(history.filter(isHeldAfter), (steps) => {
        const { facts } = factsOf(steps)
        expect(isHeldByCourtAfter(steps) ? concernsOn(YEARS_LATER, facts, policy, 'adjudication') : concernsOfBoth(facts)).not.toEqual([])
      }),
      { numRuns: 1_000 },
    ))
  it('who is held by a court whose remand has no limit, and whose last charge nothing replaced, is on the list', () =>
    fc.assert(
      fc.property(history.filter(isHeldByCourtAfter), fc.array(holding, { maxLength: 3 }), (steps, later) => {
        const charges = [chargeId, otherCharge].map((one) => [{ is: 'charge', of: one }, 1] as const)
        const gone = [chargeId, otherCharge].map((one) => [{ is: 'withdrawal', of: one, reasonCode: 'replaced' }, 1] as const)
        const { facts } = factsOf([...charges, ...steps, ...gone, ...later.map((one) => [one, 7] as const)])
        expect(concernsOfBoth(facts, unlimitedPolicy)).not.toEqual([])
      }),
      { numRuns: 300 },
    ))
  it('who is free is on no list', () =>
    fc.assert(
      fc.property(history, (steps) => {
        const { facts, next } = factsOf(steps)
        const ends = { powers: ['criminalProcedure', 'IMMIGRATION'] }
        const freed = Object.values(SERVICES).map(({ DetentionEnded, authority }) =>
          effectiveFact(DetentionEnded, next, { personRef, at: next, releaseReason: 'courtOrder', authority, ends }),
        )
        expect(concernsOfBoth([...facts, ...freed])).toEqual([])
      }),
      { numRuns: 500 },
    ))
  it('who died is on no list', () =>
    fc.assert(
      fc.property(history, fc.boolean(), (steps, isRecordedFirst) => {
        const { facts, next } = factsOf(steps)
        const died = Object.values(SERVICES).map(({ PersonDiedInCustody }) =>
          effectiveFact(PersonDiedInCustody, next, { personRef, at: next }),
        )
        expect(concernsOfBoth(isRecordedFirst ? [...died, ...facts] : [...facts, ...died])).toEqual([])
      }),
      { numRuns: 500 },
    ))
})

it('a person who was convicted after the end of an order, and acquitted on appeal, is on the list until released', () => {
  const acquitted = [detained('2020-03-01', '2020-03-08'), charged(), tried('guilty', '2020-03-10'), appealed('acquitted', '2020-05-01')]
  expect(concernsOn('2021-01-01', acquitted)).toEqual([right])
})
