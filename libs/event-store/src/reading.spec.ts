import { describe, expect, it } from '@jest/globals'
import { CasesLinked, CasesUnlinked, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { linkedWith, standing, unchanged } from './reading.ts'
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

describe('the cases that are linked with a case', () => {
  const link = (otherCaseId: string, by = 'investigation') => ({
    type: CasesLinked.type,
    data: { ...CasesLinked.example, otherCaseId },
    stream: `${by}.record-1`,
  })
  const unlink = (otherCaseId: string, by?: string) => ({ ...link(otherCaseId, by), type: CasesUnlinked.type })

  it('are those that a sector linked and did not unlink again', () => {
    const told = storedCase('1', link('2'), link('3'), unlink('3'), link('4'), unlink('4'), link('4'))
    expect(linkedWith(told)).toEqual(['2', '4'])
  })

  it('stay linked as long as one sector says so', () =>
    expect(linkedWith(storedCase('1', link('2'), link('2', 'prosecution'), unlink('2', 'prosecution')))).toEqual(['2']))
})

describe('guarding what was read', () => {
  it('names the last revision seen, and -1 where nothing was', () => {
    const history = storedCase('1', identified, arrest)
    expect(unchanged(history, stream)).toEqual({ stream, revision: 1 })
    expect(unchanged(history, 'investigation.case-2')).toEqual({ stream: 'investigation.case-2', revision: -1 })
  })
})
