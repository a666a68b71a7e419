import { AssetsFrozen, AssetsReleased, FreezeAssets, ReleaseAssets } from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { assets } from './assets.decide.ts'
import * as rules from './assets.rules.ts'
import type { AssetsCommand, AssetsFact } from './assets.ts'

const given = specificationOf(assets)
const freeze = (but: Partial<(typeof FreezeAssets)['example']> = {}, opened = true) =>
  commanded(FreezeAssets, { ...FreezeAssets.example, ...but }, { opened })
const release = (but: Partial<(typeof ReleaseAssets)['example']> = {}) =>
  commanded(ReleaseAssets, { ...ReleaseAssets.example, ...but }, { opened: true })
const frozen: AssetsFact = { type: AssetsFrozen.type, data: AssetsFrozen.example }

describe('freezing assets', () => {
  it('is recorded, and their release', () => {
    given().when(freeze()).then(AssetsFrozen)
    given([frozen]).when(release()).then(AssetsReleased)
  })
  it(rules.aFreezeBelongsToAnOpenedCase.sentence, () => given().when(freeze({}, false)).thenRefusedBy(rules.aFreezeBelongsToAnOpenedCase))
  it(rules.aFreezeIsRecordedOnce.sentence, () => given([frozen]).when(freeze()).thenRefusedBy(rules.aFreezeIsRecordedOnce))
  it(rules.aFreezeRestsOnAnOrderOrUrgency.sentence, () => {
    given()
      .when(freeze({ orderRef: undefined }))
      .then(AssetsFrozen, warning(rules.aFreezeRestsOnAnOrderOrUrgency))
    given()
      .when(freeze({ orderRef: undefined, urgent: true }))
      .then(AssetsFrozen)
  })
  it(rules.assetsAreFrozenBeforeTheyAreReleased.sentence, () =>
    given().when(release()).thenRefusedBy(rules.assetsAreFrozenBeforeTheyAreReleased),
  )
  it(rules.onlyFrozenAssetsAreReleased.sentence, () =>
    given([frozen])
      .when(release({ assetIds: [frozen.data.freezeId] }))
      .then(AssetsReleased, warning(rules.onlyFrozenAssetsAreReleased)),
  )
})

describe('the laws of frozen assets', () => {
  const commands = anyOf<AssetsCommand>([FreezeAssets, ReleaseAssets], fc.record({ opened: fc.boolean() }))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(assets, commands))
  it('evolve never throws', () => evolveNeverThrows(assets, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(assets, [AssetsFrozen, AssetsReleased], commands))
})
