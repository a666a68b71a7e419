import type { Decided, Forbidden } from '@case-timeline/decider'
import type { Assets, AssetsEvent, FreezeAssets, Frozen, ReleaseAssets } from './assets.ts'
import {
  freezeIsRecordedOnce,
  freezeRestsOnOrderOrUrgency,
  assetsAreFrozenBeforeRelease,
  onlyFrozenAssetsAreReleased,
} from './assets.rules.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

type Decision = Decided<AssetsEvent>

export const freezeAssets = (_: Assets, { data }: FreezeAssets): Decision => ({
  under: [caseIsOpenedFirst, freezeIsRecordedOnce, freezeRestsOnOrderOrUrgency],
  events: [{ type: 'investigation.AssetsFrozen', data }],
})

export const releaseAssets = (_: Frozen, { data }: ReleaseAssets): Decision => ({
  under: [onlyFrozenAssetsAreReleased],
  events: [{ type: 'investigation.AssetsReleased', data }],
})

/** Runs a decision only if the freeze was recorded; otherwise the command is refused. */
export const whenFrozen =
  <C>(decide: (assets: Frozen, command: C) => Decision) =>
  (assets: Assets, command: C): Decision | Forbidden =>
    assets.stage === 'notFrozen' ? { forbiddenBy: assetsAreFrozenBeforeRelease } : decide(assets, command)
