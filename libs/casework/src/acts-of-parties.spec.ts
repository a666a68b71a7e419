import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type ActOfParty, appealKey, claimKey, idsOfAct, sectorOf, withRecordedAct, type RecordedAct } from './acts-of-parties.ts'

const by =
  (sector: string) =>
  (id: string, key = 'same'): RecordedAct => ({ id, key, sector })
const prosecutor = by('prosecution')
const court = by('adjudication')
const actsAfter = (...recorded: readonly RecordedAct[]): readonly ActOfParty[] =>
  recorded.reduce<readonly ActOfParty[]>((acts, one) => withRecordedAct(acts, one), [])
const idsAfter = (...recorded: readonly RecordedAct[]) => actsAfter(...recorded).map(({ ids }) => ids)

describe('the acts of parties that sectors recorded', () => {
  it('are one where two sectors record the same, under one id or under two', () => {
    expect(idsAfter(prosecutor('a'), court('a', 'mistyped'))).toEqual([['a']])
    expect(idsAfter(prosecutor('a'), court('b'))).toEqual([['a', 'b']])
    expect(idsAfter(court('b'), prosecutor('a'))).toEqual([['b', 'a']])
  })
  it('are two where one sector records the same under two ids, such as the appeals of two victims', () => {
    expect(idsAfter(prosecutor('a'), prosecutor('c'))).toEqual([['a'], ['c']])
    expect(idsAfter(prosecutor('a'), prosecutor('c'), court('b'), court('d'))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })
  it('are two where either was decided before the other was recorded, unless that has its id', () => {
    const decided = actsAfter(prosecutor('a'))
    expect(withRecordedAct(decided, court('b'), ['a']).map(({ ids }) => ids)).toEqual([['a'], ['b']])
    expect(withRecordedAct(decided, court('a'), ['a']).map(({ ids }) => ids)).toEqual([['a']])
    expect(withRecordedAct(decided, court('b'), ['b']).map(({ ids }) => ids)).toEqual([['a'], ['b']])
    expect(withRecordedAct(decided, court('b'), ['z']).map(({ ids }) => ids)).toEqual([['a', 'b']])
  })
  it('are two where their content differs', () => expect(idsAfter(prosecutor('a'), court('b', 'another'))).toEqual([['a'], ['b']]))
  it('are as many as one sector has that recorded most of them', () =>
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 20 }), (records) => {
        const recorded = records.map((isCourt, place) => (isCourt ? court : prosecutor)(String(place)))
        const ofCourt = records.filter(Boolean).length
        expect(actsAfter(...recorded)).toHaveLength(Math.max(ofCourt, records.length - ofCourt))
      }),
    ))
  it('are found by each of their ids', () => {
    const acts = actsAfter(prosecutor('a'), court('b'))
    expect([idsOfAct(acts, 'b'), idsOfAct(acts, 'z')]).toEqual([['a', 'b'], ['z']])
  })
})

describe('the content of an act', () => {
  it('is for an appeal the decision, the party and the remedy, of which the usual one is not named', () => {
    const notice = { appealId: 'a', against: 'v', byRole: 'defence' } as const
    expect(appealKey(notice)).toBe(appealKey({ ...notice, remedy: 'appeal' }))
    for (const other of [{ against: 's' }, { byRole: 'victim' }, { remedy: 'cassation' }] as const)
      expect(appealKey({ ...notice, ...other })).not.toBe(appealKey(notice))
  })
  it('is its id, too, for an appeal of a victim, which does not say of which one', () => {
    const notice = { appealId: 'a', against: 'v', byRole: 'victim' } as const
    expect(appealKey({ ...notice, appealId: 'b' })).not.toBe(appealKey(notice))
    expect(appealKey({ ...notice, appealId: 'b', byRole: 'defence' })).toBe(appealKey({ ...notice, byRole: 'defence' }))
  })
  it('is for a claim the claimant and the sum, however its decimals are written', () => {
    const claim = { personRef: 'p', amount: '250000.50', currency: 'PHP' }
    expect(claimKey({ ...claim, amount: '250000.5' })).toBe(claimKey(claim))
    expect(claimKey({ ...claim, amount: '100.00' })).toBe(claimKey({ ...claim, amount: '100' }))
    expect(claimKey({ ...claim, amount: '100' })).not.toBe(claimKey({ ...claim, amount: '1' }))
    for (const other of [{ personRef: 'q' }, { currency: 'IDR' }]) expect(claimKey({ ...claim, ...other })).not.toBe(claimKey(claim))
  })
  it('is recorded by the service of its stream', () =>
    expect([sectorOf('adjudication.filing-1'), sectorOf('nowhere')]).toEqual(['adjudication', '']))
})
