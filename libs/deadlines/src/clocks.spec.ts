import {
  AppealLodged,
  AssetsFrozen,
  AssetsReleased,
  CaseReferredToProsecution,
  CompensationOrdered,
  CompensationPaid,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  DecisionReviewRequested,
  type EventType,
  FurtherInvestigationRequested,
  IdentificationNotifiedToParty,
  JUSTICE_SERVICES,
  investigationDetention,
  MajorityReached,
  MlaRequestAcknowledged,
  MlaRequestReceived,
  NonPunishmentAssessed,
  NoProsecutionDecided,
  PresumedVictimIdentified,
  PreservationAnswered,
  PreservationRequested,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  RightsInformed,
  RiskAssessed,
  SafetyIncidentReported,
  SupportCaseClosed,
  VerdictDelivered,
  VictimNotified,
  VictimSuspectConflictFlagged,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import type { Sector } from './deadline.ts'
import { CLOCKS, deadlineRulesOf } from './clocks.ts'
import * as court from './clocks/court-clocks.ts'
import { custodyTimeRulesOf } from './clocks/custody-clocks.ts'
import * as police from './clocks/police-clocks.ts'
import * as prosecution from './clocks/prosecution-clocks.ts'
import * as support from './clocks/support-clocks.ts'
import { owedBy, statesOf, told } from './told-deadlines.fixtures.ts'

const she = { personRef: PresumedVictimIdentified.example.personRef }
const identified = (day = '2026-11-01') => told(PresumedVictimIdentified, day, she)

/** Started on the first of November and owed by the eleventh: due until then, overdue after, met in time or late. */
const isKept = (rule: { readonly id: string }, start: EventType, stop: EventType, on: object = {}, off: object = on, time?: string) => {
  const started = told(start, '2026-11-01', on)
  const stopped = (day: string) => told(stop, time === undefined ? day : undefined, time === undefined ? off : { ...off, [time]: day })
  expect(statesOf(rule, '2026-11-11', started)).toEqual(['due'])
  expect(statesOf(rule, '2026-11-12', started)).toEqual(['overdue'])
  expect(statesOf(rule, '2026-11-20', started, stopped('2026-11-11'))).toEqual(['met'])
  expect(statesOf(rule, '2026-11-20', started, stopped('2026-11-12'))).toEqual(['metLate'])
}

describe('what police owe', () => {
  const expires = { expiresAt: '2026-11-11T23:59:59Z' }
  it(police.aPreservationIsAnsweredBeforeItExpires.sentence, () => {
    const requestId = PreservationRequested.example.requestId
    isKept(
      police.aPreservationIsAnsweredBeforeItExpires,
      PreservationRequested,
      PreservationAnswered,
      { requestId, ...expires },
      { requestId },
    )
  })
  it(police.frozenAssetsAreDecidedOnBeforeTheFreezeExpires.sentence, () => {
    const freezeId = AssetsFrozen.example.freezeId
    isKept(police.frozenAssetsAreDecidedOnBeforeTheFreezeExpires, AssetsFrozen, AssetsReleased, { freezeId, ...expires }, { freezeId })
  })
  it(police.aMechanismIsReviewedInTime.sentence, () => {
    const mechanismId = CooperationMechanismEstablished.example.mechanismId
    const on = { mechanismId, reviewBy: '2026-11-11' }
    isKept(police.aMechanismIsReviewedInTime, CooperationMechanismEstablished, CooperationMechanismEnded, on, { mechanismId })
  })
  it(police.aFurtherInvestigationIsDoneInTime.sentence, () =>
    isKept(
      police.aFurtherInvestigationIsDoneInTime,
      FurtherInvestigationRequested,
      CaseReferredToProsecution,
      { dueAt: expires.expiresAt },
      {},
    ),
  )
})

describe('what prosecutors owe', () => {
  it(prosecution.theDetentionOfAVictimIsReviewedInTime.sentence, () =>
    isKept(prosecution.theDetentionOfAVictimIsReviewedInTime, VictimSuspectConflictFlagged, NonPunishmentAssessed, she),
  )
  it(prosecution.aForeignRequestIsAcknowledgedInTime.sentence, () => {
    const { requestId } = MlaRequestReceived.example
    isKept(prosecution.aForeignRequestIsAcknowledgedInTime, MlaRequestReceived, MlaRequestAcknowledged, { requestId }, { requestId }, 'at')
  })
  it(prosecution.aVictimIsToldOfADecisionInTime.sentence, () => {
    const other = { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }
    const verdict = told(VerdictDelivered, '2026-11-01')
    const both = [identified(), told(PresumedVictimIdentified, '2026-11-01', other), verdict]
    const notified = told(VictimNotified, '2026-11-03', { ...she, decisionEventId: verdict.id })
    expect(statesOf(prosecution.aVictimIsToldOfADecisionInTime, '2026-11-12', ...both, notified)).toEqual(['met', 'overdue'])
    expect(statesOf(prosecution.aVictimIsToldOfADecisionInTime, '2026-11-12', verdict)).toEqual([])
  })
  it(prosecution.anAppealWindowCloses.sentence, () => {
    const verdict = told(VerdictDelivered, '2026-11-01')
    const lodged = told(AppealLodged, '2026-11-10', { against: verdict.id })
    expect(statesOf(prosecution.anAppealWindowCloses, '2026-11-11', verdict)).toEqual(['due'])
    expect(statesOf(prosecution.anAppealWindowCloses, '2026-11-12', verdict)).toEqual(['lapsed'])
    expect(statesOf(prosecution.anAppealWindowCloses, '2026-11-12', verdict, lodged)).toEqual(['met'])
    expect(owedBy('prosecution', verdict).map(({ missed }) => missed)).toEqual([false])
  })
  it(prosecution.aReviewWindowCloses.sentence, () => {
    const decided = told(NoProsecutionDecided, '2026-11-01', { reviewUntil: '2026-11-11T23:59:59Z' })
    const asked = told(DecisionReviewRequested, '2026-11-05', { decisionEventId: decided.id })
    expect(statesOf(prosecution.aReviewWindowCloses, '2026-11-12', decided)).toEqual(['lapsed'])
    expect(statesOf(prosecution.aReviewWindowCloses, '2026-11-12', decided, asked)).toEqual(['met'])
  })
})

describe('what courts owe', () => {
  it(court.aProtectionRequestIsAnsweredInTime.sentence, () =>
    isKept(
      court.aProtectionRequestIsAnsweredInTime,
      ProtectionMeasureSought,
      ProtectionMeasureOrdered,
      { ...she, measures: ['screen'] },
      { ...she, measure: 'screen' },
    ),
  )
  describe(court.compensationIsPaidInTime.sentence, () => {
    const ordered = told(CompensationOrdered, '2026-11-01', { amount: '250000', due: '2026-11-11' })
    const paid = (day: string, amount: string) => told(CompensationPaid, day, { amount })
    it('and a part is not the whole', () =>
      expect(statesOf(court.compensationIsPaidInTime, '2026-11-12', ordered, paid('2026-11-10', '249999.99'))).toEqual(['overdue']))
    it('but parts that come to the whole are', () =>
      expect(
        statesOf(court.compensationIsPaidInTime, '2026-11-12', ordered, paid('2026-11-05', '100000'), paid('2026-11-10', '150000.00')),
      ).toEqual(['met']))
  })
})

describe('what victim support owes', () => {
  describe(support.rightsAreToldInTime.sentence, () => {
    const rights = support.rightsAreToldInTime
    it('is kept by the day', () => isKept(rights, PresumedVictimIdentified, RightsInformed, she))
    it('and it counts when it came before', () =>
      expect(statesOf(rights, '2026-11-20', told(RightsInformed, '2026-10-30', she), identified())).toEqual(['met']))
    it('and it is owed once, by the agency that receives', () => {
      const deadlines = owedBy('victimSupport', identified(), identified('2026-11-20'))
      expect(deadlines.map(({ owedBy: agency, startedAt }) => [agency, startedAt])).toEqual([['the-receiver', '2026-11-01']])
    })
  })
  describe(support.aPartyIsNotifiedInTime.sentence, () => {
    const agreed = {
      ...she,
      purposes: ['notificationAbroad'],
      parties: [IdentificationNotifiedToParty.example.party],
      dataCategories: ['identity'],
    }
    it('is kept by the day', () => isKept(support.aPartyIsNotifiedInTime, ConsentGranted, IdentificationNotifiedToParty, agreed, she, 'at'))
    it('and to nobody once she came of age, until she agrees herself', () => {
      const [forHer, ofAge] = [told(ConsentGranted, '2026-11-01', agreed), told(MajorityReached, '2026-11-05', she)]
      expect(statesOf(support.aPartyIsNotifiedInTime, '2026-12-31', forHer, ofAge)).toEqual([])
      expect(statesOf(support.aPartyIsNotifiedInTime, '2026-11-20', forHer, ofAge, told(ConsentGranted, '2026-11-19', agreed))).toEqual([
        'due',
      ])
    })
  })
  describe(support.consentsAreRenewedInTime.sentence, () => {
    const rule = support.consentsAreRenewedInTime
    const { consentId } = ConsentGranted.example
    const lists = { purposes: ['shelter', 'health'], recipients: ['zz-shelter'], dataCategories: ['contact', 'risk'] }
    const forHer = (data: object = {}) => told(ConsentGranted, '2026-10-01', { ...she, ...lists, grantedBy: 'guardian', ...data })
    const hers = (day: string) => told(ConsentGranted, day, { ...she, grantedBy: 'self', consentId: she.personRef })
    const ofAge = told(MajorityReached, '2026-11-01', she)
    const takenBack = (day: string, scope: unknown = 'all') => told(ConsentWithdrawn, day, { ...she, consentId, scope })
    const on = (day: string, ...facts: readonly ReturnType<typeof told>[]) => statesOf(rule, day, ...facts)

    it('or it is overdue, once, however many there are', () => {
      const two = [forHer(), forHer({ consentId: she.personRef }), ofAge]
      expect([on('2026-11-11', ...two), on('2026-11-12', ...two)]).toEqual([['due'], ['overdue']])
    })
    it.each([
      ['agrees herself', hers],
      ['refuses', (day: string) => told(ConsentRefused, day, { ...she, refusedBy: 'self' })],
      ['takes it back', takenBack],
    ])('is met when she %s', (_, says) => {
      expect(on('2026-11-20', forHer(), ofAge, says('2026-11-11'))).toEqual(['met'])
      expect(on('2026-11-20', forHer(), ofAge, says('2026-11-12'))).toEqual(['metLate'])
    })
    it('is not met by what a guardian says, or by what she said before', () => {
      const refused = told(ConsentRefused, '2026-11-05', { ...she, refusedBy: 'guardian' })
      expect(on('2026-11-20', forHer(), ofAge, refused)).toEqual(['overdue'])
      expect(on('2026-11-20', forHer(), hers('2026-10-05'), ofAge)).toEqual(['overdue'])
    })
    it.each([
      ['where nobody consented for her', [hers('2026-10-01')]],
      ['where another person’s guardian did', [forHer({ personRef: consentId })]],
      ['where it had expired', [forHer({ expiresAt: '2026-10-31T23:59:59Z' })]],
      ['where it had been taken back', [forHer(), takenBack('2026-10-05')]],
      [
        'where nothing of it was left',
        [forHer(), takenBack('2026-10-05', { purposes: ['shelter'] }), takenBack('2026-10-06', { purposes: ['health'] })],
      ],
    ])('nothing is owed %s', (_, before) => expect(on('2026-12-31', ...before, ofAge)).toEqual([]))
    it('but for what is left of it', () =>
      expect(on('2026-11-20', forHer(), takenBack('2026-10-05', { purposes: ['shelter'], dataCategories: ['risk'] }), ofAge)).toEqual([
        'overdue',
      ]))
    it('nor once support has ended, nor while she is a child', () => {
      expect(on('2026-12-31', forHer(), ofAge, told(SupportCaseClosed, '2026-11-05', she))).toEqual([])
      expect(on('2026-12-31', forHer())).toEqual([])
    })
  })
  it(support.riskIsReviewedInTime.sentence, () => {
    const assessed = (day: string, reviewBy: string) => told(RiskAssessed, day, { ...she, reviewBy })
    expect(
      statesOf(support.riskIsReviewedInTime, '2026-11-20', assessed('2026-11-01', '2026-11-10'), assessed('2026-11-12', '2026-12-01')),
    ).toEqual(['metLate', 'due'])
  })
  it(support.riskIsAssessedAnewAfterAnIncident.sentence, () =>
    isKept(support.riskIsAssessedAnewAfterAnIncident, SafetyIncidentReported, RiskAssessed, she),
  )
  it(support.aRestrictiveMeasureIsReviewedInTime.sentence, () => {
    const { measureId } = RestrictiveMeasureRecorded.example
    const lifted = { measureId, outcome: 'lifted', reviewBy: undefined }
    const on = { measureId, reviewBy: '2026-11-11' }
    isKept(support.aRestrictiveMeasureIsReviewedInTime, RestrictiveMeasureRecorded, RestrictiveMeasureReviewed, on, lifted)
  })
  it(support.aTreatmentConcernIsAnsweredInTime.sentence, () => {
    const { concernId } = VictimTreatmentConcernRaised.example
    isKept(support.aTreatmentConcernIsAnsweredInTime, VictimTreatmentConcernRaised, VictimTreatmentConcernAnswered, { concernId })
  })
})

describe('the limits of detention', () => {
  const { aDetentionEndsWithinItsLimit } = custodyTimeRulesOf('investigation')
  const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
  const ordered = (from: string, until?: string) => told(DetentionOrdered, from, { ...she, from, until, authority: 'POLICE' })
  const held = (day: string, ...facts: ReturnType<typeof told>[]) => statesOf(aDetentionEndsWithinItsLimit, day, ...facts)

  describe(aDetentionEndsWithinItsLimit.sentence, () => {
    it('both ends counted', () => {
      expect(held('2020-06-01', ordered('2020-03-01', '2020-03-20'))).toEqual(['met'])
      expect(held('2020-06-01', ordered('2020-03-01', '2020-03-21'))).toEqual(['metLate'])
    })
    it('or it is overdue until something ends it', () => {
      expect(held('2020-03-20', ordered('2020-03-01'))).toEqual(['due'])
      expect(held('2020-03-21', ordered('2020-03-01'))).toEqual(['overdue'])
      const released = told(DetentionEnded, undefined, { ...she, at: '2020-03-10' })
      expect(held('2020-04-21', ordered('2020-03-01'), released)).toEqual(['met'])
    })
    it('by the law that was in force', () => expect(held('2026-06-01', ordered('2026-01-02', '2026-03-30'))).toEqual([]))
    it('when it was ordered, or began where that is not known', () => {
      const from = (day: string, on?: string) => told(DetentionOrdered, on, { ...she, from: day, until: '2026-03-30', authority: 'POLICE' })
      expect(held('2026-06-01', from('2026-01-10', '2025-12-30'))).toEqual(['metLate'])
      expect(held('2026-06-01', from('2025-12-30', '2026-01-10'))).toEqual([])
      expect(held('2026-06-01', from('2025-12-30'))).toEqual(['metLate'])
    })
    it('and an extension is never measured against the limit of an order', () => {
      const extended = (authority: string) =>
        told(DetentionExtended, '2020-03-21', { ...she, from: '2020-03-21', until: '2020-04-29', authority })
      expect(held('2020-06-01', extended('POLICE'))).toEqual([])
      expect(held('2020-06-01', extended('PROSECUTION'))).toEqual(['met'])
    })
  })
  it.each(JUSTICE_SERVICES)('are a rule of %s in its own name', (service) =>
    expect(deadlineRulesOf(service).map(({ id }) => id)).toContain(`${service}.a-detention-ends-within-its-limit`),
  )
})

describe('the rules of time', () => {
  it.each(Object.keys(CLOCKS) as Sector[])('of %s are each named once, after their sector', (sector) => {
    const ids = deadlineRulesOf(sector).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !id.startsWith(`${sector}.`))).toEqual([])
  })
})
