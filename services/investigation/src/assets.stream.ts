import { AssetsFrozen, AssetsReleased, FreezeAssets, ReleaseAssets } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import type { Assets, AssetsCommand, AssetsFact } from './domain/assets.ts'
import { assets } from './domain/assets.decide.ts'
import { openedIn } from './opened.ts'

/** The streams `investigation.assets-<freezeId>`: what was frozen together. */
export const assetsStream: Aggregate<Assets, AssetsCommand, AssetsFact> = {
  service: 'investigation',
  name: 'assets',
  events: [AssetsFrozen, AssetsReleased],
  commands: [FreezeAssets, ReleaseAssets],
  decider: assets,
  streamId: (_, { freezeId }) => freezeId,
  known: (history) => {
    const { opened, read } = openedIn(history)
    return { known: { opened }, read }
  },
}
