import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  MajorityReached,
  NeedsAssessed,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  RightsInformed,
  RiskAssessed,
  SafetyIncidentReported,
  ShelterAdmitted,
  ShelterExited,
  SupportCaseClosed,
  SupportCaseOpened,
  SupportPlanAgreed,
  SupportPlanReviewed,
  type UrgentNeed,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { caseloadView, SupportedPerson } from './caseload.view.ts'

const { personRef } = SupportCaseOpened.example
const opened = exampleFact(SupportCaseOpened, {}, { agencyId: 'zz-support' })
const facility = 'ffffffff-0000-4000-8000-00000000000f'

const shown = (...facts: readonly TestFact[]) => rowsShownBy(caseloadView, opened, ...facts)[0]

describe('the caseload', () => {
  it('lists a person from the offer of support to its end, under the supporting agency', () => {
    expect(shown()).toMatchObject({ personRef, supportedBy: 'zz-support', state: 'open', sheltered: false, plans: [] })
    expect(shown(exampleFact(SupportCaseClosed, { personRef, reason: 'byChoice' }))).toMatchObject({
      state: 'closed',
      closingReason: 'byChoice',
    })
  })

  it('shows when the person was informed of rights, and when the risk has to be reassessed', () => {
    const informed = exampleFact(RightsInformed, { personRef }, { occurredAt: '2026-03-28' })
    const assessed = exampleFact(RiskAssessed, { personRef, level: 'high', reviewBy: '2026-05-01' })
    expect(shown(informed, assessed)).toMatchObject({
      rightsInformedAt: '2026-03-28',
      risk: 'high',
      riskReviewBy: '2026-05-01',
      riskToReassess: false,
    })
    expect(shown(assessed, exampleFact(SafetyIncidentReported, { personRef }))).toMatchObject({ riskToReassess: true })
  })

  it('shows what was urgent when support began, or when the needs were assessed last', () => {
    const assessed = (urgentNeeds?: UrgentNeed[]) => exampleFact(NeedsAssessed, { personRef, urgentNeeds })
    expect(shown(assessed())).toMatchObject({ urgentNeeds: SupportCaseOpened.example.urgentNeeds })
    expect(shown(assessed(['medicalCare']), assessed())).toMatchObject({ urgentNeeds: ['medicalCare'] })
    expect(shown(assessed([]))).toMatchObject({ urgentNeeds: [] })
  })

  it('is also that of each agency that assessed the risk, agreed a plan or admitted the person to a shelter', () => {
    const by = (agencyId: string) => ({ agencyId })
    const assessed = exampleFact(RiskAssessed, { personRef }, by('zz-shelter'))
    expect(shown(assessed)).toMatchObject({ supportedBy: 'zz-support', caredForBy: ['zz-shelter'] })
    const admitted = exampleFact(ShelterAdmitted, { personRef }, by('zz-shelter'))
    const planned = exampleFact(SupportPlanAgreed, { personRef }, by('zz-clinic'))
    expect(shown(assessed, admitted, planned)).toMatchObject({ caredForBy: ['zz-shelter', 'zz-clinic'] })
    expect(shown(exampleFact(RightsInformed, { personRef }, by('zz-lawyer')))).toMatchObject({ caredForBy: [] })
  })

  it('lists each support plan until it ends, and each restriction until it is lifted', () => {
    const { planId } = SupportPlanAgreed.example
    const { measureId } = RestrictiveMeasureRecorded.example
    const agreed = exampleFact(SupportPlanAgreed, { personRef })
    const restricted = exampleFact(RestrictiveMeasureRecorded, { personRef, reviewBy: '2026-04-30' })
    const reviewed = (outcome: 'eased' | 'lifted') =>
      exampleFact(RestrictiveMeasureReviewed, { personRef, measureId, outcome, reviewBy: '2026-05-30' })
    expect(shown(agreed, restricted)).toMatchObject({ plans: [{ planId }], restrictions: [{ measureId, reviewBy: '2026-04-30' }] })
    expect(shown(agreed, exampleFact(SupportPlanReviewed, { personRef, planId, outcome: 'completed' }))).toMatchObject({ plans: [] })
    expect(shown(restricted, reviewed('eased'))).toMatchObject({ restrictions: [{ reviewBy: '2026-05-30' }] })
    expect(shown(restricted, reviewed('lifted'))).toMatchObject({ restrictions: [] })
  })

  it('keeps everything recorded about the person when support opens again, under the new supporting agency', () => {
    const before = [
      exampleFact(RightsInformed, { personRef }, { occurredAt: '2026-03-28' }),
      exampleFact(RiskAssessed, { personRef, level: 'extreme', reviewBy: '2026-05-01' }),
      exampleFact(SafetyIncidentReported, { personRef }),
      exampleFact(SupportPlanAgreed, { personRef }),
      exampleFact(ShelterAdmitted, { personRef }),
      exampleFact(RestrictiveMeasureRecorded, { personRef, reviewBy: '2026-04-30' }),
      exampleFact(ConsentGranted, { personRef, grantedBy: 'guardian' }),
      exampleFact(MajorityReached, { personRef }),
    ]
    const closed = exampleFact(SupportCaseClosed, { personRef, reason: 'byChoice' })
    const reopened = exampleFact(
      SupportCaseOpened,
      { origin: 'selfReferral', language: undefined, urgentNeeds: ['food'] },
      { agencyId: 'zz-other' },
    )
    const ended = shown(...before, closed)
    const { caredForBy, ...endedAsShown } = ended ?? {}
    expect(caredForBy).toHaveLength(1)
    expect(SupportedPerson.parse(endedAsShown)).toEqual(endedAsShown)
    const { closingReason: _, ...otherMembers } = ended ?? {}
    expect(shown(...before, closed, reopened)).toEqual({
      ...otherMembers,
      state: 'open',
      closingReason: undefined,
      supportedBy: 'zz-other',
      origin: 'selfReferral',
      urgentNeeds: ['food'],
    })
  })

  describe('for the consents of a guardian', () => {
    const { consentId } = ConsentGranted.example
    const guardianConsent = exampleFact(ConsentGranted, {
      personRef,
      grantedBy: 'guardian',
      purposes: ['notificationAbroad'],
      recipients: ['zz-clinic'],
      dataCategories: ['health'],
    })
    const majorityReached = exampleFact(MajorityReached, { personRef }, { occurredAt: '2026-06-17' })

    it('marks each consent as to be renewed once the person has come of age', () => {
      expect(shown(guardianConsent)).toMatchObject({ guardiansConsents: [{ consentId, toRenew: false }] })
      expect(shown(guardianConsent, majorityReached)).toMatchObject({ guardiansConsents: [{ consentId, toRenew: true }] })
    })
    it.each([
      ['gives a consent', exampleFact(ConsentGranted, { personRef, grantedBy: 'self', consentId: personRef })],
      ['refuses a consent', exampleFact(ConsentRefused, { personRef, refusedBy: 'self' })],
      ['withdraws a part of the consent', exampleFact(ConsentWithdrawn, { personRef, consentId, scope: { dataCategories: ['risk'] } })],
    ])('lists none to be renewed once the person who came of age %s', (_, answer) =>
      expect(shown(guardianConsent, majorityReached, answer)).toMatchObject({ guardiansConsents: [] }),
    )
    it('lists a consent until it is withdrawn, unaffected by other answers before the majority or about another person', () => {
      expect(shown(guardianConsent, exampleFact(ConsentWithdrawn, { personRef, consentId, scope: 'all' }))).toMatchObject({
        guardiansConsents: [],
      })
      const others = [
        exampleFact(ConsentRefused, { personRef, refusedBy: 'guardian' }),
        exampleFact(ConsentGranted, { personRef: consentId, grantedBy: 'self' }),
        exampleFact(ConsentGranted, { personRef, grantedBy: 'self', consentId: personRef }),
      ]
      expect(shown(guardianConsent, ...others)).toMatchObject({ guardiansConsents: [{ consentId, toRenew: false }] })
    })
    it('shows neither the content of a consent nor the day on which the person came of age', () => {
      const text = JSON.stringify(shown(guardianConsent, majorityReached))
      for (const hidden of ['notificationAbroad', 'zz-clinic', 'health', '2026-06-17']) expect(text).not.toContain(hidden)
    })
  })

  it('shows that the person is in a shelter, never in which one', () => {
    const admitted = exampleFact(ShelterAdmitted, { personRef, facilityRef: facility })
    expect(shown(admitted)).toMatchObject({ sheltered: true })
    expect(JSON.stringify(shown(admitted))).not.toContain(facility)
    expect(shown(admitted, exampleFact(ShelterExited, { personRef, facilityRef: facility }))).toMatchObject({ sheltered: false })
  })

  it('shows neither the kind of a safety incident, nor needs, nor the kind of a restriction', () => {
    const text = JSON.stringify(
      shown(
        exampleFact(SafetyIncidentReported, { personRef, kind: 'pressureOnFamily' }),
        exampleFact(NeedsAssessed, { personRef, accommodations: ['signLanguage'] }),
        exampleFact(RestrictiveMeasureRecorded, { personRef, kind: 'phoneWithheld' }),
      ),
    )
    for (const hidden of ['pressureOnFamily', 'signLanguage', 'phoneWithheld']) expect(text).not.toContain(hidden)
  })
})
