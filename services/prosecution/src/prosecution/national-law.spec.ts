import { ChargeLaid, DecideNoProsecution, NoProsecutionDecided, type JurisdictionPolicy, type Verified } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import * as reviewRules from './charges.rules.ts'
import { unlistedActs } from './elements.ts'
import { accusedIsCheckedForForcedCriminality } from './forced-criminality.rules.ts'
import * as rules from './prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { ageOf, aFile, charged, girl, mai, nobody, policy, recruiter, withoutMeans as withoutMeansFor } from './prosecution.fixtures.ts'

const given = specificationOf(prosecutionStream)
const opened = aFile().withDossier().withViews('charge')

/** A policy whose law names more acts than the Palermo Protocol. */
const national: JurisdictionPolicy = {
  ...policy,
  offences: [{ code: 'ZZ.1', acts: ['recruitment', 'obtaining', 'maintaining'], citation: 'Act 1 s. 3', verified: 'no' }],
}
const chargedWith = (nationalAct: readonly string[], act: readonly 'recruitment'[] = []) => ({
  ...charged({
    offenceCode: 'ZZ.1',
    perVictim: charged().data.perVictim.map((one) => ({ ...one, act: [...act], nationalAct: [...nationalAct] })),
  }),
  policy: national,
})

describe('an act that only the law of the country names', () => {
  it('is an act of trafficking: no other is needed', () =>
    given(opened)
      .when(chargedWith(['obtaining']))
      .then(ChargeLaid))
  it('is not needed in addition to another', () =>
    given(opened)
      .when(chargedWith([], ['recruitment']))
      .then(ChargeLaid))
  it('is needed where there is no other', () => given(opened).when(chargedWith([])).thenRefusedBy(rules.chargeNeedsActMeansAndPurpose))
  it(rules.nationalActIsOfOffence.sentence, () => {
    given(opened)
      .when(chargedWith(['hiring']))
      .then(ChargeLaid, warning(rules.nationalActIsOfOffence))
    given(opened)
      .when({ ...chargedWith(['obtaining']), policy })
      .then(ChargeLaid, warning(rules.nationalActIsOfOffence))
  })
  it('is reported once, however many victims it concerns', () => {
    const victim = { personRef: mai, act: [], nationalAct: ['hiring', 'obtaining'], means: [], purpose: [] }
    const charge = { ...charged().data, offenceCode: 'ZZ.1', perVictim: [victim, { ...victim, personRef: recruiter }] }
    expect(unlistedActs(charge, { policy: national, now: '2026-06-01T00:00:00Z' })).toEqual(['hiring'])
  })
})

describe('an offence that is law since a day, or until one', () => {
  const since: JurisdictionPolicy = {
    ...policy,
    traffickingOffences: [{ code: 'ZZ.1', validFrom: '2018-01-01' }],
    offences: [
      { code: 'ZZ.1', acts: ['recruitment'], citation: 'Act 1 s. 3', verified: 'no', validFrom: '2018-01-01', validUntil: '2025-06-30' },
      { code: 'ZZ.1', acts: ['recruitment', 'obtaining'], citation: 'Act 2 s. 3', verified: 'no', validFrom: '2025-07-01' },
    ],
  }
  const committed = (from: string, until?: string) => ({ committed: { from, ...(until === undefined ? {} : { until }) } })
  const chargedFor = (changes: Partial<ReturnType<typeof charged>['data']>, law: JurisdictionPolicy = since) => ({
    ...charged({ offenceCode: 'ZZ.1', ...changes }),
    policy: law,
  })
  const withAct = (nationalAct: string) =>
    charged().data.perVictim.map((one) => ({ ...one, act: ['recruitment' as const], nationalAct: [nationalAct] }))
  const incomplete = { perVictim: charged().data.perVictim.map((one) => ({ ...one, act: [] })) }
  const outside = warning(rules.chargedOffenceWasLaw)

  it(rules.chargedOffenceWasLaw.sentence, () => {
    given(opened)
      .when(chargedFor(committed('2019-03')))
      .then(ChargeLaid)
    given(opened)
      .when(chargedFor(committed('2017-12-31')))
      .then(ChargeLaid, outside)
  })
  it('is law for acts that lasted into its time, and where the day is known only by its year', () => {
    given(opened)
      .when(chargedFor(committed('2016-05', '2018-01-01')))
      .then(ChargeLaid)
    given(opened)
      .when(chargedFor(committed('2018')))
      .then(ChargeLaid)
  })
  it('needs its elements for acts of its time, and none are known for acts before it', () => {
    given(opened)
      .when(chargedFor({ ...incomplete, ...committed('2019-03') }))
      .thenRefusedBy(rules.chargeNeedsActMeansAndPurpose)
    given(opened)
      .when(chargedFor({ ...incomplete, ...committed('2017-12-31') }))
      .then(ChargeLaid, outside)
  })
  it('has the acts of the time at which it was committed: those of a later law do not apply', () => {
    given(opened)
      .when(chargedFor({ perVictim: withAct('obtaining'), ...committed('2025-07-01') }))
      .then(ChargeLaid)
    given(opened)
      .when(chargedFor({ perVictim: withAct('obtaining'), ...committed('2019-03') }))
      .then(ChargeLaid, warning(rules.nationalActIsOfOffence))
    given(opened)
      .when(chargedFor({ perVictim: withAct('obtaining'), ...committed('2017-12-31') }))
      .then(ChargeLaid, outside)
  })
  it('is judged by the day of the charge where the charge does not say when it was committed', () => {
    given(opened)
      .when({ ...chargedFor({}), occurredAt: '2017-06-01' })
      .then(ChargeLaid, outside)
    given(opened)
      .when({ ...chargedFor({}), occurredAt: '2019-06-01' })
      .then(ChargeLaid)
  })
  it('may be one that persons are forced to commit', () => {
    const fraud = { accusedRef: recruiter, offenceCode: 'ZZ.FRAUD', perVictim: [] }
    const law: JurisdictionPolicy = { ...policy, forcedCriminalityOffences: [{ code: 'ZZ.FRAUD', validUntil: '2024-12-31' }] }
    given(opened)
      .when({ ...chargedFor({ ...fraud, ...committed('2024-06') }, law), known: nobody })
      .then(ChargeLaid, warning(accusedIsCheckedForForcedCriminality))
    given(opened)
      .when({ ...chargedFor({ ...fraud, ...committed('2025-06') }, law), known: nobody })
      .then(ChargeLaid, outside)
  })
})

describe('an offence that goes with trafficking', () => {
  const law: JurisdictionPolicy = {
    ...policy,
    relatedOffences: [{ code: 'ZZ.9', is: 'conspiracy', citation: 'Act 1 s. 9', verified: 'no', validFrom: '2018-01-01' }],
  }
  const conspired = (from: string) => ({ ...charged({ offenceCode: 'ZZ.9', perVictim: [], committed: { from } }, nobody), policy: law })
  it('needs none of its elements, and is charged for acts of the time in which it is law', () => {
    given(opened).when(conspired('2019-03')).then(ChargeLaid)
    given(opened).when(conspired('2017-03')).then(ChargeLaid, warning(rules.chargedOffenceWasLaw))
  })
})

describe('an offence in which the law of the country asks for no means', () => {
  const asks = (...means: NonNullable<JurisdictionPolicy['offences']>[number]['means'][]): JurisdictionPolicy => ({
    ...policy,
    traffickingOffences: ['ZZ.1'],
    offences: means.map((some) => ({ code: 'ZZ.1', acts: ['recruitment'], means: some, citation: 'Act 1 s. 12', verified: 'no' })),
  })
  const withoutMeans = (law: JurisdictionPolicy) => ({
    ...charged({ offenceCode: 'ZZ.1', perVictim: charged().data.perVictim.map((one) => ({ ...one, means: [] })) }),
    policy: law,
  })
  it('needs none in a charge, whatever the age of the victim', () =>
    given(opened)
      .when(withoutMeans(asks([])))
      .then(ChargeLaid))
  it('still needs proof of an age that is in doubt, which is an element of those against children', () => {
    const { data } = withoutMeans(asks([]))
    const aged = (ageBand: 'child' | 'unknown') =>
      ({ ...charged({ ...data, perVictim: withoutMeansFor(girl) }, ageOf(girl, { ageBand })), policy: asks([]) }) as const
    given(opened).when(aged('unknown')).then(ChargeLaid, warning(rules.ageNeedsProof))
    given(opened).when(aged('child')).then(ChargeLaid)
  })
  it('is one only where the policy says so, of all that it has of the offence for the time of the act', () => {
    for (const law of [asks(), asks(undefined), asks(['force']), asks([], ['force'])])
      given(opened).when(withoutMeans(law)).thenRefusedBy(rules.chargeNeedsActMeansAndPurpose)
  })
})

describe('a time for a review that is shorter than the policy has', () => {
  const decide = (verified: Verified | undefined, reviewUntil: string) => {
    const { verified: _, ...clock } = {
      ...policy.clocks[1],
      activity: 'decisionReview' as const,
      validFrom: '2025-01-01',
      source: 'invented',
    }
    const withReview = { ...policy, clocks: [{ ...clock, ...(verified && { verified }) }] }
    const command = commandFor(DecideNoProsecution, { ...DecideNoProsecution.example, suspects: [recruiter], reviewUntil }, nobody)
    return { ...command, occurredAt: '2026-11-20', policy: withReview }
  }
  const [short, enough] = ['2026-12-09T16:00:00Z', '2026-12-10T16:00:00Z']

  it.each(['primary', 'secondary'] as const)('is refused where the number of days was read: %s', (verified) => {
    given(opened).when(decide(verified, short)).thenRefusedBy(reviewRules.noProsecutionMayBeReviewed)
    given(opened).when(decide(verified, enough)).then(NoProsecutionDecided)
  })

  describe(reviewRules.noProsecutionLeavesUnverifiedWindow.sentence, () => {
    it.each(['no', undefined] as const)('a shorter time is warned about, and not refused, where the number says %s', (verified) => {
      given(opened).when(decide(verified, short)).then(NoProsecutionDecided, warning(reviewRules.noProsecutionLeavesUnverifiedWindow))
      given(opened).when(decide(verified, enough)).then(NoProsecutionDecided)
    })
  })
})
