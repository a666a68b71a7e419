import { EventCorrected, EventRetracted, PersonRefsMerged, PersonRefsUnmerged, SuspectIdentified } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { identitiesUnchanged, type StreamGuard } from '@case-timeline/casework'
import { historyOf } from '@case-timeline/event-store'
import { guardsOfDecision, mergedPersons, personsMemory } from './persons.ts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'

const caseId = '99999999-9999-4999-8999-999999999999'
const kept = '11111111-1111-4111-8111-111111111111'
const merged = '22222222-2222-4222-8222-222222222222'
const third = '33333333-3333-4333-8333-333333333333'
const approver = { userId: 'l.santos', role: 'records-supervisor' }

const recordStreamOf = (service: string) => `${service}.record-${caseId}`
const personStreamOf = (personRef: string) => `victimSupport.person-${caseId}~${personRef}`
const merge = (keptRef: string, mergedRef: string, service = 'prosecution') => ({
  type: PersonRefsMerged.type,
  stream: recordStreamOf(service),
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
  stream: personStreamOf(personRef),
  data: { personRef, party: 'MM' },
})
const retracted = (n: number) => ({
  type: EventRetracted.type,
  stream: recordStreamOf('prosecution'),
  data: { retractsId: storedIdOf(n), reasonCode: 'wrongPerson', approver },
})

describe('a case with merged references', () => {
  it('is read with one canonical reference and one stream for each person', () => {
    const persons = mergedPersons(storedCase(caseId, suspected(merged), objected(merged), merge(kept, merged), objected(kept)))
    expect(persons?.history.map(({ stream, data }) => [stream, (data as { personRef?: string }).personRef])).toEqual([
      [`investigation.case-${caseId}`, kept],
      [personStreamOf(kept), kept],
      [recordStreamOf('prosecution'), undefined],
      [personStreamOf(kept), kept],
    ])
    expect(persons?.identityEvents.map(({ id }) => id)).toEqual([storedIdOf(2)])
  })

  it('is read as recorded if no merge is in force: unmerged, or the merge retracted', () => {
    expect(mergedPersons(storedCase(caseId, suspected(merged)))).toBeUndefined()
    expect(mergedPersons(storedCase(caseId, merge(kept, merged), unmerge(kept, merged)))).toBeUndefined()
    expect(mergedPersons(storedCase(caseId, merge(kept, merged), retracted(0)))).toBeUndefined()
    expect(mergedPersons(storedCase(caseId, merge(kept, merged), unmerge(kept, merged), retracted(1)))?.canonicalValue(merged)).toBe(kept)
  })

  it('uses the corrected data of a merge, and the correction stays readable', () => {
    const right = { ...merge(kept, third).data }
    const corrected = {
      type: EventCorrected.type,
      stream: recordStreamOf('prosecution'),
      data: { correctsId: storedIdOf(0), reasonCode: 'clericalError', schemaVersion: 1, data: right, approver },
    }
    const persons = mergedPersons(storedCase(caseId, merge(kept, merged), corrected))
    expect([persons?.canonicalValue(third), persons?.canonicalValue(merged)]).toEqual([kept, merged])
    expect(mergedPersons(persons?.history ?? [])?.canonicalValue(third)).toBe(kept)
  })

  it('is read with canonical references also in the data of corrections', () => {
    const { data } = suspected(merged)
    const corrected = {
      type: EventCorrected.type,
      stream: `investigation.case-${caseId}`,
      data: { correctsId: storedIdOf(0), reasonCode: 'clericalError', schemaVersion: 1, data, approver },
    }
    const persons = mergedPersons(storedCase(caseId, suspected(third), corrected, merge(kept, merged)))
    expect(persons?.history[1]?.data).toMatchObject({ data: { personRef: kept } })
  })

  it('is read again without looking again at the events that were read before, as long as the merges are the same', () => {
    const before = storedCase(caseId, suspected(merged), objected(third), merge(kept, merged))
    const memory = personsMemory()
    const canonical = mergedPersons(before, historyOf(before), memory)?.history ?? []
    const later = storedCase(caseId, suspected(merged), objected(third), merge(kept, merged), objected(merged)).slice(before.length)
    const all = [...before, ...later]
    const grown = mergedPersons(all, historyOf(all), memory)?.history ?? []
    expect(grown).toHaveLength(4)
    for (const [place, event] of canonical.entries()) expect(grown[place]).toBe(event)
    expect(grown[3]).toMatchObject({ stream: personStreamOf(kept), data: { personRef: kept } })
    const others = storedCase(caseId, ...Array.from({ length: 4 }, () => objected(third)), merge(kept, third)).slice(4)
    const other = [...before, ...others]
    expect(mergedPersons(other, historyOf(other), memory)?.history[1]).toMatchObject({
      stream: personStreamOf(kept),
      data: { personRef: kept },
    })
  })

  it('returns the streams of all references of a person, for any of them', () => {
    const persons = mergedPersons(storedCase(caseId, merge(kept, merged), merge(kept, third, 'adjudication')))
    for (const ref of [kept, merged, third])
      expect(persons?.streamsOf(personStreamOf(ref))).toEqual([kept, merged, third].map(personStreamOf))
    expect(persons?.streamsOf(`investigation.case-${caseId}`)).toEqual([`investigation.case-${caseId}`])
  })
})

describe('the guards of a decision about persons', () => {
  const history = storedCase(caseId, objected(merged), merge(kept, merged))

  it('hold while no event is added for any reference of the person, and no merge or unmerge is recorded', () =>
    expect(
      guardsOfDecision(
        [{ stream: personStreamOf(kept), revision: 0 }],
        mergedPersons(history),
        historyOf(history),
        `investigation.case-${caseId}`,
      ),
    ).toEqual([
      { stream: personStreamOf(kept), revision: -1 },
      { stream: personStreamOf(merged), revision: 0 },
      ...identitiesUnchanged(historyOf(history)),
    ]))

  it('exclude the stream on which the command is decided', () =>
    expect(guardsOfDecision(undefined, mergedPersons(history), historyOf(history), personStreamOf(merged))).toEqual([
      { stream: personStreamOf(kept), revision: -1 },
      ...identitiesUnchanged(historyOf(history)),
    ]))

  it('keep the types of a guard that names some, and are complete next to one that names others', () => {
    const unchanged = identitiesUnchanged(historyOf(history))
    const guardsWith = (...guards: readonly StreamGuard[]) =>
      guardsOfDecision(guards, mergedPersons(history), historyOf(history), `investigation.case-${caseId}`)
    expect(guardsWith(...unchanged)).toEqual(unchanged)
    const exclusions = { stream: recordStreamOf('adjudication'), revision: -1, types: ['case.AccessExcluded'] }
    expect(guardsWith(exclusions)).toEqual([exclusions, ...unchanged])
    expect(guardsOfDecision([exclusions], undefined, historyOf(history), 'x')).toEqual([exclusions, ...unchanged])
  })

  it('are empty if nobody was merged and no other stream is guarded', () => {
    const unmerged = storedCase(caseId, suspected(kept))
    expect(guardsOfDecision(undefined, undefined, historyOf(unmerged), 'x')).toBeUndefined()
    expect(guardsOfDecision([], undefined, historyOf(unmerged), 'x')).toEqual([])
    const guard = { stream: recordStreamOf('adjudication'), revision: 3 }
    expect(guardsOfDecision([guard], undefined, historyOf(unmerged), 'x')).toHaveLength(4)
  })
})
