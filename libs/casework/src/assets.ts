import type { CaseFact } from './case-history.ts'

type AssetFact = CaseFact<'investigation.AssetsFrozen' | 'investigation.AssetsReleased' | 'prosecution.ConfiscationSought'>

/**
 * The assets that are held after some facts: frozen or subject to a confiscation request, and not released since.
 * @param facts in recording order
 */
export const heldAssets = (facts: readonly AssetFact[]): readonly string[] => {
  const held = new Set<string>()
  for (const { type, data } of facts)
    for (const assetId of data.assetIds) {
      if (type === 'investigation.AssetsReleased') held.delete(assetId)
      else held.add(assetId)
    }
  return [...held]
}
