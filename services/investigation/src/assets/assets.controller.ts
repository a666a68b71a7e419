import { commandControllers } from '@case-timeline/http'
import { assetsStream } from './assets.stream.ts'

const INVESTIGATORS = ['lead-investigator', 'investigator'] as const

export const assetsControllers = commandControllers(assetsStream, {
  assets: {
    FreezeAssets: INVESTIGATORS,
    ReleaseAssets: INVESTIGATORS,
  },
})
