import { keyOf, keyText } from './fold.ts'
import { memberOf, type Known, type Row, type View } from './view.ts'

/** An item of a listing in one version. */
export type ItemVersion = Row & Known

/** The versions of the items of a view's rows, as a batch of events changes them. */
export interface Versions {
  /**
   * Records what a row lists from an event on.
   * @param itemsAfter computes the items from the versions before the event; a version that it returns is unchanged
   * @param at when the event was recorded
   */
  record(caseId: string, rowKey: string, itemsAfter: (before: readonly ItemVersion[]) => readonly Row[], at: string): void
  /**
   * The changed and new versions, and those that no moment belongs to because the same moment ended them; none of the
   * latter has the key of a new one.
   */
  changes(): { readonly present: readonly ItemVersion[]; readonly removed: readonly ItemVersion[] }
}

type Members = Readonly<Record<string, unknown>>

const keyOfMembers = (item: Row, members: readonly string[]): string =>
  members.map((member) => String((item as unknown as Members)[member])).join('\0')

/**
 * The versions that follow the current ones. Independent of the batches in which events arrive: each event takes effect
 * at the moment at which it was recorded.
 * @param loaded the current versions of the items of all rows that the batch may change
 * @param columns of the table of the listing
 */
export const versionsAfter = (
  view: View,
  itemKey: readonly string[],
  columns: readonly string[],
  loaded: readonly ItemVersion[],
): Versions => {
  const compared = columns.map(memberOf).filter((member) => member !== 'knownFrom' && member !== 'knownUntil')
  const isSame = (one: Row, other: Row): boolean =>
    compared.every((member) => {
      const [a, b] = [(one as unknown as Members)[member] ?? null, (other as unknown as Members)[member] ?? null]
      return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
    })
  const keyInRow = itemKey.slice(view.key.length)
  const current = new Map<string, Map<string, Map<string, ItemVersion>>>()
  const rowsOf = (caseId: string): Map<string, Map<string, ItemVersion>> => {
    const rows = current.get(caseId) ?? new Map<string, Map<string, ItemVersion>>()
    current.set(caseId, rows)
    return rows
  }
  for (const version of loaded) {
    const rows = rowsOf(version.caseId)
    const rowKey = keyText(keyOf(view, version))
    const own = rows.get(rowKey) ?? new Map<string, ItemVersion>()
    rows.set(rowKey, own.set(keyOfMembers(version, keyInRow), version))
  }
  /** Versions to be written; those that begin in this batch are not stored yet. */
  const present = new Set<ItemVersion>()
  const removed: ItemVersion[] = []
  const end = (version: ItemVersion, at: string): void => {
    const isNew = present.delete(version)
    if (version.knownFrom !== at) present.add({ ...version, knownUntil: at })
    else if (!isNew) removed.push(version)
  }
  return {
    record(caseId, rowKey, itemsAfter, at) {
      const rows = rowsOf(caseId)
      const before = rows.get(rowKey)
      const after = new Map<string, ItemVersion>()
      for (const item of itemsAfter([...(before?.values() ?? [])])) {
        const key = keyOfMembers(item, keyInRow)
        if (after.has(key)) continue
        const was = before?.get(key)
        after.set(key, was !== undefined && (was === item || isSame(was, item)) ? was : { ...item, knownFrom: at })
      }
      for (const [key, was] of before ?? []) if (after.get(key) !== was) end(was, at)
      for (const [key, version] of after) if (before?.get(key) !== version) present.add(version)
      rows.set(rowKey, after)
    },
    changes() {
      const keyed = (version: ItemVersion): string => keyOfMembers(version, ['caseId', ...itemKey, 'knownFrom'])
      const written = new Set([...present].map(keyed))
      return { present: [...present], removed: removed.filter((version) => !written.has(keyed(version))) }
    },
  }
}
