import { namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { Assets, FreezeAssets, Frozen, ReleaseAssets } from './assets.ts'

export const freezeIsRecordedOnce: Rule<Assets, FreezeAssets> = thingIsRecordedOnce('freeze', {
  holds: ({ stage }) => stage === 'notFrozen',
  facts: (_, { data: { freezeId } }) => [freezeId],
})

export const freezeRestsOnOrderOrUrgency: Rule<Assets, FreezeAssets> = {
  id: 'investigation.freeze-rests-on-order-or-urgency',
  sentence: 'assets are frozen on the basis of an order, or without an order in an urgent case',
  source: 'UNTOC 12; national law',
  level: 'warn',
  holds: (_, { data: { orderRef, urgent } }) => orderRef !== undefined || urgent,
}

// Has no condition of its own: it is the reason that is named when no freeze was recorded.
export const assetsAreFrozenBeforeRelease: Rule<unknown, ReleaseAssets> = namedThingIsOnRecord('freeze', {
  holds: () => false,
  facts: (_, { data }) => [data.freezeId],
})

export const onlyFrozenAssetsAreReleased: Rule<Frozen, ReleaseAssets> = {
  id: 'investigation.only-frozen-assets-are-released',
  sentence: 'assets are released only from the freeze under which they were frozen',
  source: 'quality of the record: the fact is kept as recorded until it is corrected',
  level: 'warn',
  holds: ({ assetIds }, { data }) => data.assetIds.every((id) => assetIds.includes(id)),
  facts: ({ assetIds }, { data }) => data.assetIds.filter((id) => !assetIds.includes(id)),
}
