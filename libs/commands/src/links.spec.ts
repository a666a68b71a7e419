import { CasesLinked, CasesUnlinked, EventCorrected, EventRetracted } from '@case-timeline/contracts'
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { casesReachableFrom } from './linked-cases.ts'
import { links, type Links } from './links.ts'
import type { StoredEvent } from '@case-timeline/event-store'
import { storedCase } from '@case-timeline/event-store/fixtures'

let known: Links

/** The UUID of a case with a name of one letter. */
const idOf = (name: string): string => `c0000000-0000-4000-8000-0000000000${name.charCodeAt(0).toString(16)}`
const nameOf = (id: string): string => String.fromCharCode(Number.parseInt(id.slice(-2), 16))

let recordedCount = 0
/** Records an event in a case; returns its id. */
const recorded = (caseId: string, type: string, data: object, by = 'investigation'): string => {
  const id = `event-${(recordedCount += 1)}`
  for (const event of storedCase(idOf(caseId), { type, data, stream: `${by}.record-${caseId}`, id })) known.apply(event)
  return id
}
const link = (caseId: string, otherCaseId: string, by?: string) =>
  recorded(caseId, CasesLinked.type, { otherCaseId: idOf(otherCaseId), ground: 'sameSuspect' }, by)
const linkByOneSide = (caseId: string, otherCaseId: string, by?: string) =>
  recorded(caseId, CasesLinked.type, { otherCaseId: idOf(otherCaseId), ground: 'sameSuspect', agreedBy: 'thisSide' }, by)
const unlink = (caseId: string, otherCaseId: string, by?: string) =>
  recorded(caseId, CasesUnlinked.type, { otherCaseId: idOf(otherCaseId), reasonCode: 'mistakenMatch' }, by)
const retract = (caseId: string, retractsId: string) => recorded(caseId, EventRetracted.type, { retractsId })
const correct = (caseId: string, correctsId: string, otherCaseId: string) =>
  recorded(caseId, EventCorrected.type, { correctsId, schemaVersion: 1, data: { otherCaseId: idOf(otherCaseId), ground: 'sameSuspect' } })

const linkedWith = (caseId: string) => [...known.linkedWith(idOf(caseId))].map(nameOf).toSorted()
const reached = (caseId: string, most = 100) => {
  const { caseIds, ...more } = casesReachableFrom(idOf(caseId), known, most)
  return { caseIds: caseIds.map(nameOf), ...more }
}

describe('a link between two cases', () => {
  beforeEach(() => {
    known = links()
  })

  it('links both cases, whichever record contains it', () => {
    link('a', 'b')
    link('c', 'a')
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['b', 'c'], ['a'], ['a']])
  })

  it('is in force only when both sides agreed: in one statement, or each in the record of its own case', () => {
    linkByOneSide('a', 'b')
    linkByOneSide('a', 'b', 'prosecution')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
    linkByOneSide('b', 'a', 'victimSupport')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([['b'], ['a']])
    unlink('b', 'a', 'victimSupport')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
    link('a', 'b')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([['b'], ['a']])
  })

  it('ends when the sector that made it unlinks the cases, and can be made again', () => {
    link('a', 'b')
    unlink('a', 'b')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
    link('a', 'b')
    expect(linkedWith('b')).toEqual(['a'])
  })

  it('remains as long as one sector has not unlinked the cases, in the record of either case', () => {
    link('a', 'b')
    link('a', 'b', 'prosecution')
    link('b', 'a')
    unlink('a', 'b')
    unlink('b', 'a')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([['b'], ['a']])
    unlink('a', 'b', 'prosecution')
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
  })

  it('is not one that a service states which keeps no record of cases, nor ends by a correction from another sector’s stream', () => {
    link('a', 'b', 'auditTrail')
    expect(linkedWith('a')).toEqual([])
    const id = link('a', 'b')
    recorded('a', EventRetracted.type, { retractsId: id }, 'prosecution')
    recorded(
      'a',
      EventCorrected.type,
      { correctsId: id, schemaVersion: 1, data: { otherCaseId: idOf('c'), ground: 'sameSuspect' } },
      'prosecution',
    )
    expect(linkedWith('a')).toEqual(['b'])
  })

  it('is not changed by a correction whose data is not that of a link', () => {
    const id = link('a', 'b')
    for (const data of [{}, { otherCaseId: 7, ground: 'sameSuspect' }])
      recorded('a', EventCorrected.type, { correctsId: id, schemaVersion: 1, data })
    expect(linkedWith('a')).toEqual(['b'])
  })

  it('ends when it is retracted, and is in force again when its unlinking is retracted', () => {
    retract('a', link('a', 'b'))
    link('c', 'd')
    retract('c', unlink('c', 'd'))
    expect(['a', 'b', 'c', 'd'].map(linkedWith)).toEqual([[], [], ['d'], ['c']])
  })

  it('links the case that a correction names, until the correction is retracted', () => {
    const correction = correct('a', link('a', 'b'), 'c')
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['c'], [], ['a']])
    const back = retract('a', correction)
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['b'], ['a'], []])
    retract('a', back)
    expect(['a', 'b', 'c'].map(linkedWith)).toEqual([['c'], [], ['a']])
  })

  it('stays known after it ended, because its end may be retracted', () => {
    link('b', 'a')
    unlink('b', 'a')
    correct('c', link('c', 'd'), 'a')
    expect([linkedWith('a'), known.casesEverNaming(idOf('a')).map(nameOf)]).toEqual([['c'], ['b', 'c']])
  })

  it('is not changed by corrections of other events, nor by reading an event twice', () => {
    const [event] = storedCase(idOf('a'), {
      type: CasesLinked.type,
      data: { ...CasesLinked.example, otherCaseId: idOf('b') },
      stream: 's',
      id: 'once',
    })
    if (event) known.apply(event)
    unlink('a', 'c')
    retract('a', 'something else')
    const [end] = storedCase(idOf('a'), { type: CasesUnlinked.type, data: { otherCaseId: idOf('b') }, stream: 's', id: 'end' })
    if (end) known.apply(end)
    if (event) known.apply(event)
    expect([linkedWith('a'), linkedWith('b')]).toEqual([[], []])
  })
})

describe('the links before a position of the log', () => {
  const CASES = ['a', 'b', 'c', 'd'].map(idOf)
  const step = fc.record({
    of: fc.constantFrom(...CASES),
    other: fc.constantFrom(...CASES),
    by: fc.constantFrom('investigation', 'prosecution'),
    kind: fc.constantFrom('link', 'linkByOneSide', 'unlink', 'correct', 'retract'),
    pick: fc.nat(),
  })
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

  /** The events of some steps, of which each correction or retraction is one of an earlier event. */
  const logOf = (steps: readonly Step[]): readonly StoredEvent[] =>
    steps.flatMap(({ of, other, by, kind, pick }, n) => {
      const target = `event-${pick % (n + 1)}`
      const [type, data] = {
        link: [CasesLinked.type, { otherCaseId: other, ground: 'sameSuspect' }] as const,
        linkByOneSide: [CasesLinked.type, { otherCaseId: other, ground: 'sameSuspect', agreedBy: 'thisSide' }] as const,
        unlink: [CasesUnlinked.type, { otherCaseId: other, reasonCode: 'mistakenMatch' }] as const,
        correct: [
          EventCorrected.type,
          { correctsId: target, schemaVersion: 1, data: { otherCaseId: other, ground: 'sameSuspect' } },
        ] as const,
        retract: [EventRetracted.type, { retractsId: target }] as const,
      }[kind]
      const [event] = storedCase(of, { type, data, stream: `${by}.record-${of}`, id: `event-${n}` })
      return event ? [{ ...event, position: String(n + 1) }] : []
    })

  it('are those of a process that has read no further, for any log and any position', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(), (steps, at) => {
        const log = logOf(steps)
        const whole = links()
        for (const event of log) whole.apply(event)
        const position = String(1 + (at % (log.length + 1)))
        const then = links()
        for (const event of log.slice(0, Number(position) - 1)) then.apply(event)
        const linkedAsOf = (some: Pick<Links, 'linkedWith'>) => CASES.map((caseId) => [...some.linkedWith(caseId)])
        expect(linkedAsOf(whole.linkedBefore(position))).toEqual(linkedAsOf(then))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the cases that are reachable by links', () => {
  beforeEach(() => {
    known = links()
  })

  it('include those linked through other cases, nearest first, without cycles', () => {
    link('b', 'a')
    link('b', 'c')
    link('d', 'c')
    link('d', 'a')
    link('d', 'e')
    link('x', 'y')
    expect(reached('a')).toEqual({ caseIds: ['b', 'd', 'c', 'e'], hasMore: false })
    expect(reached('x')).toEqual({ caseIds: ['y'], hasMore: false })
    expect(reached('z')).toEqual({ caseIds: [], hasMore: false })
  })

  it('are limited to the given maximum, with an indication that there are more', () => {
    for (const other of ['b', 'c', 'd', 'e']) link('a', other)
    expect(reached('a', 4)).toEqual({ caseIds: ['b', 'c', 'd', 'e'], hasMore: false })
    expect(reached('a', 3)).toEqual({ caseIds: ['b', 'c', 'd'], hasMore: true })
    expect(reached('b', 1)).toEqual({ caseIds: ['a'], hasMore: true })
  })

  it('are the same from each of them, whatever was linked and unlinked', () => {
    const cases = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    fc.assert(
      fc.property(fc.array(fc.tuple(cases, cases, fc.boolean()), { maxLength: 30 }), (all) => {
        known = links()
        const linkedPairs = new Set<string>()
        for (const [one, other, ends] of all.filter(([one, other]) => one !== other)) {
          if (ends) unlink(one, other)
          else link(one, other)
          linkedPairs[ends ? 'delete' : 'add'](`${one}${other}`)
        }
        for (const from of ['a', 'b', 'c', 'd', 'e', 'f']) {
          const expected = new Set([from])
          for (const one of expected) for (const pair of linkedPairs) if (pair.includes(one)) for (const other of pair) expected.add(other)
          expect(new Set([from, ...reached(from).caseIds])).toEqual(expected)
        }
      }),
    )
  })
})
