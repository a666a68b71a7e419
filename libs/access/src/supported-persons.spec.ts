import { ConfidentialityOrdered, PresumedVictimIdentified, SupportCaseOpened, ReferralMade } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { caseHistory, fact, type GivenFact, idOf, lin, mai } from './case-history.fixtures.ts'
import { disclose } from './confidentiality.ts'
import { supportedUnder } from './supported-persons.ts'

const SUPPORT = 'zz-support'
const NOW = Date.parse('2026-11-25T10:00:00Z')
const identified = fact(PresumedVictimIdentified, { personRef: mai })
const opened = fact(SupportCaseOpened, { personRef: mai })
const openedForLin = fact(SupportCaseOpened, { personRef: lin })
const ordered: GivenFact = {
  type: ConfidentialityOrdered.type,
  data: { scope: ['nameSuppression', 'sealedItems'], covers: [{ kind: 'person', id: mai }], tier: 'courtOnly' },
}

/** @param place of the order */
const supported = (place: number, ...facts: readonly GivenFact[]): readonly string[] => [
  ...supportedUnder(caseHistory(...facts), SUPPORT)(idOf(place)),
]

describe('under an order of confidentiality, an agency supports a person', () => {
  it('about whom it recorded a fact before', () => expect(supported(1, opened, ordered)).toEqual([mai]))
  it('whom nothing named before the order', () => expect(supported(1, identified, ordered, openedForLin)).toEqual([lin]))
  it('about whom a fact of another agency names it, also after the order', () => {
    const referred = fact(ReferralMade, { personRef: mai, toOrg: 'zz-elsewhere' })
    const history = caseHistory(identified, ordered, referred)
    expect([...supportedUnder(history, 'zz-elsewhere')(idOf(1))]).toEqual([mai])
  })
  it('not by what it records itself after the order, about a person who was named before', () =>
    expect(supported(1, identified, ordered, opened)).toEqual([]))
})

it('shows an agency that supported a person under one order only what that order closes', () => {
  const later: GivenFact = { ...ordered, data: { ...(ordered.data as object), covers: [{ kind: 'person', id: lin }] } }
  const history = caseHistory(opened, ordered, identified, fact(PresumedVictimIdentified, { personRef: lin }), later, openedForLin)
  const shown = disclose(history, { sector: 'victimSupport', agencyId: SUPPORT }, NOW)?.facts.map((one) => one.shown !== undefined)
  expect(shown).toEqual([true, true, false, false, true, false])
})
