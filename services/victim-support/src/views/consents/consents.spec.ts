import { ConsentGranted, ConsentRefused, ConsentWithdrawn, type WithdrawalScope } from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { consentsView, shownTo } from './consents.view.ts'

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

  it('has what she refused', () => expect(shownBy(consentsView, told(ConsentRefused))).toMatchObject([{ state: 'refused', holders: [] }]))

  it('shows a recipient that it is named, and of no other one', () => {
    const [consent] = shownBy(consentsView, granted)
    if (!consent) throw new Error('no consent shown')
    const text = JSON.stringify(shownTo('zz-clinic', consent))
    expect(shownTo('zz-clinic', consent)).toMatchObject({ recipients: ['zz-clinic'] })
    for (const hidden of ['zz-shelter', ConsentGranted.example.evidenceHash]) expect(text).not.toContain(hidden)
    expect(shownTo('zz-support', consent)).toEqual(consent)
  })
})
