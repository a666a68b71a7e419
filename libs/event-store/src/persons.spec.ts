import { EventCorrected, EventRetracted, PersonRefsMerged, PersonRefsUnmerged, SuspectIdentified } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { guardsAmong, mergedPersons, whoIsWhoStands } from './persons.ts'
import { storedCase, storedIdOf } from './stored.fixtures.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const kept = '11111111-1111-4111-8111-111111111111'
const merged = '22222222-2222-4222-8222-222222222222'
const third = '33333333-3333-4333-8333-333333333333'
const approver = { userId: 'l.santos', role: 'records-supervisor' }

const inRecord = (service: string) => `${service}.record-${caseId}`
const about = (personRef: string) => `victimSupport.person-${caseId}~${personRef}`
const merge = (keptRef: string, mergedRef: string, service = 'prosecution') => ({
  type: PersonRefsMerged.type,
  stream: inRecord(service),
  data: { keptRef, mergedRef, reasonCode: 'sameFingerprint', approver },
})
const unmerge = (keptRef: string, mergedRef: string) => ({ ...merge(keptRef, mergedRef), type: PersonRefsUnmerged.type })
const suspected = (personRef: string) => ({
  type: SuspectIdentified.type,
  stream: `investigation.case-${caseId}`,
  data: { ...SuspectIdentified.example, personRef },
})
const objected = (personRef: string) => ({
  type: 'victimSupport.NotificationObjectionRecorded',
  stream: about(personRef),
  data: { personRef, party: 'MM' },
})
const retracted = (n: number) => ({
  type: EventRetracted.type,
  stream: inRecord('prosecution'),
  data: { retractsId: storedIdOf(n), reasonCode: 'wrongPerson', approver },
})

describe('a case in which references were merged', () => {
  it('is told of one person, in one stream about her', () => {
    const persons = mergedPersons(storedCase(caseId, suspected(merged), objected(merged), merge(kept, merged), objected(kept)))
    expect(persons?.history.map(({ stream, data }) => [stream, (data as { personRef?: string }).personRef])).toEqual([
      [`investigation.case-${caseId}`, kept],
      [about(kept), kept],
      [inRecord('prosecution'), undefined],
      [about(kept), kept],
    ])
    expect(persons?.said.map(({ id }) => id)).toEqual([storedIdOf(2)])
  })

  it('is as it was recorded where nobody is merged any more: unmerged, or the merge taken back', () => {
    expect(mergedPersons(storedCase(caseId, suspected(merged)))).toBeUndefined()
    expect(mergedPersons(storedCase(caseId, merge(kept, merged), unmerge(kept, merged)))).toBeUndefined()
    expect(mergedPersons(storedCase(caseId, merge(kept, merged), retracted(0)))).toBeUndefined()
    expect(mergedPersons(storedCase(caseId, merge(kept, merged), unmerge(kept, merged), retracted(1)))?.under(merged)).toBe(kept)
  })

  it('goes by what a merge was corrected to, and the correction stays readable', () => {
    const right = { ...merge(kept, third).data }
    const corrected = {
      type: EventCorrected.type,
      stream: inRecord('prosecution'),
      data: { correctsId: storedIdOf(0), reasonCode: 'clericalError', schemaVersion: 1, data: right, approver },
    }
    const persons = mergedPersons(storedCase(caseId, merge(kept, merged), corrected))
    expect([persons?.under(third), persons?.under(merged)]).toEqual([kept, merged])
    expect(mergedPersons(persons?.history ?? [])?.under(third)).toBe(kept)
  })

  it('tells of a correction what it says of the person', () => {
    const { data } = suspected(merged)
    const corrected = {
      type: EventCorrected.type,
      stream: `investigation.case-${caseId}`,
      data: { correctsId: storedIdOf(0), reasonCode: 'clericalError', schemaVersion: 1, data, approver },
    }
    const persons = mergedPersons(storedCase(caseId, suspected(third), corrected, merge(kept, merged)))
    expect(persons?.history[1]?.data).toMatchObject({ data: { personRef: kept } })
  })

  it('knows the streams of all references of a person, whichever of them is named', () => {
    const persons = mergedPersons(storedCase(caseId, merge(kept, merged), merge(kept, third, 'adjudication')))
    for (const ref of [kept, merged, third]) expect(persons?.streamsOf(about(ref))).toEqual([kept, merged, third].map(about))
    expect(persons?.streamsOf(`investigation.case-${caseId}`)).toEqual([`investigation.case-${caseId}`])
  })
})

describe('the guards of a decision about persons', () => {
  const history = storedCase(caseId, objected(merged), merge(kept, merged))

  it('hold while nothing is added under any of her references, nor to what is said of who is who', () =>
    expect(guardsAmong([{ stream: about(kept), revision: 0 }], mergedPersons(history), history, `investigation.case-${caseId}`)).toEqual([
      { stream: about(kept), revision: -1 },
      { stream: about(merged), revision: 0 },
      ...whoIsWhoStands(history),
    ]))

  it('leave out the stream on which it is decided', () =>
    expect(guardsAmong(undefined, mergedPersons(history), history, about(merged))).toEqual([
      { stream: about(kept), revision: -1 },
      ...whoIsWhoStands(history),
    ]))

  it('are none where nobody was merged and nothing else is guarded', () => {
    const unmerged = storedCase(caseId, suspected(kept))
    expect(guardsAmong(undefined, undefined, unmerged, 'x')).toBeUndefined()
    expect(guardsAmong([], undefined, unmerged, 'x')).toEqual([])
    const guard = { stream: inRecord('adjudication'), revision: 3 }
    expect(guardsAmong([guard], undefined, unmerged, 'x')).toHaveLength(4)
  })
})
