import {
  AgreeRepatriation,
  CompleteRepatriation,
  DecideTemporaryStay,
  ProtectionClaimRecorded,
  RecordProtectionClaim,
  ReflectionPeriodStarted,
  RepatriationAgreed,
  RepatriationCompleted,
  RiskAssessed,
  SafetyIncidentReported,
  TemporaryStayDecided,
} from '@case-timeline/contracts'
import { commanded, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { person } from './person.decide.ts'
import { adult, aSupportCase, child, girl, unknownId } from './person.fixtures.ts'
import type { Claim, KnownToSupport, PersonEvent } from './person.ts'
import {
  childReturnsInHerBestInterests,
  completedReturnWasAgreed,
  nobodyIsReturnedToWhatSheFears,
  returnFollowsAnAssessmentOfTheLastIncident,
  returnIsVoluntaryOrLawfullyOrdered,
  returnRestsOnARecentRiskAssessment,
  returnWaitsForTestimonyAndReflection,
} from './return.rules.ts'

const given = (history: Iterable<PersonEvent> = []) => specificationOf(person)([...history])
const safe: KnownToSupport = { ...adult, lastRisk: { eventId: unknownId, reviewBy: '2026-11-25' } }
const toMyanmar = {
  personRef: girl,
  toParty: 'MM',
  voluntary: true,
  safetyAssessmentId: unknownId,
  receivingOrg: 'mm-social-welfare',
  wishesToGoNow: false,
}
const agree = (but: Partial<(typeof AgreeRepatriation)['example']> = {}, known = safe) =>
  commanded(AgreeRepatriation, { ...toMyanmar, ...but }, known)
const claimed = (claim: Claim): PersonEvent => ({ type: ProtectionClaimRecorded.type, data: { personRef: girl, ...claim } })

describe('her stay', () => {
  it('is decided, and her claim for protection recorded', () => {
    given(aSupportCase())
      .when(commanded(DecideTemporaryStay, { personRef: girl, granted: false }, adult))
      .then(TemporaryStayDecided)
    given(aSupportCase())
      .when(commanded(RecordProtectionClaim, { personRef: girl, state: 'pending', fears: [] }, adult))
      .then(ProtectionClaimRecorded)
  })
})

describe('agreeing her return', () => {
  it('goes through when she wants it and it is safe', () => given(aSupportCase()).when(agree()).then(RepatriationAgreed))
  it(returnRestsOnARecentRiskAssessment.sentence, () => {
    given(aSupportCase()).when(agree({}, adult)).thenRefusedBy(returnRestsOnARecentRiskAssessment)
    given(aSupportCase())
      .when(agree({ safetyAssessmentId: girl }))
      .thenRefusedBy(returnRestsOnARecentRiskAssessment)
    given(aSupportCase())
      .when(agree({}, { ...safe, lastRisk: { eventId: unknownId, reviewBy: '2026-11-24' } }))
      .thenRefusedBy(returnRestsOnARecentRiskAssessment)
  })
  it(returnFollowsAnAssessmentOfTheLastIncident.sentence, () => {
    const reported = { type: SafetyIncidentReported.type, data: { personRef: girl, kind: 'threat', severity: 'extreme' } } as const
    const assessed = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2026-12-31' } } as const
    const on = (day: string, event: PersonEvent) => ({ ...event, occurredAt: day })
    const threatened = aSupportCase().with(assessed, reported)
    given(threatened).when(agree()).thenRefusedBy(returnFollowsAnAssessmentOfTheLastIncident)
    given(threatened.with(assessed)).when(agree()).then(RepatriationAgreed)
    given(aSupportCase().with(on('2026-11-02', reported), on('2026-11-02', assessed)))
      .when(agree())
      .then(RepatriationAgreed)
    given(aSupportCase().with(on('2026-11-02', reported), on('2026-11-01', assessed)))
      .when(agree())
      .thenRefusedBy(returnFollowsAnAssessmentOfTheLastIncident)
  })
  it(returnIsVoluntaryOrLawfullyOrdered.sentence, () => {
    given(aSupportCase())
      .when(agree({ voluntary: false }))
      .thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
    given(aSupportCase())
      .when(agree({ voluntary: false, order: { reference: 'BI-2026-77', reasonCodes: ['noRightToStay'] } }))
      .then(RepatriationAgreed)
  })
  it(nobodyIsReturnedToWhatSheFears.sentence, () => {
    for (const claim of [
      { state: 'pending', fears: [] },
      { state: 'notLodged', fears: ['refoulement'] },
      { state: 'decided', fears: ['persecution'] },
    ] satisfies Claim[])
      given(aSupportCase().with(claimed(claim)))
        .when(agree())
        .thenRefusedBy(nobodyIsReturnedToWhatSheFears)
    given(aSupportCase().with(claimed({ state: 'decided', fears: [] })))
      .when(agree())
      .then(RepatriationAgreed)
  })
  it(childReturnsInHerBestInterests.sentence, () => {
    const protectedChild = { ...safe, protectedAsAChild: child.protectedAsAChild }
    given(aSupportCase()).when(agree({}, protectedChild)).thenRefusedBy(childReturnsInHerBestInterests)
    given(aSupportCase())
      .when(agree({ bestInterestsRef: 'BID-2026-12' }, protectedChild))
      .then(RepatriationAgreed)
  })
  it(returnWaitsForTestimonyAndReflection.sentence, () => {
    const reflecting = aSupportCase().with({
      type: ReflectionPeriodStarted.type,
      data: { personRef: girl, days: 30, endsAt: '2026-12-25' },
    })
    const toTestify = { ...safe, testimonyPending: true }
    given(reflecting).when(agree()).thenRefusedBy(returnWaitsForTestimonyAndReflection)
    given(aSupportCase()).when(agree({}, toTestify)).thenRefusedBy(returnWaitsForTestimonyAndReflection)
    given(reflecting)
      .when(agree({ wishesToGoNow: true }, toTestify))
      .then(RepatriationAgreed)
  })
})

describe('her arrival', () => {
  const arrive = () => commanded(CompleteRepatriation, { personRef: girl, toParty: 'MM', receivingOrg: 'mm-social-welfare' }, adult)

  it('completes what was agreed', () =>
    given(aSupportCase().with({ type: RepatriationAgreed.type, data: toMyanmar }))
      .when(arrive())
      .then(RepatriationCompleted))
  it(`${completedReturnWasAgreed.sentence}; else it is recorded with a warning`, () =>
    given(aSupportCase()).when(arrive()).then(RepatriationCompleted, warning(completedReturnWasAgreed)))
})
