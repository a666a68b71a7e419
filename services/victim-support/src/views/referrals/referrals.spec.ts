import { ConsentWithdrawn, ReferralMade } from '@case-timeline/contracts'
import { exampleFact, rowsShownBy } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { referralsView } from './referrals.view.ts'

describe('the view of referrals', () => {
  const { personRef, consentId } = ReferralMade.example
  const withdrawnBy = (person: string) => exampleFact(ConsentWithdrawn, { personRef: person, consentId, scope: 'all' })
  const consentAfter = (person: string) =>
    rowsShownBy(referralsView, exampleFact(ReferralMade), withdrawnBy(person)).map(({ consent }) => consent)

  it('shows the consent of a referral as withdrawn only by the person who was referred', () => {
    expect(consentAfter(personRef)).toEqual(['withdrawn'])
    expect(consentAfter('99999999-0000-4000-8000-000000000009')).toEqual(['asGiven'])
  })
})
