import { AssetsFrozen, AssetsReleased, CooperationMechanismEstablished } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { owedBy, statesOf, told } from '../told-deadlines.fixtures.ts'
import { aMechanismIsReviewedInTime, frozenAssetsAreDecidedOnBeforeTheFreezeExpires } from './police-clocks.ts'

describe(frozenAssetsAreDecidedOnBeforeTheFreezeExpires.sentence, () => {
  const [account, boat] = ['a5e7c1d0-9b8a-4c7d-8e6f-5a4b3c2d1e0f', 'b6f8d2e1-0c9b-4d8e-9f70-6b5c4d3e2f10']
  const frozen = (day: string, assetIds: string[], until: string, freezeId = account) =>
    told(AssetsFrozen, day, { freezeId, assetIds, expiresAt: `${until}T15:59:59Z` })
  const released = (day: string, assetIds: string[]) => told(AssetsReleased, day, { freezeId: account, assetIds })
  const states = (day: string, ...facts: ReturnType<typeof told>[]) =>
    statesOf(frozenAssetsAreDecidedOnBeforeTheFreezeExpires, day, ...facts)
  const both = frozen('2026-11-01', [account, boat], '2026-11-11')

  it('and one that is released says nothing of the other', () =>
    expect(states('2026-11-20', both, released('2026-11-05', [boat]))).toEqual(['overdue', 'met']))
  it('and is met by a freezing of the same asset anew, which has its own day', () => {
    expect(states('2026-11-20', both, frozen('2026-11-10', [account, boat], '2026-12-31', boat))).toEqual(['met', 'met', 'due', 'due'])
    expect(states('2026-11-20', both, frozen('2026-11-10', [boat], '2026-12-31', boat))).toEqual(['overdue', 'met', 'due'])
    expect(states('2026-11-20', both, frozen('2026-11-12', [account, boat], '2026-12-31', boat))[0]).toBe('metLate')
  })
  it('and each has a clock of its own', () => {
    const clocks = owedBy('investigation', both).map(({ clockId }) => clockId)
    expect(new Set(clocks).size).toBe(2)
  })
})

describe(aMechanismIsReviewedInTime.sentence, () => {
  const [first, next] = ['3c5d7e9f-1a2b-4c3d-8e4f-6a7b8c9d0e1f', '4d6e8fa0-2b3c-4d4e-9f50-7b8c9dae1f20']
  const established = (day: string, mechanismId: string, reviewBy: string, renews?: string) =>
    told(CooperationMechanismEstablished, day, { mechanismId, reviewBy, ...(renews === undefined ? {} : { renews }) })
  const states = (day: string, ...facts: ReturnType<typeof told>[]) => statesOf(aMechanismIsReviewedInTime, day, ...facts)
  const standing = established('2025-11-01', first, '2026-11-11')

  it('by the one that renews it', () => {
    expect(states('2026-11-20', standing, established('2026-11-10', next, '2027-11-10', first))).toEqual(['met', 'due'])
    expect(states('2026-11-20', standing, established('2026-11-12', next, '2027-11-10', first))).toEqual(['metLate', 'due'])
  })
  it('not by another one', () =>
    expect(states('2026-11-20', standing, established('2026-11-10', next, '2027-11-10'))).toEqual(['overdue', 'due']))
})
