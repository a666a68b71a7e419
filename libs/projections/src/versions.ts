import {
  byPartAndGroup,
  type CurrentItems,
  type ItemVersion,
  type KeyOfItem,
  listedItems,
  NOTHING_LISTED,
  withChanged,
} from './current-items.ts'
import { type ItemsOf, type Listed, memberOf, type Row } from './view.ts'

/** The versions of the items of a view's rows, as a batch of events changes them. */
export interface Versions {
  /**
   * Records what the row of a case lists from an event on.
   * @param itemsAfter computes from the items before the event what lists other items; undefined: `all` of them
   * @param at when the event was recorded
   */
  record(caseId: string, listing: RowListing, at: string): void
  /** The current versions by case, of those that were given and those that were recorded. */
  current(): ReadonlyMap<string, CurrentItems>
  /**
   * The changed and new versions, and those that no moment belongs to because the same moment ended them; none of the
   * latter has the key of a new one.
   */
  changes(): { readonly present: readonly ItemVersion[]; readonly removed: readonly ItemVersion[] }
}

/** What a row lists: all of it, or what differs from the items before. */
export type RowListing = { readonly all: readonly Row[] } | { readonly changes: (before: Listed) => readonly ItemsOf[] }

type Members = Readonly<Record<string, unknown>>

/**
 * The versions that follow the current ones. Independent of the batches in which events arrive: each event takes effect
 * at the moment at which it was recorded.
 * @param columns of the table of the listing
 * @param known the current versions of the items of all rows that the batch may change, by case
 */
export const versionsAfter = (keys: KeyOfItem, columns: readonly string[], known: ReadonlyMap<string, CurrentItems>): Versions => {
  const compared = columns.map(memberOf).filter((member) => member !== 'knownFrom' && member !== 'knownUntil')
  const isSame = (one: Row, other: Row): boolean =>
    compared.every((member) => {
      const [a, b] = [(one as unknown as Members)[member] ?? null, (other as unknown as Members)[member] ?? null]
      return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
    })
  const current = new Map(known)
  /** Versions to be written; those that begin in this batch are not stored yet. */
  const present = new Set<ItemVersion>()
  const removed: ItemVersion[] = []
  const end = (version: ItemVersion, at: string): void => {
    const isNew = present.delete(version)
    if (version.knownFrom !== at) present.add({ ...version, knownUntil: at })
    else if (!isNew) removed.push(version)
  }
  /** The versions of some items from a moment on, where there were others. */
  const versionsFrom = (before: readonly ItemVersion[], items: readonly Row[], at: string): readonly ItemVersion[] => {
    const was = new Map(before.map((version) => [keys.key(version), version]))
    const after = new Map<string, ItemVersion>()
    for (const item of items) {
      const key = keys.key(item)
      if (after.has(key)) continue
      const known = was.get(key)
      after.set(key, known !== undefined && (known === item || isSame(known, item)) ? known : { ...item, knownFrom: at })
    }
    for (const [key, version] of was) if (after.get(key) !== version) end(version, at)
    for (const [key, version] of after) if (was.get(key) !== version) present.add(version)
    return [...after.values()]
  }
  return {
    record(caseId, listing, at) {
      const before = current.get(caseId) ?? NOTHING_LISTED
      if ('all' in listing) {
        const after = versionsFrom(listedItems(before), listing.all, at)
        return void current.set(caseId, withChanged(NOTHING_LISTED, byPartAndGroup(keys, after)))
      }
      let now = before
      for (const { part, group, items } of listing.changes(before)) {
        const replaced = group === undefined ? now.of(part) : now.in(part, group)
        const after = versionsFrom(replaced, items, at)
        const gone =
          group === undefined ? replaced.map((one): [string, readonly ItemVersion[]] => [keys.group(one), []]) : [[group, []] as const]
        const groups = new Map<string, readonly ItemVersion[]>([...gone, ...(byPartAndGroup(keys, after).get(part) ?? [])])
        now = withChanged(now, new Map([[part, groups]]))
      }
      current.set(caseId, now)
    },
    current: () => current,
    changes() {
      const keyed = (version: ItemVersion): string => [version.caseId, keys.key(version), version.knownFrom].join('\0')
      const written = new Set([...present].map(keyed))
      return { present: [...present], removed: removed.filter((version) => !written.has(keyed(version))) }
    },
  }
}
