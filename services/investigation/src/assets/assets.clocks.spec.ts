import { AssetsFrozen, AssetsReleased, ConfiscationOrdered } from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import { assetsClocks, frozenAssetsAreDecidedBeforeFreezeExpires } from './assets.clocks.ts'

const { deadlinesOwed, expectDeadlineKept, statesOf } = clockSpecificationOf('investigation', assetsClocks)

it(frozenAssetsAreDecidedBeforeFreezeExpires.sentence, () => {
  const freezeId = AssetsFrozen.example.freezeId
  expectDeadlineKept(
    frozenAssetsAreDecidedBeforeFreezeExpires,
    AssetsFrozen,
    AssetsReleased,
    { freezeId, expiresAt: '2026-11-11T23:59:59Z' },
    { freezeId },
  )
})

describe(frozenAssetsAreDecidedBeforeFreezeExpires.sentence, () => {
  const [account, boat] = ['a5e7c1d0-9b8a-4c7d-8e6f-5a4b3c2d1e0f', 'b6f8d2e1-0c9b-4d8e-9f70-6b5c4d3e2f10']
  const frozen = (day: string, assetIds: string[], until: string, freezeId = account) =>
    effectiveFact(AssetsFrozen, day, { freezeId, assetIds, expiresAt: `${until}T15:59:59Z` })
  const released = (day: string, assetIds: string[]) => effectiveFact(AssetsReleased, day, { freezeId: account, assetIds })
  const states = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) =>
    statesOf(frozenAssetsAreDecidedBeforeFreezeExpires, day, ...facts)
  const both = frozen('2026-11-01', [account, boat], '2026-11-11')

  it('the release of one asset does not meet the deadline of another', () =>
    expect(states('2026-11-20', both, released('2026-11-05', [boat]))).toEqual(['overdue', 'met']))
  it('the deadline is met when the same asset is frozen again, under a deadline of its own', () => {
    expect(states('2026-11-20', both, frozen('2026-11-10', [account, boat], '2026-12-31', boat))).toEqual(['met', 'met', 'due', 'due'])
    expect(states('2026-11-20', both, frozen('2026-11-10', [boat], '2026-12-31', boat))).toEqual(['overdue', 'met', 'due'])
    expect(states('2026-11-20', both, frozen('2026-11-12', [account, boat], '2026-12-31', boat))[0]).toBe('metLate')
  })
  it('the deadline is met when the court confiscates the same asset', () => {
    const confiscated = effectiveFact(ConfiscationOrdered, '2026-11-10', { assetIds: [boat] })
    expect(states('2026-11-20', both, confiscated)).toEqual(['overdue', 'met'])
  })
  it('each asset of a freeze has a clock of its own', () => {
    const clocks = deadlinesOwed(both).map(({ clockId }) => clockId)
    expect(new Set(clocks).size).toBe(2)
  })
})
