import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { asOnePerson, asOnePersonBy, whoIsWho, type StreamFact } from './who-is-who.ts'

const approver = { userId: 'l.santos', role: 'records-supervisor' }
const INVESTIGATION = 'investigation.record-1'
const PROSECUTION = 'prosecution.record-1'

const merge = (keptRef: string, mergedRef: string, stream = INVESTIGATION): StreamFact => ({
  stored: { stream },
  type: 'case.PersonRefsMerged',
  data: { keptRef, mergedRef, reasonCode: 'sameFingerprint', approver },
})
const unmerge = (keptRef: string, mergedRef: string, stream = INVESTIGATION): StreamFact => ({
  ...merge(keptRef, mergedRef, stream),
  type: 'case.PersonRefsUnmerged',
})
const arrested = (personRef: string): StreamFact => ({ stored: { stream: 'a.case-1' }, type: 'a.Arrested', data: { personRef } })
const named = (history: readonly StreamFact[]) =>
  asOnePerson(history).flatMap(({ type, data }) => (type === 'a.Arrested' ? [(data as { personRef: string }).personRef] : []))

describe('two references that were merged', () => {
  it('are one person in every fact of the case, before and after the merge', () =>
    expect(named([arrested('m'), arrested('k'), merge('k', 'm'), arrested('m')])).toEqual(['k', 'k', 'k']))

  it('are two persons again once they are unmerged', () =>
    expect(named([arrested('m'), merge('k', 'm'), arrested('k'), unmerge('k', 'm')])).toEqual(['m', 'k']))

  it('remain in the facts that merge them: the merged reference stays, the kept one becomes canonical', () =>
    expect(asOnePerson([merge('k', 'm'), merge('l', 'k')]).map(({ data }) => data)).toMatchObject([
      { keptRef: 'l', mergedRef: 'm' },
      { keptRef: 'l', mergedRef: 'k' },
    ]))

  it('stay one person if two sectors merged them and one of the sectors unmerges them', () => {
    const history = [arrested('m'), merge('k', 'm'), merge('k', 'm', PROSECUTION), unmerge('k', 'm'), arrested('k')]
    expect(named(history)).toEqual(['k', 'k'])
    expect([...whoIsWho(history).refsOf('m')].toSorted()).toEqual(['k', 'm'])
    expect(named([...history, unmerge('k', 'm', PROSECUTION)])).toEqual(['m', 'k'])
  })

  it('are one person with a third reference into which another sector merged one of them', () => {
    const history = [merge('k', 'm'), merge('c', 'm', PROSECUTION)]
    expect([...whoIsWho(history).refsOf('k')].toSorted()).toEqual(['c', 'k', 'm'])
    expect(new Set(['c', 'k', 'm'].map((ref) => whoIsWho(history).canonicalRefs.get(ref) ?? ref)).size).toBe(1)
  })

  it('get the canonical reference of a further merge', () =>
    expect(named([arrested('a'), merge('b', 'a'), merge('c', 'b'), arrested('b')])).toEqual(['c', 'c']))

  it('occur once in a list', () => {
    const suspects: StreamFact = {
      stored: { stream: 'a.case-1' },
      type: 'a.Referred',
      data: { suspects: ['m', 'k', 'x', 'x'], victims: [{ personRef: 'm', age: 'adult' }] },
    }
    expect(asOnePerson([suspects, merge('k', 'm')])[0]?.data).toEqual({
      suspects: ['k', 'x', 'x'],
      victims: [{ personRef: 'k', age: 'adult' }],
    })
  })

  it('are one person also if two sectors merged them in opposite directions', () => {
    const refs = whoIsWho([merge('k', 'm'), merge('m', 'k', PROSECUTION), merge('k', 'a')]).canonicalRefs
    expect(['a', 'k', 'm'].map((ref) => refs.get(ref) ?? ref)).toEqual(['k', 'k', 'k'])
  })

  it('are resolved also if thousands of references are merged one into the next, in a line or in a circle', () => {
    const refs = Array.from({ length: 4_000 }, (_, at) => `r${String(at).padStart(4, '0')}`)
    const line = refs.slice(1).map((ref, at) => merge(ref, refs[at] ?? ''))
    expect(new Set(whoIsWho(line).canonicalRefs.values())).toEqual(new Set(['r3999']))
    const circle = [...line, merge('r0000', 'r3999')]
    expect(new Set(whoIsWho(circle).canonicalRefs.values())).toEqual(new Set(['r0000']))
    expect(whoIsWho(circle).refsOf('r2000').size).toBe(4_000)
  })

  it('are resolved also if there are thousands of pairs, each with a few look-ups', () => {
    const pairs = Array.from({ length: 4_000 }, (_, at) => merge(`k${at}`, `m${at}`))
    const has = Reflect.get(Set.prototype, 'has') as (value: unknown) => boolean
    let lookUps = 0
    Set.prototype.has = function (value) {
      lookUps += 1
      return has.call(this, value)
    }
    let refs: ReadonlyMap<string, string>
    try {
      refs = whoIsWho(pairs).canonicalRefs
    } finally {
      Set.prototype.has = has
    }
    expect(refs).toEqual(new Map(pairs.map((_, at) => [`m${at}`, `k${at}`])))
    expect(lookUps).toBeLessThan(10 * pairs.length)
  })

  it('are replaced in any number of facts with lists, and all merges are gone through once', () => {
    class Counted extends Map<string, string> {
      passes = 0
      override values() {
        this.passes += 1
        return super.values()
      }
    }
    const refs = new Counted([['m', 'k']])
    const facts = Array.from({ length: 20 }, (): StreamFact => ({ ...arrested('x'), data: { suspects: ['m', 'k'], victims: ['x', 'm'] } }))
    const named = facts.flatMap((fact) => asOnePersonBy(refs, [fact])).map(({ data }) => data)
    expect(named).toEqual(facts.map(() => ({ suspects: ['k'], victims: ['x', 'k'] })))
    expect(refs.passes).toBe(1)
  })

  it('have a canonical reference that has no other canonical reference, whatever was merged', () => {
    const ref = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    fc.assert(
      fc.property(fc.array(fc.tuple(ref, ref, fc.boolean(), fc.constantFrom(INVESTIGATION, PROSECUTION))), (merges) => {
        const { canonicalRefs: refs } = whoIsWho(
          merges.map(([kept, merged, undone, stream]) => (undone ? unmerge(kept, merged, stream) : merge(kept, merged, stream))),
        )
        for (const canonicalRef of refs.values()) expect(refs.get(canonicalRef) ?? canonicalRef).toBe(canonicalRef)
      }),
    )
  })
})

it('a history without merges is returned unchanged', () => {
  const history = [arrested('m'), arrested('k')]
  expect(asOnePerson(history)).toBe(history)
})
