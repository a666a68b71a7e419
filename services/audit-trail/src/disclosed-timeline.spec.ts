import { disclose, type DisclosedCase } from '@case-timeline/access'
import { ConfidentialityOrdered, EventCorrected, SuspectArrested, WarningRaised } from '@case-timeline/contracts'
import { storedCase, storedIdOf as idOf, type GivenEvent } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { disclosedTimeline } from './disclosed-timeline.ts'

const caseId = 'c0000000-0000-4000-8000-000000000001'
const [victim, suspect] = ['aaaaaaaa-0000-4000-8000-00000000ca11', 'bbbbbbbb-0000-4000-8000-00000000ca13']
const NOW = Date.parse('2026-11-25T10:00:00Z')

const storedFact = (type: string, data: object, stream = `investigation.custody-${caseId}~${victim}`): GivenEvent => ({
  type,
  data,
  stream,
})
const arrested = (personRef: string, occurredAt: string): GivenEvent => ({
  ...storedFact(SuspectArrested.type, { ...SuspectArrested.example, personRef }, `investigation.custody-${caseId}~${personRef}`),
  occurredAt,
})
const order = (scope: string) =>
  storedFact(
    ConfidentialityOrdered.type,
    { scope: [scope], covers: [{ kind: 'person', id: victim }], tier: 'courtOnly' },
    `adjudication.courtCase-${caseId}`,
  )

const forAudit = (...facts: readonly GivenEvent[]): DisclosedCase => {
  const disclosed = disclose(storedCase(caseId, ...facts), { sector: 'auditTrail' }, NOW)
  if (!disclosed) throw new Error('the case has no disclosure orders: give the history a ConfidentialityOrdered event')
  return disclosed
}
const byOccurrence = { order: 'occurred' } as const
const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id)

describe('the timeline of a case under a court order on confidentiality', () => {
  it('shows, in place of a fact closed by court order, only that something was recorded, when, and which order withholds it', () => {
    const entries = disclosedTimeline(
      forAudit(arrested(suspect, '2016-03-27'), arrested(victim, '2016-01-01'), order('sealedItems')),
      byOccurrence,
    )
    expect(entries[1]).toEqual({ id: idOf(1), position: '2', recordedAt: '2026-11-25T10:00:00.000000Z', withheldBy: [idOf(2)] })
    expect(entries[0]).toMatchObject({ id: idOf(0), type: SuspectArrested.type, data: { personRef: suspect } })
    expect(JSON.stringify(entries)).not.toContain(victim)
  })

  it('shows a fact under name suppression with a pseudonym, in its data and in the name of its stream', () => {
    const [entry] = disclosedTimeline(forAudit(arrested(victim, '2016-01-01'), order('nameSuppression')), byOccurrence)
    expect(entry).toMatchObject({ data: { personRef: `withheld-by-${idOf(1)}-1` }, withheldBy: [idOf(1)] })
    expect(JSON.stringify(entry)).not.toContain(victim)
  })

  it('does not reveal when a closed fact happened, neither by its place in the order nor by an as-of query', () => {
    const facts = (day: string) => forAudit(arrested(victim, day), arrested(suspect, '2016-03-27'), order('sealedItems'))
    const [early, late] = [facts('2010-01-01'), facts('2020-01-01')]
    expect(ids(disclosedTimeline(early, byOccurrence))).toEqual(ids(disclosedTimeline(late, byOccurrence)))
    for (const asOf of ['2009', '2015', '2026-11-26'])
      expect(ids(disclosedTimeline(early, { ...byOccurrence, asOf }))).toEqual(ids(disclosedTimeline(late, { ...byOccurrence, asOf })))
  })

  it('withholds the corrections and warnings of a withheld fact, and does not show them as entries of their own', () => {
    const correction = storedFact(EventCorrected.type, {
      ...EventCorrected.example,
      correctsId: idOf(0),
      data: { ...SuspectArrested.example, personRef: suspect },
    })
    const warning = storedFact(WarningRaised.type, { ...WarningRaised.example, eventId: idOf(0), facts: [victim] })
    const entries = disclosedTimeline(forAudit(arrested(victim, '2016-01-01'), warning, correction, order('sealedItems')), byOccurrence)
    expect(ids(entries)).toEqual([idOf(0), idOf(3)])
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${victim}|${suspect}`))
  })

  it('names the order that withholds from a warning what was unknown then, so that the warning is not read as of what was known', () => {
    const unknownThen = { eventId: idOf(0), recordedAt: '2026-11-24T08:00:00Z' }
    const data = { ...WarningRaised.example, eventId: idOf(1), facts: [suspect], unknownThen }
    const warning = storedFact(WarningRaised.type, data, `investigation.custody-${caseId}~${suspect}`)
    const facts = [arrested(victim, '2016-01-01'), arrested(suspect, '2016-03-27'), warning]
    const [, entry] = disclosedTimeline(forAudit(...facts, order('sealedItems')), { order: 'recorded' })
    expect(entry).toMatchObject({ id: idOf(1), warnings: [{ facts: [suspect] }], withheldBy: [idOf(3)] })
    expect(JSON.stringify(entry)).not.toContain('unknownThen')
  })

  it('applies the orders in force today, also to a known-at query for a time before they were made', () => {
    const disclosed = forAudit(arrested(victim, '2016-01-01'), order('sealedItems'))
    expect(disclosedTimeline(disclosed, { order: 'recorded', knownAt: '2026-11-25T10:00:00Z' })[0]).toMatchObject({ withheldBy: [idOf(1)] })
    expect(disclosedTimeline(disclosed, { order: 'recorded', knownAt: '2026-11-24' })).toEqual([])
  })

  it('shows a corrected fact about a person whose name is suppressed as corrected, with the amendment', () => {
    const { rightsRead } = SuspectArrested.example
    const data = { ...SuspectArrested.example, personRef: victim, rightsRead: !rightsRead }
    const correction = storedFact(EventCorrected.type, { ...EventCorrected.example, correctsId: idOf(0), schemaVersion: 1, data })
    const disclosed = forAudit(arrested(victim, '2016-01-01'), correction, order('nameSuppression'))
    const [entry] = disclosedTimeline(disclosed, { order: 'recorded' })
    expect(entry).toMatchObject({ data: { rightsRead: !rightsRead }, amendments: [{ kind: 'corrected' }] })
    expect(JSON.stringify(entry)).not.toContain(victim)
  })
})
