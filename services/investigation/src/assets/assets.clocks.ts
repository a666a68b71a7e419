import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

/** The stream in which a missed deadline is recorded. */
const stream = (caseId: string): string => `case-${caseId}`

export const frozenAssetsAreDecidedBeforeFreezeExpires = deadlineRule(
  'investigation.frozen-assets-are-decided-before-freeze-expires',
  'each frozen asset is released, confiscated or frozen again before its freeze expires',
  'UNTOC 12; ACTIP 17',
)

const eachAsset = ({ assetIds }: { readonly assetIds: readonly string[] }) => assetIds.map((key) => ({ key }))

const freezing: Clock = {
  rule: frozenAssetsAreDecidedBeforeFreezeExpires,
  owedBy: 'investigation',
  starts: [starts('investigation.AssetsFrozen', ({ assetIds, expiresAt }) => assetIds.map((key) => ({ key, due: { on: expiresAt } })))],
  stops: [
    stops('investigation.AssetsReleased', eachAsset),
    stops('investigation.AssetsFrozen', eachAsset),
    stops('adjudication.ConfiscationOrdered', eachAsset),
  ],
  startsSeveral: true,
  stream,
}

export const assetsClocks: readonly Clock[] = [freezing]
