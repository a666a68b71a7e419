import { describe, expect, it } from '@jest/globals'
import type { Fact } from '@case-timeline/contracts'
import fc from 'fast-check'
import { asOnePerson, mergedRefs } from './one-person.ts'

const approver = { userId: 'l.santos', role: 'records-supervisor' }
const merge = (keptRef: string, mergedRef: string): Fact => ({
  type: 'case.PersonRefsMerged',
  data: { keptRef, mergedRef, reasonCode: 'sameFingerprint', approver },
})
const unmerge = (keptRef: string, mergedRef: string): Fact => ({ ...merge(keptRef, mergedRef), type: 'case.PersonRefsUnmerged' })
const arrested = (personRef: string): Fact => ({ type: 'a.Arrested', data: { personRef } })
const named = (history: readonly Fact[]) =>
  asOnePerson(history).flatMap(({ type, data }) => (type === 'a.Arrested' ? [(data as { personRef: string }).personRef] : []))

describe('two references that were merged', () => {
  it('are one person in every fact of the case, before the merge and after it', () =>
    expect(named([arrested('m'), arrested('k'), merge('k', 'm'), arrested('m')])).toEqual(['k', 'k', 'k']))

  it('are two again once they are unmerged', () =>
    expect(named([arrested('m'), merge('k', 'm'), arrested('k'), unmerge('k', 'm')])).toEqual(['m', 'k']))

  it('are both still named by the facts that merge and unmerge them, beside the reference that stands for the person', () =>
    expect(asOnePerson([merge('k', 'm'), merge('l', 'k')]).map(({ data }) => data)).toMatchObject([
      { keptRef: 'l', mergedRef: 'm' },
      { keptRef: 'l', mergedRef: 'k' },
    ]))

  it('follow the one that stands for them into a further merge', () =>
    expect(named([arrested('a'), merge('b', 'a'), merge('c', 'b'), arrested('b')])).toEqual(['c', 'c']))

  it('are in a list once', () => {
    const suspects: Fact = { type: 'a.Referred', data: { suspects: ['m', 'k', 'x', 'x'], victims: [{ personRef: 'm', age: 'adult' }] } }
    expect(asOnePerson([suspects, merge('k', 'm')])[0]?.data).toEqual({
      suspects: ['k', 'x', 'x'],
      victims: [{ personRef: 'k', age: 'adult' }],
    })
  })

  it('are one person also where two sectors merged them in opposite directions', () => {
    const refs = mergedRefs([merge('k', 'm'), merge('m', 'k'), merge('k', 'a')])
    expect(['a', 'k', 'm'].map((ref) => refs.get(ref))).toEqual(['k', 'k', 'k'])
  })

  it('lead to a reference that leads no further, whatever was merged', () => {
    const ref = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    fc.assert(
      fc.property(fc.array(fc.tuple(ref, ref, fc.boolean())), (merges) => {
        const refs = mergedRefs(merges.map(([kept, merged, undone]) => (undone ? unmerge(kept, merged) : merge(kept, merged))))
        for (const standing of refs.values()) expect(refs.get(standing) ?? standing).toBe(standing)
      }),
    )
  })
})

it('a history without merges is the same history', () => {
  const history = [arrested('m'), arrested('k')]
  expect(asOnePerson(history)).toBe(history)
})
