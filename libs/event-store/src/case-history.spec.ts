import { describe, expect, it } from '@jest/globals'
import { ConfidentialityOrdered, PersonRefsMerged, PersonRefsUnmerged, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { casesUnchanged, streamUnchanged, whoIsWhoIn } from '@case-timeline/casework'
import { historyOf, type StoredEvent } from './index.ts'
import { storedCase, storedIdOf } from './stored.fixtures.ts'

const stream = 'investigation.case-1'
const arrest = { type: SuspectArrested.type, data: SuspectArrested.example, stream, occurredAt: '2016-03-27' }
const identified = { type: SuspectIdentified.type, data: SuspectIdentified.example, stream }
const approver = { userId: 'l.santos', role: 'records-supervisor' }
const corrected = {
  correctsId: storedIdOf(0),
  schemaVersion: 1,
  data: { ...SuspectArrested.example, rightsRead: false },
  reasonCode: 'clericalError',
  approver,
}

describe('the history of a case', () => {
  it('returns the effective facts of the requested types, each with its stored event', () => {
    const facts = historyOf(storedCase('1', identified, arrest)).facts(SuspectArrested.type)
    expect(facts.map(({ data, occurredAt, stored }) => [data.flagrante, occurredAt, stored.revision])).toEqual([[true, '2016-03-27', 1]])
  })

  it('returns a corrected fact with the corrected data', () => {
    const history = storedCase('1', arrest, { type: 'case.EventCorrected', data: corrected, stream })
    expect(
      historyOf(history)
        .facts(SuspectArrested.type)
        .map(({ data }) => data),
    ).toEqual([{ ...SuspectArrested.example, rightsRead: false }])
  })

  it('returns a fact as recorded, or as corrected before, if the data of a correction does not fit its type', () => {
    const [fitting, malformed] = [corrected, { ...corrected, data: { rightsRead: 'no' } }].map((data) => ({
      type: 'case.EventCorrected',
      data,
      stream,
    }))
    const rightsRead = (...corrections: readonly (typeof fitting)[]) =>
      historyOf(storedCase('1', arrest, ...corrections.flatMap((one) => one ?? [])))
        .facts(SuspectArrested.type)
        .map(({ data }) => data.rightsRead)
    expect([rightsRead(malformed), rightsRead(fitting, malformed)]).toEqual([[true], [false]])
  })

  it('makes what an event recorded once, however often the case is read, and again where it was corrected', () => {
    const [first, correction] = storedCase('1', arrest, { type: 'case.EventCorrected', data: corrected, stream })
    if (!first || !correction) throw new Error('no events')
    const [fact] = historyOf([first]).facts(SuspectArrested.type)
    expect(historyOf([first]).facts(SuspectIdentified.type, SuspectArrested.type)[0]).toBe(fact)
    expect(historyOf([first, correction]).facts(SuspectArrested.type)).toMatchObject([{ id: first.id, data: { rightsRead: false } }])
    expect(historyOf([first]).facts(SuspectArrested.type)).toMatchObject([{ data: SuspectArrested.example }])
  })

  it('leaves out a retracted fact', () => {
    const retracted = { retractsId: storedIdOf(0), reasonCode: 'wrongCase', approver }
    const history = storedCase('1', arrest, { type: 'case.EventRetracted', data: retracted, stream })
    expect(historyOf(history).facts(SuspectArrested.type)).toEqual([])
  })

  it('leaves out what a service recorded that may not record the type, such as an order that no court made', () => {
    const forged = { type: ConfidentialityOrdered.type, data: ConfidentialityOrdered.example, stream: 'prosecution.case-1' }
    const ordered = { ...forged, stream: 'adjudication.courtCase-1' }
    expect(historyOf(storedCase('1', forged)).facts(ConfidentialityOrdered.type)).toEqual([])
    const retracted = { retractsId: storedIdOf(0), reasonCode: 'wrongCase', approver }
    const history = storedCase('1', ordered, { type: 'case.EventRetracted', data: retracted, stream: 'prosecution.case-1' })
    expect(historyOf(history).facts(ConfidentialityOrdered.type)).toHaveLength(1)
  })
})

describe('the references of one person', () => {
  const mergeOf = (keptRef: string, mergedRef: string, by = 'investigation') => ({
    type: PersonRefsMerged.type,
    data: { ...PersonRefsMerged.example, keptRef, mergedRef },
    stream: `${by}.record-1`,
  })
  const unmergeOf = (keptRef: string, mergedRef: string, by?: string) => ({
    ...mergeOf(keptRef, mergedRef, by),
    type: PersonRefsUnmerged.type,
  })
  const refsOf = (...cases: readonly (readonly StoredEvent[])[]) => [...whoIsWhoIn(cases.map(historyOf)).refsOf('a')].toSorted()

  it('are only the own reference when nothing was merged with it', () => expect(refsOf(storedCase('1', mergeOf('x', 'y')))).toEqual(['a']))

  it('are all references merged with it by any sector, in any direction and any case', () =>
    expect(refsOf(storedCase('1', mergeOf('b', 'a'), mergeOf('c', 'b', 'prosecution')), storedCase('2', mergeOf('c', 'd')))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]))

  it('no longer include a reference that its sector unmerged, unless the merge of another sector is in force', () => {
    expect(refsOf(storedCase('1', mergeOf('b', 'a'), unmergeOf('b', 'a')))).toEqual(['a'])
    expect(refsOf(storedCase('1', mergeOf('b', 'a'), mergeOf('b', 'a', 'prosecution'), unmergeOf('b', 'a', 'prosecution')))).toEqual([
      'a',
      'b',
    ])
  })

  it('depend only on the merges that are in force', () => {
    const { read } = whoIsWhoIn([historyOf(storedCase('1', mergeOf('b', 'a'), mergeOf('d', 'c'), unmergeOf('d', 'c')))])
    expect(read.map(({ id }) => id)).toEqual([storedIdOf(0)])
  })
})

describe('guards for what a command has read', () => {
  it('of a stream contain its last revision that was read, or -1 for a stream without events', () => {
    const history = storedCase('1', identified, arrest)
    expect(streamUnchanged(historyOf(history), stream)).toEqual({ stream, revision: 1 })
    expect(streamUnchanged(historyOf(history), 'investigation.case-2')).toEqual({ stream: 'investigation.case-2', revision: -1 })
  })

  it('of cases contain the linked cases and those whose link may be restored, and the position at which they were read', () => {
    const guard = casesUnchanged({ cases: [], hasMore: false, caseIdsToGuard: ['1', '2'], asOf: '7' }, SuspectArrested.type)
    expect(guard).toEqual({ types: [SuspectArrested.type], cases: ['1', '2'], after: '7' })
  })
})
