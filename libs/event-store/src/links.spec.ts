import { CasesLinked, CasesUnlinked, EventCorrected, EventRetracted } from '@case-timeline/contracts'
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { reachedFrom } from './linked-cases.ts'
import { links, type Links } from './links.ts'
import { storedCase } from './stored.fixtures.ts'

let known: Links
beforeEach(() => {
  known = links()
})

let told = 0
/** Something is recorded in a case; answers the id of its event. */
const recorded = (caseId: string, type: string, data: object, by = 'investigation'): string => {
  const id = `event-${(told += 1)}`
  for (const event of storedCase(caseId, { type, data, stream: `${by}.record-${caseId}`, id })) known.take(event)
  return id
}
const link = (caseId: string, otherCaseId: string, by?: string) =>
  recorded(caseId, CasesLinked.type, { otherCaseId, ground: 'sameSuspect' }, by)
const unlink = (caseId: string, otherCaseId: string, by?: string) =>
  recorded(caseId, CasesUnlinked.type, { otherCaseId, reasonCode: 'mistakenMatch' }, by)
const retract = (caseId: string, retractsId: string) => recorded(caseId, EventRetracted.type, { retractsId })
const correct = (caseId: string, correctsId: string, otherCaseId: string) =>
  recorded(caseId, EventCorrected.type, { correctsId, schemaVersion: 1, data: { otherCaseId, ground: 'sameSuspect' } })

const linkedWith = (caseId: string) => [...known.of(caseId)].toSorted()
const reached = (caseId: string, most = 100) => reachedFrom(caseId, known, most)

describe('a link between two cases', () => {
  it('is one of both, whichever record says so', () => {
    link('a', 'b')
    link('c', 'a')
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['b', 'c'], ['a'], ['a']])
  })

  it('ends when the sector that made it unlinks them, and can be made again', () => {
    link('a', 'b')
    unlink('a', 'b')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
    link('a', 'b')
    expect(linkedWith('b')).toEqual(['a'])
  })

  it('stays as long as one sector says so, in the record of either case', () => {
    link('a', 'b')
    link('a', 'b', 'prosecution')
    link('b', 'a')
    unlink('a', 'b')
    unlink('b', 'a')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([['b'], ['a']])
    unlink('a', 'b', 'prosecution')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
  })

  it('is none once it is retracted, and stands again when its end is retracted', () => {
    retract('a', link('a', 'b'))
    link('c', 'd')
    retract('c', unlink('c', 'd'))
    expect(['a', 'b', 'c', 'd'].map(linkedWith)).toEqual([[], [], ['d'], ['c']])
  })

  it('is with the case that a correction names, until that is taken back', () => {
    const correction = correct('a', link('a', 'b'), 'c')
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['c'], [], ['a']])
    const back = retract('a', correction)
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['b'], ['a'], []])
    retract('a', back)
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['c'], [], ['a']])
  })

  it('leaves a trace when it ends: its end may be retracted one day', () => {
    link('b', 'a')
    unlink('b', 'a')
    correct('c', link('c', 'd'), 'a')
    expect([linkedWith('a'), known.everNaming('a')]).toEqual([['c'], ['b', 'c']])
  })

  it('is not touched by corrections of something else, nor by being read twice', () => {
    const [event] = storedCase('a', { type: CasesLinked.type, data: { ...CasesLinked.example, otherCaseId: 'b' }, stream: 's', id: 'once' })
    if (event) known.take(event)
    unlink('a', 'c')
    retract('a', 'something else')
    const [end] = storedCase('a', { type: CasesUnlinked.type, data: { otherCaseId: 'b' }, stream: 's', id: 'end' })
    if (end) known.take(end)
    if (event) known.take(event)
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
  })
})

describe('the cases that links lead to', () => {
  it('are those over other cases too, nearest first, without going in circles', () => {
    link('b', 'a')
    link('b', 'c')
    link('d', 'c')
    link('d', 'a')
    link('d', 'e')
    link('x', 'y')
    expect(reached('a')).toEqual({ caseIds: ['b', 'd', 'c', 'e'], more: false })
    expect(reached('x')).toEqual({ caseIds: ['y'], more: false })
    expect(reached('z')).toEqual({ caseIds: [], more: false })
  })

  it('are no more than asked for, and it is said when there are more', () => {
    for (const other of ['b', 'c', 'd', 'e']) link('a', other)
    expect(reached('a', 4)).toEqual({ caseIds: ['b', 'c', 'd', 'e'], more: false })
    expect(reached('a', 3)).toEqual({ caseIds: ['b', 'c', 'd'], more: true })
    expect(reached('b', 1)).toEqual({ caseIds: ['a'], more: true })
  })

  it('are the same seen from each of them, whatever was linked and unlinked', () => {
    const cases = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    fc.assert(
      fc.property(fc.array(fc.tuple(cases, cases, fc.boolean()), { maxLength: 30 }), (all) => {
        known = links()
        const standing = new Set<string>()
        for (const [one, other, ends] of all.filter(([one, other]) => one !== other)) {
          if (ends) unlink(one, other)
          else link(one, other)
          standing[ends ? 'delete' : 'add'](`${one}${other}`)
        }
        for (const from of ['a', 'b', 'c', 'd', 'e', 'f']) {
          const expected = new Set([from])
          for (const one of expected) for (const pair of standing) if (pair.includes(one)) for (const other of pair) expected.add(other)
          expect(new Set([from, ...reached(from).caseIds])).toEqual(expected)
        }
      }),
    )
  })
})
