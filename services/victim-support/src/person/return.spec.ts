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
import { commandFor, eventIdOf, outcomeOf, recordedHistory, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { aSupportCase, consentId, girl, unknownId, type ProtectionClaim } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import type { KnownForReturn } from './person.commands.ts'
import { pastReturnIsRecordedWhileAllowed } from './past-acts.rules.ts'
import type { PersonEvent } from './person-event.ts'
import {
  childReturnIsInBestInterests,
  completedReturnWasAgreed,
  decidedClaimWasRecorded,
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

describe('a decision on a claim for protection', () => {
  it(decidedClaimWasRecorded.sentence, () => {
    const decision = (claimId?: string) => commandFor(RecordProtectionClaim, { personRef: girl, state: 'decided', fears: [], claimId }, {})
    const pending = aSupportCase().with(claimed({ state: 'pending', fears: [], claimId: consentId }))
    for (const known of [consentId, undefined]) given(pending).when(decision(known)).then(ProtectionClaimRecorded)
    given(pending).when(decision(unknownId)).then(ProtectionClaimRecorded, warning(decidedClaimWasRecorded))
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
  it('a return that was agreed earlier and is recorded late is based on the assessment of that day', () => {
    const reviewed = (reviewBy: string) => ({ ...recentlyAssessed, lastRiskAssessment: { eventId: unknownId, reviewBy } })
    const agreedIn2024 = (reviewBy: string) => ({ ...agreeRepatriation({}, reviewed(reviewBy)), occurredAt: '2024-03-11' })
    given(aSupportCase()).when(agreedIn2024('2024-03-11')).then(RepatriationAgreed)
    given(aSupportCase()).when(agreedIn2024('2024-03-10')).thenRefusedBy(returnRestsOnRecentRiskAssessment)
  })
  it(returnFollowsAssessmentOfLastIncident.sentence, () => {
    const reported = { type: SafetyIncidentReported.type, data: { personRef: girl, kind: 'threat', severity: 'extreme' } } as const
    const assessed = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2026-12-31' } } as const
    const onDay = (day: string, event: PersonEvent, recordedAt = '2026-11-20T08:00:00Z') => ({ ...event, occurredAt: day, recordedAt })
    const withIncident = aSupportCase().with(assessed, reported)
    given(withIncident).when(agreeRepatriation()).thenRefusedBy(returnFollowsAssessmentOfLastIncident)
    given(withIncident.with(assessed)).when(agreeRepatriation()).then(RepatriationAgreed)
    given(aSupportCase().with(onDay('2026-11-02', reported, '2026-11-02T08:00:00Z'), onDay('2026-11-02', assessed, '2026-11-02T09:00:00Z')))
      .when(agreeRepatriation())
      .then(RepatriationAgreed)
    // Of one day, and recorded later: nothing says that the assessment took the incident into account.
    given(aSupportCase().with(onDay('2026-11-02', reported), onDay('2026-11-02', assessed)))
      .when(agreeRepatriation())
      .thenRefusedBy(returnFollowsAssessmentOfLastIncident)
    given(aSupportCase().with(onDay('2026-11-02', reported), onDay('2026-10', assessed)))
      .when(agreeRepatriation())
      .thenRefusedBy(returnFollowsAssessmentOfLastIncident)
    given(aSupportCase().with(onDay('2026-11-02', reported), onDay('2026-11-01', assessed)))
      .when(agreeRepatriation())
      .thenRefusedBy(returnFollowsAssessmentOfLastIncident)
  })
  it(`${pastReturnIsRecordedWhileAllowed.sentence}; otherwise it is recorded with a warning`, () => {
    const agreedInMarch = { ...agreeRepatriation(), occurredAt: '2024-03-11' }
    const inMay = { occurredAt: '2024-05-10', recordedAt: '2024-05-10T08:00:00.000Z' }
    const incident = { type: SafetyIncidentReported.type, data: { personRef: girl, kind: 'threat', severity: 'extreme' } } as const
    const period = { type: ReflectionPeriodStarted.type, data: { personRef: girl, days: 999, endsAt: '2027-02-01' } } as const
    for (const since of [incident, claimed({ state: 'pending', fears: [] }), period])
      given(aSupportCase().with({ ...since, ...inMay } as PersonEvent))
        .when(agreedInMarch)
        .then(RepatriationAgreed, warning(pastReturnIsRecordedWhileAllowed))
    const isOver = { ...period, data: { ...period.data, endsAt: '2024-06-10' }, ...inMay }
    given(aSupportCase().with(isOver)).when(agreedInMarch).then(RepatriationAgreed)
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
  const [first, second] = [eventIdOf(7), eventIdOf(8)]
  const pending = (claimId?: string) => claimed({ state: 'pending', fears: [], claimId })
  const decided = (claimId?: string) => claimed({ state: 'decided', fears: [], claimId })
  it('waits for each claim for protection: the decision on one leaves another pending', () => {
    const twice = aSupportCase().with(pending(first), pending(second))
    const half = twice.with(decided(first))
    given(half).when(agreeRepatriation()).thenRefusedBy(returnRespectsNonRefoulement)
    expect(outcomeOf(personStream, recordedHistory([...half]), agreeRepatriation())).toMatchObject({ facts: [eventIdOf(2)] })
    for (const all of [half.with(decided(second)), twice.with(decided())]) given(all).when(agreeRepatriation()).then(RepatriationAgreed)
  })
  it('respects what is feared by one claim, also after the decision on another', () => {
    const feared = claimed({ state: 'decided', fears: ['persecution'], claimId: first })
    const other = aSupportCase().with(pending(second), feared, decided(second))
    given(other).when(agreeRepatriation()).thenRefusedBy(returnRespectsNonRefoulement)
    for (const restated of [decided(first), decided()]) given(other.with(restated)).when(agreeRepatriation()).then(RepatriationAgreed)
  })
  it('waits for a claim that is on record, whatever is recorded of no claim', () => {
    const none = claimed({ state: 'notLodged', fears: [] })
    given(aSupportCase().with(pending(first), none))
      .when(agreeRepatriation())
      .thenRefusedBy(returnRespectsNonRefoulement)
    given(aSupportCase().with(pending(), none)).when(agreeRepatriation()).then(RepatriationAgreed)
  })
  it('follows the decision on a claim that is dated to the month of the decision, if both name the claim', () => {
    const history = (claimId?: string, decidedOn = '2026-05-20') => [
      ...aSupportCase(),
      { ...pending(claimId), occurredAt: '2026-05', recordedAt: '2026-07-01T08:00:00Z' },
      { ...decided(claimId), occurredAt: decidedOn, recordedAt: '2026-07-02T08:00:00Z' },
    ]
    given(history(first)).when(agreeRepatriation()).then(RepatriationAgreed)
    given(history()).when(agreeRepatriation()).thenRefusedBy(returnRespectsNonRefoulement)
    given(history(first, '2026-04-30')).when(agreeRepatriation()).thenRefusedBy(returnRespectsNonRefoulement)
  })
  it('waits for a claim that is taken up again on the day of its decision', () =>
    given([...aSupportCase(), ...[pending(first), decided(first), pending(first)].map((fact) => ({ ...fact, occurredAt: '2026-05-20' }))])
      .when(agreeRepatriation())
      .thenRefusedBy(returnRespectsNonRefoulement))
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
    const endedLater = aSupportCase().with({
      type: ReflectionPeriodStarted.type,
      data: { personRef: girl, days: 30, endsAt: '2024-03-15' },
    })
    given(endedLater).when(agreeRepatriation()).then(RepatriationAgreed)
    given(endedLater)
      .when({ ...agreeRepatriation(), occurredAt: '2024-03-11' })
      .thenRefusedBy(returnWaitsForTestimonyAndReflection)
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
