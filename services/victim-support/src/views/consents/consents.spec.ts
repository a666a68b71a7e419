import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  MajorityReached,
  ENCRYPTED_EXAMPLE,
  type WithdrawalScope,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { Consent, consentsView, ShownConsent, consentShownTo } from './consents.view.ts'

const { consentId, personRef } = ConsentGranted.example
const granted = exampleFact(
  ConsentGranted,
  { purposes: ['shelter', 'health'], recipients: ['zz-shelter', 'zz-clinic'], dataCategories: ['contact', 'risk'] },
  { agencyId: 'zz-support' },
)
const withdrawn = (scope: WithdrawalScope) => exampleFact(ConsentWithdrawn, { consentId, personRef, scope }, { occurredAt: '2026-05-02' })

describe('the consents view', () => {
  it('shows who recorded a granted consent, and its recipients', () =>
    expect(rowsShownBy(consentsView, granted)).toMatchObject([
      { consentId, personRef, state: 'granted', recipients: ['zz-shelter', 'zz-clinic'], recordedBy: 'zz-support' },
    ]))

  it('leaves out withdrawn parts, and shows nothing as shared once no recipient, purpose or kind of data is left', () => {
    expect(rowsShownBy(consentsView, granted, withdrawn({ recipients: ['zz-clinic'] }))).toMatchObject([
      { state: 'narrowed', recipients: ['zz-shelter'], purposes: ['shelter', 'health'], withdrawnAt: '2026-05-02' },
    ])
    expect(rowsShownBy(consentsView, granted, withdrawn({ dataCategories: ['contact', 'risk'] }))).toMatchObject([
      { state: 'withdrawn', recipients: [], purposes: [], dataCategories: [] },
    ])
    expect(rowsShownBy(consentsView, granted, withdrawn('all'))).toMatchObject([{ state: 'withdrawn', recipients: [] }])
  })

  it('shows the withdrawal of a consent that is not on record', () =>
    expect(rowsShownBy(consentsView, withdrawn('all'))).toMatchObject([
      { consentId, personRef, state: 'withdrawn', withdrawnAt: '2026-05-02', purposes: [], recipients: [], dataCategories: [] },
    ]))

  it('shows a consent as it is after a withdrawal that names it for another person', () => {
    const ofAnother = exampleFact(ConsentWithdrawn, { consentId, personRef: '99999999-0000-4000-8000-000000000009', scope: 'all' })
    expect(rowsShownBy(consentsView, granted, ofAnother)).toMatchObject([
      { personRef, state: 'granted', recipients: ['zz-shelter', 'zz-clinic'] },
    ])
  })

  it('shows a refusal as refused after a part of it was withdrawn', () => {
    const refused = exampleFact(ConsentRefused, { consentId, personRef, purposes: ['shelter', 'health'] })
    expect(rowsShownBy(consentsView, refused, withdrawn({ purposes: ['health'] }))).toMatchObject([{ state: 'refused' }])
  })

  it('still lists as holders the recipients that may have received data before the withdrawal', () =>
    expect(rowsShownBy(consentsView, granted, withdrawn('all'))).toMatchObject([{ holders: ['zz-shelter', 'zz-clinic'] }]))

  describe('once the person has come of age', () => {
    const majorityReached = exampleFact(MajorityReached, { personRef }, { occurredAt: '2026-06-17' })
    const ownConsent = exampleFact(ConsentGranted, { grantedBy: 'self', consentId: personRef })
    const statesOf = (...facts: Parameters<typeof rowsShownBy>[1][]) => rowsShownBy(consentsView, ...facts).map(({ state }) => state)

    it('marks each consent of a guardian as pending renewal, and no consent of the person', () => {
      expect(statesOf(granted, ownConsent, majorityReached)).toEqual(['pendingRenewal', 'granted'])
      expect(statesOf(granted, majorityReached, ownConsent)).toEqual(['pendingRenewal', 'granted'])
      expect(statesOf(granted, exampleFact(MajorityReached, { personRef: consentId }))).toEqual(['granted'])
    })
    it('shows withdrawals before and after the majority', () => {
      expect(statesOf(granted, withdrawn('all'), majorityReached)).toEqual(['withdrawn'])
      expect(statesOf(granted, majorityReached, withdrawn('all'))).toEqual(['withdrawn'])
      for (const facts of [
        [majorityReached, withdrawn({ recipients: ['zz-clinic'] })],
        [withdrawn({ recipients: ['zz-clinic'] }), majorityReached],
      ])
        expect(rowsShownBy(consentsView, granted, ...facts)).toMatchObject([{ state: 'pendingRenewal', recipients: ['zz-shelter'] }])
    })
    it('leaves a refusal by a guardian unchanged', () =>
      expect(statesOf(exampleFact(ConsentRefused, { refusedBy: 'guardian' }), majorityReached)).toEqual(['refused']))
    it('shows neither the day of the majority, nor to a recipient the other recipients', () => {
      const [consent] = rowsShownBy(consentsView, granted, majorityReached)
      if (!consent) throw new Error('no consent shown')
      expect(JSON.stringify(consent)).not.toContain('2026-06-17')
      const shown = consentShownTo('zz-clinic', consent)
      expect(shown).toMatchObject({ state: 'pendingRenewal', recipients: ['zz-clinic'] })
      expect(JSON.stringify(shown)).not.toContain('zz-shelter')
    })
  })

  it('lists a refused consent', () =>
    expect(rowsShownBy(consentsView, exampleFact(ConsentRefused))).toMatchObject([{ state: 'refused', holders: [] }]))

  it('shows the countries that may be notified only to the agency that recorded the consent, and until it is withdrawn', () => {
    const noticeConsent = exampleFact(
      ConsentGranted,
      { purposes: ['notificationAbroad'], parties: ['TH', 'MM'] },
      { agencyId: 'zz-support' },
    )
    const [consent] = rowsShownBy(consentsView, noticeConsent)
    if (!consent) throw new Error('no consent shown')
    expect(consentShownTo('zz-support', consent)).toMatchObject({ parties: ['TH', 'MM'] })
    expect(JSON.stringify(consentShownTo('ph-shelter-cebu', consent))).not.toContain('MM')
    expect(rowsShownBy(consentsView, noticeConsent, withdrawn('all'))).toMatchObject([{ parties: [] }])
  })

  it('does not store the day on which the person comes of age', () =>
    expect(Object.keys(rowsShownBy(consentsView, exampleFact(ConsentGranted, { comesOfAgeOn: ENCRYPTED_EXAMPLE }))[0] ?? {})).not.toContain(
      'comesOfAgeOn',
    ))

  it('shows a recipient that it is named, and no other recipient', () => {
    const [consent] = rowsShownBy(consentsView, granted)
    if (!consent) throw new Error('no consent shown')
    const text = JSON.stringify(consentShownTo('zz-clinic', consent))
    expect(consentShownTo('zz-clinic', consent)).toMatchObject({ recipients: ['zz-clinic'] })
    for (const hidden of ['zz-shelter', ConsentGranted.example.evidenceHash]) expect(text).not.toContain(hidden)
    expect(consentShownTo('zz-support', consent)).toEqual(consent)
    expect(ShownConsent.parse(consentShownTo('zz-clinic', consent))).toEqual(consentShownTo('zz-clinic', consent))
  })

  it.each([
    ['granted', [granted]],
    ['narrowed', [granted, withdrawn({ recipients: ['zz-clinic'] })]],
    ['pendingRenewal', [granted, exampleFact(MajorityReached, { personRef })]],
    ['withdrawn', [granted, withdrawn('all')]],
    ['refused', [exampleFact(ConsentRefused)]],
  ])('produces a row that matches its schema when the consent is %s', (state, facts) => {
    const [consent] = rowsShownBy(consentsView, ...facts)
    expect(Consent.parse(consent)).toEqual(consent)
    expect(consent).toMatchObject({ state })
  })
})
