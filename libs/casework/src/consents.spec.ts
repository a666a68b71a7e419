import { describe, expect, it } from '@jest/globals'
import { hasExpired, needsRenewal, withoutTerms } from './consents.ts'

const consent = { purposes: ['shelter', 'health'], recipients: ['zz-shelter', 'zz-clinic'], dataCategories: ['contact', 'risk'] }

describe('a consent', () => {
  it('no longer lists the withdrawn terms', () =>
    expect(withoutTerms(consent, { purposes: ['health'], recipients: ['zz-clinic'] })).toEqual({
      purposes: ['shelter'],
      recipients: ['zz-shelter'],
      dataCategories: ['contact', 'risk'],
    }))

  it('lists nothing once it was withdrawn completely', () =>
    expect(withoutTerms(consent, 'all')).toEqual({ purposes: [], recipients: [], dataCategories: [] }))

  it('needs renewal only if the guardian granted it and the person has come of age', () =>
    expect([
      needsRenewal({ grantedBy: 'guardian' }, true),
      needsRenewal({ grantedBy: 'guardian' }, false),
      needsRenewal({ grantedBy: 'self' }, true),
    ]).toEqual([true, false, false]))

  it('expires at the start of the second that it names', () =>
    expect(
      ['2027-05-31T15:59:59.999999Z', '2027-05-31T16:00:00Z', '2027-05-31T16:00:00.000001Z'].map((now) =>
        hasExpired({ expiresAt: '2027-05-31T16:00:00Z' }, now),
      ),
    ).toEqual([false, true, true]))
})
