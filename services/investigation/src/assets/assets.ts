import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from '../investigation/investigation.commands.ts'

export type AssetsEvent = FactOf<typeof contract.AssetsFrozen | typeof contract.AssetsReleased>
export type FreezeAssets = CommandOf<typeof contract.FreezeAssets, KnownCase>
export type ReleaseAssets = CommandOf<typeof contract.ReleaseAssets, KnownCase>

/** The assets of one freeze. */
export type Assets = NotFrozen | Frozen
export interface NotFrozen {
  readonly stage: 'notFrozen'
}
export interface Frozen {
  readonly stage: 'frozen'
  readonly assetIds: readonly string[]
  readonly released: readonly string[]
}

export const notFrozen: NotFrozen = { stage: 'notFrozen' }

export const evolve = (assets: Assets, event: RecordedFact<AssetsEvent>): Assets => {
  switch (event.type) {
    case 'investigation.AssetsFrozen':
      return { stage: 'frozen', assetIds: event.data.assetIds, released: [] }
    case 'investigation.AssetsReleased':
      return assets.stage === 'notFrozen' ? assets : { ...assets, released: [...new Set([...assets.released, ...event.data.assetIds])] }
  }
}
