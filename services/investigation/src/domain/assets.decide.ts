import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  free,
  type Assets,
  type AssetsCommand,
  type AssetsFact,
  type FreezeAssets,
  type Frozen,
  type ReleaseAssets,
} from './assets.ts'
import {
  aFreezeBelongsToAnOpenedCase,
  aFreezeIsRecordedOnce,
  aFreezeRestsOnAnOrderOrUrgency,
  assetsAreFrozenBeforeTheyAreReleased,
  onlyFrozenAssetsAreReleased,
} from './assets.rules.ts'

export const freezeAssets = ({ data }: FreezeAssets): Decided<AssetsFact> => ({
  under: [aFreezeBelongsToAnOpenedCase, aFreezeIsRecordedOnce, aFreezeRestsOnAnOrderOrUrgency],
  events: [{ type: 'investigation.AssetsFrozen', data }],
})

export const releaseAssets = (_: Frozen, { data }: ReleaseAssets): Decided<AssetsFact> => ({
  under: [onlyFrozenAssetsAreReleased],
  events: [{ type: 'investigation.AssetsReleased', data }],
})

const decide = (command: AssetsCommand, it: Assets): Decided<AssetsFact> | Forbidden => {
  switch (command.name) {
    case 'FreezeAssets':
      return freezeAssets(command)
    case 'ReleaseAssets':
      return it.is === 'free' ? { forbiddenBy: assetsAreFrozenBeforeTheyAreReleased } : releaseAssets(it, command)
  }
}

export const assets: Decider<Assets, AssetsCommand, AssetsFact> = { initial: free, evolve, decide }
