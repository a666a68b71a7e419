import type { Rule } from '@case-timeline/decider'
import type { Assets, FreezeAssets, Frozen, ReleaseAssets } from './assets.ts'

const INTEGRITY = 'integrity of the record'

export const freezeBelongsToOpenedCase: Rule<Assets, FreezeAssets> = {
  id: 'investigation.freeze-belongs-to-opened-case',
  sentence: 'assets are frozen only in a case that was opened',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: (_, { known }) => known.opened,
}

export const freezeIsRecordedOnce: Rule<Assets, FreezeAssets> = {
  id: 'investigation.freeze-is-recorded-once',
  sentence: 'a freeze is recorded once: a renewal needs its own id',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'notFrozen',
  facts: (_, { data: { freezeId } }) => [freezeId],
}

export const freezeRestsOnOrderOrUrgency: Rule<Assets, FreezeAssets> = {
  id: 'investigation.freeze-rests-on-order-or-urgency',
  sentence: 'assets are frozen on the basis of an order, or without an order in an urgent case',
  source: 'UNTOC 12; national law',
  level: 'warn',
  holds: (_, { data: { orderRef, urgent } }) => orderRef !== undefined || urgent,
}

// Has no condition of its own: it is the reason that is named when no freeze was recorded.
export const assetsAreFrozenBeforeRelease: Rule = {
  id: 'investigation.assets-are-frozen-before-release',
  sentence: 'assets are released only from a freeze that was recorded',
  source: INTEGRITY,
  level: 'block',
  integrity: true,
  holds: () => false,
}

export const onlyFrozenAssetsAreReleased: Rule<Frozen, ReleaseAssets> = {
  id: 'investigation.only-frozen-assets-are-released',
  sentence: 'assets are released only from the freeze under which they were frozen',
  source: 'quality of the record: the fact is kept as recorded until it is corrected',
  level: 'warn',
  holds: ({ assetIds }, { data }) => data.assetIds.every((id) => assetIds.includes(id)),
  facts: ({ assetIds }, { data }) => data.assetIds.filter((id) => !assetIds.includes(id)),
}
