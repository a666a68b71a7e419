import type * as contract from '@case-timeline/contracts'
import type { FactOf, Happened } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'
import type { KnownCase } from './evidence.ts'

export type AssetsFact = FactOf<typeof contract.AssetsFrozen | typeof contract.AssetsReleased>
export type FreezeAssets = CommandOf<typeof contract.FreezeAssets, KnownCase>
export type ReleaseAssets = CommandOf<typeof contract.ReleaseAssets, KnownCase>
export type AssetsCommand = FreezeAssets | ReleaseAssets

/** The assets of one freezing. */
export type Assets = Free | Frozen
export interface Free {
  readonly is: 'free'
}
export interface Frozen {
  readonly is: 'frozen'
  readonly assetIds: readonly string[]
  readonly released: readonly string[]
}

export const free: Free = { is: 'free' }

export const evolve = (it: Assets, event: Happened<AssetsFact>): Assets => {
  switch (event.type) {
    case 'investigation.AssetsFrozen':
      return { is: 'frozen', assetIds: event.data.assetIds, released: [] }
    case 'investigation.AssetsReleased':
      return it.is === 'free' ? it : { ...it, released: [...new Set([...it.released, ...event.data.assetIds])] }
  }
}
