import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { opening } from '../investigation/case-opened.reads.ts'
import { freezeAssets, releaseAssets, whenFrozen } from './assets.decide.ts'
import { evolve, notFrozen } from './assets.ts'

/** The streams `investigation.assets-<freezeId>`: one stream for each freeze and its releases. */
export const assetsStream = aggregate({
  service: 'investigation',
  name: 'assets',
  events: [contract.AssetsFrozen, contract.AssetsReleased],
  initial: notFrozen,
  evolve,
  streamId: (_, { freezeId }) => freezeId,
  commands: [
    takes(contract.FreezeAssets, { reads: opening, decide: freezeAssets }),
    takes(contract.ReleaseAssets, { reads: opening, decide: whenFrozen(releaseAssets) }),
  ],
})
