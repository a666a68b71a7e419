import { disclose, type CaseDisclosed } from '@case-timeline/access'
import { ConfidentialityOrdered, EventCorrected, SuspectArrested, WarningRaised } from '@case-timeline/contracts'
import { storedCase, storedIdOf as idOf, type ToldOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { disclosedTimeline } from './disclosed-timeline.ts'

const caseId = 'c0000000-0000-4000-8000-000000000001'
const [she, he] = ['aaaaaaaa-0000-4000-8000-00000000ca11', 'bbbbbbbb-0000-4000-8000-00000000ca13']
const NOW = Date.parse('2026-11-25T10:00:00Z')

const told = (type: string, data: object, stream = `investigation.custody-${caseId}~${she}`): ToldOf => ({ type, data, stream })
const arrested = (personRef: string, occurredAt: string): ToldOf => ({
  ...told(SuspectArrested.type, { ...SuspectArrested.example, personRef }, `investigation.custody-${caseId}~${personRef}`),
  occurredAt,
})
const order = (scope: string) =>
  told(
    ConfidentialityOrdered.type,
    { scope: [scope], covers: [{ kind: 'person', id: she }], tier: 'courtOnly' },
    `adjudication.courtCase-${caseId}`,
  )

const forAudit = (...facts: readonly ToldOf[]): CaseDisclosed => {
  const disclosed = disclose(storedCase(caseId, ...facts), { sector: 'auditTrail', agencyId: 'zz-audit' }, NOW)
  if (!disclosed) throw new Error('nothing is kept from the auditor')
  return disclosed
}
const byOccurrence = { order: 'occurred' } as const
const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id)

describe('the timeline of a case under an order of the court', () => {
  it('has in place of a sealed fact that something was recorded, when, and by which order it is withheld', () => {
    const entries = disclosedTimeline(forAudit(arrested(he, '2016-03-27'), arrested(she, '2016-01-01'), order('sealedItems')), byOccurrence)
    expect(entries[1]).toEqual({ id: idOf(1), position: '2', recordedAt: '2026-11-25T10:00:00.000000Z', withheldBy: [idOf(2)] })
    expect(entries[0]).toMatchObject({ id: idOf(0), type: SuspectArrested.type, data: { personRef: he } })
    expect(JSON.stringify(entries)).not.toContain(she)
  })

  it('has a fact under a pseudonym, in its data and in the name of its stream', () => {
    const [entry] = disclosedTimeline(forAudit(arrested(she, '2016-01-01'), order('nameSuppression')), byOccurrence)
    expect(entry).toMatchObject({ data: { personRef: `withheld-by-${idOf(1)}-1` }, withheldBy: [idOf(1)] })
    expect(JSON.stringify(entry)).not.toContain(she)
  })

  it('does not betray by its place, or by a question for a day, when a sealed fact happened', () => {
    const facts = (day: string) => forAudit(arrested(she, day), arrested(he, '2016-03-27'), order('sealedItems'))
    const [early, late] = [facts('2010-01-01'), facts('2020-01-01')]
    expect(ids(disclosedTimeline(early, byOccurrence))).toEqual(ids(disclosedTimeline(late, byOccurrence)))
    for (const asOf of ['2009', '2015', '2026-11-26'])
      expect(ids(disclosedTimeline(early, { ...byOccurrence, asOf }))).toEqual(ids(disclosedTimeline(late, { ...byOccurrence, asOf })))
  })

  it('withholds with a fact its corrections and warnings, which stand nowhere else', () => {
    const correction = told(EventCorrected.type, {
      ...EventCorrected.example,
      correctsId: idOf(0),
      data: { ...SuspectArrested.example, personRef: he },
    })
    const warning = told(WarningRaised.type, { ...WarningRaised.example, eventId: idOf(0), facts: [she] })
    const entries = disclosedTimeline(forAudit(arrested(she, '2016-01-01'), warning, correction, order('sealedItems')), byOccurrence)
    expect(ids(entries)).toEqual([idOf(0), idOf(3)])
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${she}|${he}`))
  })

  it('goes by today’s orders, also as it was known before they were made', () => {
    const disclosed = forAudit(arrested(she, '2016-01-01'), order('sealedItems'))
    expect(disclosedTimeline(disclosed, { order: 'recorded', knownAt: '2026-11-25T10:00:00Z' })[0]).toMatchObject({ withheldBy: [idOf(1)] })
    expect(disclosedTimeline(disclosed, { order: 'recorded', knownAt: '2026-11-24' })).toEqual([])
  })
})
