import { describe, expect, it } from '@jest/globals'
import { PersonRefsMerged, PersonRefsUnmerged, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { nothingNewIn, personsIn, standing, unchanged } from './reading.ts'
import { storedCase, storedIdOf } from './stored.fixtures.ts'

const stream = 'investigation.case-1'
const arrest = { type: SuspectArrested.type, data: SuspectArrested.example, stream, occurredAt: '2016-03-27' }
const identified = { type: SuspectIdentified.type, data: SuspectIdentified.example, stream }
const approver = { userId: 'l.santos', role: 'records-supervisor' }

describe('what stands recorded of a case', () => {
  it('is the facts of the types asked for, each with the stored event that it rests on', () => {
    const facts = standing(storedCase('1', identified, arrest), SuspectArrested)
    expect(facts.map(({ data, occurredAt, stored }) => [data.flagrante, occurredAt, stored.revision])).toEqual([[true, '2016-03-27', 1]])
  })

  it('says of a corrected fact what it should have said', () => {
    const corrected = { correctsId: storedIdOf(0), schemaVersion: 1, data: { personRef: 'x' }, reasonCode: 'clericalError', approver }
    const history = storedCase('1', arrest, { type: 'case.EventCorrected', data: corrected, stream })
    expect(standing(history, SuspectArrested).map(({ data }) => data)).toEqual([{ personRef: 'x' }])
  })

  it('knows nothing of a retracted fact', () => {
    const retracted = { retractsId: storedIdOf(0), reasonCode: 'wrongCase', approver }
    expect(standing(storedCase('1', arrest, { type: 'case.EventRetracted', data: retracted, stream }), SuspectArrested)).toEqual([])
  })
})

describe('who a person also is', () => {
  const merge = (keptRef: string, mergedRef: string, by = 'investigation') => ({
    type: PersonRefsMerged.type,
    data: { ...PersonRefsMerged.example, keptRef, mergedRef },
    stream: `${by}.record-1`,
  })
  const unmerge = (keptRef: string, mergedRef: string, by?: string) => ({ ...merge(keptRef, mergedRef, by), type: PersonRefsUnmerged.type })
  const refsOf = (...histories: Parameters<typeof personsIn>[0]) => [...personsIn(histories).refsOf('a')].toSorted()

  it('is she herself, where nothing was merged', () => expect(refsOf(storedCase('1', merge('x', 'y')))).toEqual(['a']))

  it('is all whom one sector or another took for her, in whichever direction and case', () =>
    expect(refsOf(storedCase('1', merge('b', 'a'), merge('c', 'b', 'prosecution')), storedCase('2', merge('c', 'd')))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]))

  it('is nobody else once the same sector took it back, and still as long as another says so', () => {
    expect(refsOf(storedCase('1', merge('b', 'a'), unmerge('b', 'a')))).toEqual(['a'])
    expect(refsOf(storedCase('1', merge('b', 'a'), merge('b', 'a', 'prosecution'), unmerge('b', 'a', 'prosecution')))).toEqual(['a', 'b'])
  })

  it('rests on the merges that stand', () => {
    const { read } = personsIn([storedCase('1', merge('b', 'a'), merge('d', 'c'), unmerge('d', 'c'))])
    expect(read.map(({ id }) => id)).toEqual([storedIdOf(0)])
  })
})

describe('guarding what was read', () => {
  it('names the last revision seen, and -1 where nothing was', () => {
    const history = storedCase('1', identified, arrest)
    expect(unchanged(history, stream)).toEqual({ stream, revision: 1 })
    expect(unchanged(history, 'investigation.case-2')).toEqual({ stream: 'investigation.case-2', revision: -1 })
  })

  it('names the linked cases, and those where a link may come back, from the position on at which they were read', () => {
    const guard = nothingNewIn({ cases: [], more: false, toGuard: ['1', '2'], asOf: '7' }, SuspectArrested)
    expect(guard).toEqual({ types: [SuspectArrested.type], cases: ['1', '2'], after: '7' })
  })
})
