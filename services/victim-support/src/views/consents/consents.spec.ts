import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  MajorityReached,
  SEALED_EXAMPLE,
  type WithdrawalScope,
} from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { Consent, consentsView, ShownConsent, shownTo } from './consents.view.ts'

const { consentId, personRef } = ConsentGranted.example
const granted = told(
  ConsentGranted,
  { purposes: ['shelter', 'health'], recipients: ['zz-shelter', 'zz-clinic'], dataCategories: ['contact', 'risk'] },
  { agencyId: 'zz-support' },
)
const withdrawn = (scope: WithdrawalScope) => told(ConsentWithdrawn, { consentId, personRef, scope }, { occurredAt: '2026-05-02' })

describe('the consents', () => {
  it('shows what she lets be shared, with whom and for what', () =>
    expect(shownBy(consentsView, granted)).toMatchObject([
      { consentId, personRef, state: 'granted', recipients: ['zz-shelter', 'zz-clinic'], recordedBy: 'zz-support' },
    ]))

  it('lists no more what she took back, and nothing once no recipient, purpose or kind of data is left', () => {
    expect(shownBy(consentsView, granted, withdrawn({ recipients: ['zz-clinic'] }))).toMatchObject([
      { state: 'narrowed', recipients: ['zz-shelter'], purposes: ['shelter', 'health'], withdrawnAt: '2026-05-02' },
    ])
    expect(shownBy(consentsView, granted, withdrawn({ dataCategories: ['contact', 'risk'] }))).toMatchObject([
      { state: 'withdrawn', recipients: [], purposes: [], dataCategories: [] },
    ])
    expect(shownBy(consentsView, granted, withdrawn('all'))).toMatchObject([{ state: 'withdrawn', recipients: [] }])
  })

  it('still names those who may hold something after she took it back: they are told', () =>
    expect(shownBy(consentsView, granted, withdrawn('all'))).toMatchObject([{ holders: ['zz-shelter', 'zz-clinic'] }]))

  describe('once she has come of age', () => {
    const ofAge = told(MajorityReached, { personRef }, { occurredAt: '2026-06-17' })
    const hers = told(ConsentGranted, { grantedBy: 'self', consentId: personRef })
    const statesOf = (...facts: Parameters<typeof shownBy>[1][]) => shownBy(consentsView, ...facts).map(({ state }) => state)

    it('shows of each that her guardian gave that it waits for her own word, and of none that she gave', () => {
      expect(statesOf(granted, hers, ofAge)).toEqual(['awaitsHerWord', 'granted'])
      expect(statesOf(granted, ofAge, hers)).toEqual(['awaitsHerWord', 'granted'])
      expect(statesOf(granted, told(MajorityReached, { personRef: consentId }))).toEqual(['granted'])
    })
    it('goes on to show what was taken back of it, before and since', () => {
      expect(statesOf(granted, withdrawn('all'), ofAge)).toEqual(['withdrawn'])
      expect(statesOf(granted, ofAge, withdrawn('all'))).toEqual(['withdrawn'])
      for (const facts of [
        [ofAge, withdrawn({ recipients: ['zz-clinic'] })],
        [withdrawn({ recipients: ['zz-clinic'] }), ofAge],
      ])
        expect(shownBy(consentsView, granted, ...facts)).toMatchObject([{ state: 'awaitsHerWord', recipients: ['zz-shelter'] }])
    })
    it('shows what a guardian refused as it was', () =>
      expect(statesOf(told(ConsentRefused, { refusedBy: 'guardian' }), ofAge)).toEqual(['refused']))
    it('does not show on which day that was, nor a recipient who else was named', () => {
      const [consent] = shownBy(consentsView, granted, ofAge)
      if (!consent) throw new Error('no consent shown')
      expect(JSON.stringify(consent)).not.toContain('2026-06-17')
      const shown = shownTo('zz-clinic', consent)
      expect(shown).toMatchObject({ state: 'awaitsHerWord', recipients: ['zz-clinic'] })
      expect(JSON.stringify(shown)).not.toContain('zz-shelter')
    })
  })

  it('has what she refused', () => expect(shownBy(consentsView, told(ConsentRefused))).toMatchObject([{ state: 'refused', holders: [] }]))

  it('shows which countries may be told of her, to whoever asked her alone, and until she takes it back', () => {
    const toNotice = told(ConsentGranted, { purposes: ['notificationAbroad'], parties: ['TH', 'MM'] }, { agencyId: 'zz-support' })
    const [consent] = shownBy(consentsView, toNotice)
    if (!consent) throw new Error('no consent shown')
    expect(shownTo('zz-support', consent)).toMatchObject({ parties: ['TH', 'MM'] })
    expect(JSON.stringify(shownTo('ph-shelter-cebu', consent))).not.toContain('MM')
    expect(shownBy(consentsView, toNotice, withdrawn('all'))).toMatchObject([{ parties: [] }])
  })

  it('has nothing of the day on which she comes of age', () =>
    expect(Object.keys(shownBy(consentsView, told(ConsentGranted, { comesOfAgeOn: SEALED_EXAMPLE }))[0] ?? {})).not.toContain(
      'comesOfAgeOn',
    ))

  it('shows a recipient that it is named, and of no other one', () => {
    const [consent] = shownBy(consentsView, granted)
    if (!consent) throw new Error('no consent shown')
    const text = JSON.stringify(shownTo('zz-clinic', consent))
    expect(shownTo('zz-clinic', consent)).toMatchObject({ recipients: ['zz-clinic'] })
    for (const hidden of ['zz-shelter', ConsentGranted.example.evidenceHash]) expect(text).not.toContain(hidden)
    expect(shownTo('zz-support', consent)).toEqual(consent)
    expect(ShownConsent.parse(shownTo('zz-clinic', consent))).toEqual(shownTo('zz-clinic', consent))
  })

  it.each([
    ['granted', [granted]],
    ['narrowed', [granted, withdrawn({ recipients: ['zz-clinic'] })]],
    ['awaitsHerWord', [granted, told(MajorityReached, { personRef })]],
    ['withdrawn', [granted, withdrawn('all')]],
    ['refused', [told(ConsentRefused)]],
  ])('fits its schema when it is %s', (state, facts) => {
    const [consent] = shownBy(consentsView, ...facts)
    expect(Consent.parse(consent)).toEqual(consent)
    expect(consent).toMatchObject({ state })
  })
})
