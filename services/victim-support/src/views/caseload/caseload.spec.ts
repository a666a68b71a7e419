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
} from '@case-timeline/contracts'
import { shownBy, told, type Told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { caseloadView, SupportedPerson } from './caseload.view.ts'

const { personRef } = SupportCaseOpened.example
const opened = told(SupportCaseOpened, {}, { agencyId: 'zz-support' })
const facility = 'ffffffff-0000-4000-8000-00000000000f'

const shown = (...facts: readonly Told[]) => shownBy(caseloadView, opened, ...facts)[0]

describe('the caseload', () => {
  it('has a person from the offer of support to its end, under the agency that supports her', () => {
    expect(shown()).toMatchObject({ personRef, supportedBy: 'zz-support', state: 'open', sheltered: false, plans: [] })
    expect(shown(told(SupportCaseClosed, { personRef, reason: 'byChoice' }))).toMatchObject({ state: 'closed', closedFor: 'byChoice' })
  })

  it('tells whether she knows her rights, and when her risk is to be looked at again', () => {
    const informed = told(RightsInformed, { personRef }, { occurredAt: '2026-03-28' })
    const assessed = told(RiskAssessed, { personRef, level: 'high', reviewBy: '2026-05-01' })
    expect(shown(informed, assessed)).toMatchObject({
      rightsInformedAt: '2026-03-28',
      risk: 'high',
      riskReviewBy: '2026-05-01',
      riskToReassess: false,
    })
    expect(shown(assessed, told(SafetyIncidentReported, { personRef }))).toMatchObject({ riskToReassess: true })
  })

  it('has her plans until they end, and each restriction until it is lifted', () => {
    const { planId } = SupportPlanAgreed.example
    const { measureId } = RestrictiveMeasureRecorded.example
    const agreed = told(SupportPlanAgreed, { personRef })
    const restricted = told(RestrictiveMeasureRecorded, { personRef, reviewBy: '2026-04-30' })
    const reviewed = (outcome: 'eased' | 'lifted') =>
      told(RestrictiveMeasureReviewed, { personRef, measureId, outcome, reviewBy: '2026-05-30' })
    expect(shown(agreed, restricted)).toMatchObject({ plans: [{ planId }], restrictions: [{ measureId, reviewBy: '2026-04-30' }] })
    expect(shown(agreed, told(SupportPlanReviewed, { personRef, planId, outcome: 'completed' }))).toMatchObject({ plans: [] })
    expect(shown(restricted, reviewed('eased'))).toMatchObject({ restrictions: [{ reviewBy: '2026-05-30' }] })
    expect(shown(restricted, reviewed('lifted'))).toMatchObject({ restrictions: [] })
  })

  it('has all that it had of her when support opens again, under the agency that supports her then', () => {
    const before = [
      told(RightsInformed, { personRef }, { occurredAt: '2026-03-28' }),
      told(RiskAssessed, { personRef, level: 'extreme', reviewBy: '2026-05-01' }),
      told(SafetyIncidentReported, { personRef }),
      told(SupportPlanAgreed, { personRef }),
      told(ShelterAdmitted, { personRef }),
      told(RestrictiveMeasureRecorded, { personRef, reviewBy: '2026-04-30' }),
      told(ConsentGranted, { personRef, grantedBy: 'guardian' }),
      told(MajorityReached, { personRef }),
    ]
    const closed = told(SupportCaseClosed, { personRef, reason: 'byChoice' })
    const again = told(SupportCaseOpened, { origin: 'selfReferral', language: undefined, urgentNeeds: ['food'] }, { agencyId: 'zz-other' })
    const ended = shown(...before, closed)
    expect(SupportedPerson.parse(ended)).toEqual(ended)
    const { closedFor: _, ...asBefore } = ended ?? {}
    expect(shown(...before, closed, again)).toEqual({
      ...asBefore,
      state: 'open',
      closedFor: undefined,
      supportedBy: 'zz-other',
      origin: 'selfReferral',
      urgentNeeds: ['food'],
    })
  })

  describe('has what her guardian agreed to', () => {
    const { consentId } = ConsentGranted.example
    const forHer = told(ConsentGranted, {
      personRef,
      grantedBy: 'guardian',
      purposes: ['notificationAbroad'],
      recipients: ['zz-clinic'],
      dataCategories: ['health'],
    })
    const ofAge = told(MajorityReached, { personRef }, { occurredAt: '2026-06-17' })

    it('and once she has come of age that she is to say herself what becomes of it', () => {
      expect(shown(forHer)).toMatchObject({ guardiansConsents: [{ consentId, toRenew: false }] })
      expect(shown(forHer, ofAge)).toMatchObject({ guardiansConsents: [{ consentId, toRenew: true }] })
    })
    it.each([
      ['agreed', told(ConsentGranted, { personRef, grantedBy: 'self', consentId: personRef })],
      ['refused', told(ConsentRefused, { personRef, refusedBy: 'self' })],
      ['took some of it back', told(ConsentWithdrawn, { personRef, consentId, scope: { dataCategories: ['risk'] } })],
    ])('until she %s', (_, answer) => expect(shown(forHer, ofAge, answer)).toMatchObject({ guardiansConsents: [] }))
    it('until it is taken back; what somebody else says changes nothing', () => {
      expect(shown(forHer, told(ConsentWithdrawn, { personRef, consentId, scope: 'all' }))).toMatchObject({ guardiansConsents: [] })
      const others = [
        told(ConsentRefused, { personRef, refusedBy: 'guardian' }),
        told(ConsentGranted, { personRef: consentId, grantedBy: 'self' }),
        told(ConsentGranted, { personRef, grantedBy: 'self', consentId: personRef }),
      ]
      expect(shown(forHer, ...others)).toMatchObject({ guardiansConsents: [{ consentId, toRenew: false }] })
    })
    it('never to what, nor on which day she came of age', () => {
      const text = JSON.stringify(shown(forHer, ofAge))
      for (const hidden of ['notificationAbroad', 'zz-clinic', 'health', '2026-06-17']) expect(text).not.toContain(hidden)
    })
  })

  it('tells that she is sheltered, never where', () => {
    const admitted = told(ShelterAdmitted, { personRef, facilityRef: facility })
    expect(shown(admitted)).toMatchObject({ sheltered: true })
    expect(JSON.stringify(shown(admitted))).not.toContain(facility)
    expect(shown(admitted, told(ShelterExited, { personRef, facilityRef: facility }))).toMatchObject({ sheltered: false })
  })

  it('shows neither what happened to her, nor what she needs, nor what kind of restriction she is under', () => {
    const text = JSON.stringify(
      shown(
        told(SafetyIncidentReported, { personRef, kind: 'pressureOnFamily' }),
        told(NeedsAssessed, { personRef, accommodations: ['signLanguage'] }),
        told(RestrictiveMeasureRecorded, { personRef, kind: 'phoneWithheld' }),
      ),
    )
    for (const hidden of ['pressureOnFamily', 'signLanguage', 'phoneWithheld']) expect(text).not.toContain(hidden)
  })
})
