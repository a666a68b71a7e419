import type { CommandOfAggregate } from '@case-timeline/commands'
import { AssetsFrozen, AssetsReleased, FreezeAssets, ReleaseAssets } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { assetsStream } from './assets.stream.ts'
import * as rules from './assets.rules.ts'
import type { AssetsEvent } from './assets.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

const given = specificationOf(assetsStream)
const freeze = (changes: Partial<(typeof FreezeAssets)['example']> = {}, opened = true) =>
  commandFor(FreezeAssets, { ...FreezeAssets.example, ...changes }, { opened })
const release = (changes: Partial<(typeof ReleaseAssets)['example']> = {}) =>
  commandFor(ReleaseAssets, { ...ReleaseAssets.example, ...changes }, { opened: true })
const frozen: AssetsEvent = { type: AssetsFrozen.type, data: AssetsFrozen.example }

describe('freezing assets', () => {
  it('is recorded, and so is their release', () => {
    given().when(freeze()).then(AssetsFrozen)
    given([frozen]).when(release()).then(AssetsReleased)
  })
  it(caseIsOpenedFirst.sentence, () => given().when(freeze({}, false)).thenRefusedBy(caseIsOpenedFirst))
  it(rules.freezeIsRecordedOnce.sentence, () => given([frozen]).when(freeze()).thenRefusedBy(rules.freezeIsRecordedOnce))
  it(rules.freezeRestsOnOrderOrUrgency.sentence, () => {
    given()
      .when(freeze({ orderRef: undefined }))
      .then(AssetsFrozen, warning(rules.freezeRestsOnOrderOrUrgency))
    given()
      .when(freeze({ orderRef: undefined, urgent: true }))
      .then(AssetsFrozen)
  })
  it(rules.assetsAreFrozenBeforeRelease.sentence, () => given().when(release()).thenRefusedBy(rules.assetsAreFrozenBeforeRelease))
  it(rules.onlyFrozenAssetsAreReleased.sentence, () =>
    given([frozen])
      .when(release({ assetIds: [frozen.data.freezeId] }))
      .then(AssetsReleased, warning(rules.onlyFrozenAssetsAreReleased)),
  )
})

describe('the properties of the decider of frozen assets', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof assetsStream>>([FreezeAssets, ReleaseAssets], fc.record({ opened: fc.boolean() }))
  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(assetsStream, commands))
  it('evolve never throws', () => evolveNeverThrows(assetsStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(assetsStream, [AssetsFrozen, AssetsReleased], commands))
})
