import type { Rule } from '@case-timeline/decider'
import type { Assets, FreezeAssets, Frozen, ReleaseAssets } from './assets.ts'

const INTEGRITY = 'integrity of the record'

export const aFreezeBelongsToAnOpenedCase: Rule<Assets, FreezeAssets> = {
  id: 'investigation.a-freeze-belongs-to-an-opened-case',
  sentence: 'assets are frozen in a case that was opened',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.opened,
}

export const aFreezeIsRecordedOnce: Rule<Assets, FreezeAssets> = {
  id: 'investigation.a-freeze-is-recorded-once',
  sentence: 'a freeze is recorded once: its renewal has an id of its own',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (it) => it.is === 'free',
  facts: (_, { data: { freezeId } }) => [freezeId],
}

export const aFreezeRestsOnAnOrderOrUrgency: Rule<Assets, FreezeAssets> = {
  id: 'investigation.a-freeze-rests-on-an-order-or-urgency',
  sentence: 'assets are frozen by an order, or in urgency',
  source: 'UNTOC 12 [G] and national codes [G]',
  level: 'warn',
  holds: (_, { data: { orderRef, urgent } }) => orderRef !== undefined || urgent,
}

export const assetsAreFrozenBeforeTheyAreReleased: Rule = {
  id: 'investigation.assets-are-frozen-before-they-are-released',
  sentence: 'assets are released from a freeze that was recorded',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const onlyFrozenAssetsAreReleased: Rule<Frozen, ReleaseAssets> = {
  id: 'investigation.only-frozen-assets-are-released',
  sentence: 'a release names only assets of its freeze',
  source: 'quality of the record: it is kept as it stands until it is corrected',
  level: 'warn',
  holds: ({ assetIds }, { data }) => data.assetIds.every((id) => assetIds.includes(id)),
  facts: ({ assetIds }, { data }) => data.assetIds.filter((id) => !assetIds.includes(id)),
}
