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
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aSupportCase, girl, unknownId } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import type { KnownForReturn } from './person.commands.ts'
import type { ProtectionClaim, PersonEvent } from './person.ts'
import {
  childReturnIsInBestInterests,
  completedReturnWasAgreed,
  returnRespectsNonRefoulement,
  returnFollowsAssessmentOfLastIncident,
  returnIsVoluntaryOrLawfullyOrdered,
  returnRestsOnRecentRiskAssessment,
  returnWaitsForTestimonyAndReflection,
} from './return.rules.ts'

const given = specificationOf(personStream)
const neverAssessed: KnownForReturn = { protectedAsChild: false, testimonyPending: false }
const recentlyAssessed: KnownForReturn = { ...neverAssessed, lastRiskAssessment: { eventId: unknownId, reviewBy: '2026-11-25' } }
const returnToMyanmar = {
  personRef: girl,
  toParty: 'MM',
  voluntary: true,
  safetyAssessmentId: unknownId,
  receivingOrg: 'mm-social-welfare',
  wishesToGoNow: false,
}
const agreeRepatriation = (changes: Partial<(typeof AgreeRepatriation)['example']> = {}, known = recentlyAssessed) =>
  commandFor(AgreeRepatriation, { ...returnToMyanmar, ...changes }, known)
const claimed = (claim: ProtectionClaim): PersonEvent => ({ type: ProtectionClaimRecorded.type, data: { personRef: girl, ...claim } })

describe('the stay of a victim', () => {
  it('is decided, and the claim for protection recorded', () => {
    given(aSupportCase())
      .when(commandFor(DecideTemporaryStay, { personRef: girl, granted: false }, {}))
      .then(TemporaryStayDecided)
    given(aSupportCase())
      .when(commandFor(RecordProtectionClaim, { personRef: girl, state: 'pending', fears: [] }, {}))
      .then(ProtectionClaimRecorded)
  })
})

describe('agreeing the return of a victim', () => {
  it('is possible when the victim wishes to return and the return is safe', () =>
    given(aSupportCase()).when(agreeRepatriation()).then(RepatriationAgreed))
  it(returnRestsOnRecentRiskAssessment.sentence, () => {
    given(aSupportCase()).when(agreeRepatriation({}, neverAssessed)).thenRefusedBy(returnRestsOnRecentRiskAssessment)
    given(aSupportCase())
      .when(agreeRepatriation({ safetyAssessmentId: girl }))
      .thenRefusedBy(returnRestsOnRecentRiskAssessment)
    given(aSupportCase())
      .when(agreeRepatriation({}, { ...recentlyAssessed, lastRiskAssessment: { eventId: unknownId, reviewBy: '2026-11-24' } }))
      .thenRefusedBy(returnRestsOnRecentRiskAssessment)
  })
  it(returnFollowsAssessmentOfLastIncident.sentence, () => {
    const reported = { type: SafetyIncidentReported.type, data: { personRef: girl, kind: 'threat', severity: 'extreme' } } as const
    const assessed = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2026-12-31' } } as const
    const onDay = (day: string, event: PersonEvent) => ({ ...event, occurredAt: day })
    const withIncident = aSupportCase().with(assessed, reported)
    given(withIncident).when(agreeRepatriation()).thenRefusedBy(returnFollowsAssessmentOfLastIncident)
    given(withIncident.with(assessed)).when(agreeRepatriation()).then(RepatriationAgreed)
    given(aSupportCase().with(onDay('2026-11-02', reported), onDay('2026-11-02', assessed)))
      .when(agreeRepatriation())
      .then(RepatriationAgreed)
    given(aSupportCase().with(onDay('2026-11-02', reported), onDay('2026-11-01', assessed)))
      .when(agreeRepatriation())
      .thenRefusedBy(returnFollowsAssessmentOfLastIncident)
  })
  it(returnIsVoluntaryOrLawfullyOrdered.sentence, () => {
    given(aSupportCase())
      .when(agreeRepatriation({ voluntary: false }))
      .thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
    given(aSupportCase())
      .when(agreeRepatriation({ voluntary: false, order: { reference: 'BI-2026-77', reasonCodes: ['noRightToStay'] } }))
      .then(RepatriationAgreed)
  })
  it(returnRespectsNonRefoulement.sentence, () => {
    for (const claim of [
      { state: 'pending', fears: [] },
      { state: 'notLodged', fears: ['refoulement'] },
      { state: 'decided', fears: ['persecution'] },
    ] satisfies ProtectionClaim[])
      given(aSupportCase().with(claimed(claim)))
        .when(agreeRepatriation())
        .thenRefusedBy(returnRespectsNonRefoulement)
    given(aSupportCase().with(claimed({ state: 'decided', fears: [] })))
      .when(agreeRepatriation())
      .then(RepatriationAgreed)
  })
  it(childReturnIsInBestInterests.sentence, () => {
    const protectedChild = { ...recentlyAssessed, protectedAsChild: true }
    given(aSupportCase()).when(agreeRepatriation({}, protectedChild)).thenRefusedBy(childReturnIsInBestInterests)
    given(aSupportCase())
      .when(agreeRepatriation({ bestInterestsRef: 'BID-2026-12' }, protectedChild))
      .then(RepatriationAgreed)
  })
  it(returnWaitsForTestimonyAndReflection.sentence, () => {
    const inReflection = aSupportCase().with({
      type: ReflectionPeriodStarted.type,
      data: { personRef: girl, days: 30, endsAt: '2026-12-25' },
    })
    const withTestimonyPending = { ...recentlyAssessed, testimonyPending: true }
    given(inReflection).when(agreeRepatriation()).thenRefusedBy(returnWaitsForTestimonyAndReflection)
    given(aSupportCase()).when(agreeRepatriation({}, withTestimonyPending)).thenRefusedBy(returnWaitsForTestimonyAndReflection)
    given(inReflection)
      .when(agreeRepatriation({ wishesToGoNow: true }, withTestimonyPending))
      .then(RepatriationAgreed)
  })
})

describe('completing the return of a victim', () => {
  const completeRepatriation = () =>
    commandFor(CompleteRepatriation, { personRef: girl, toParty: 'MM', receivingOrg: 'mm-social-welfare' }, {})

  it('is recorded for a return that was agreed', () =>
    given(aSupportCase().with({ type: RepatriationAgreed.type, data: returnToMyanmar }))
      .when(completeRepatriation())
      .then(RepatriationCompleted))
  it(`${completedReturnWasAgreed.sentence}; otherwise it is recorded with a warning`, () =>
    given(aSupportCase()).when(completeRepatriation()).then(RepatriationCompleted, warning(completedReturnWasAgreed)))
})
