import { ChargeLaid, DecideNoProsecution, NoProsecutionDecided, type JurisdictionPolicy, type Verified } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import * as reviewRules from './charges.rules.ts'
import { unlistedActs } from './elements.ts'
import * as rules from './prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { aFile, charged, mai, nobody, policy, recruiter } from './prosecution.fixtures.ts'

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
    expect(unlistedActs(charge, { policy: national })).toEqual(['hiring'])
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
