import { memberOf, type Known, type Row } from './view.ts'

/** An item of a listing in one version. */
export type ItemVersion = Row & Known

/** The current versions of the items that a row lists, by their keys. */
export type CurrentItems = ReadonlyMap<string, ItemVersion>

/** The versions of the items of a view's rows, as a batch of events changes them. */
export interface Versions {
  /**
   * Records what the row of a case lists from an event on.
   * @param itemsAfter computes the items from the versions before the event; a version that it returns is unchanged
   * @param at when the event was recorded
   */
  record(caseId: string, itemsAfter: (before: readonly ItemVersion[]) => readonly Row[], at: string): void
  /** The current versions by case, of those that were given and those that were recorded. */
  current(): ReadonlyMap<string, CurrentItems>
  /**
   * The changed and new versions, and those that no moment belongs to because the same moment ended them; none of the
   * latter has the key of a new one.
   */
  changes(): { readonly present: readonly ItemVersion[]; readonly removed: readonly ItemVersion[] }
}

type Members = Readonly<Record<string, unknown>>

/** The text of an item's key. */
export type KeyOfItem = (item: Row) => string

const keyOfMembers = (item: Row, members: readonly string[]): string =>
  members.map((member) => String((item as unknown as Members)[member])).join('\0')

/**
 * The text of the key of an item, which is made once for each: a row may list thousands, of which an event changes one.
 * @param itemKey the members of an item's key after `caseId`
 */
export const itemKeys = (itemKey: readonly string[]): KeyOfItem => {
  const known = new WeakMap<Row, string>()
  return (item) => {
    const key = known.get(item) ?? keyOfMembers(item, itemKey)
    known.set(item, key)
    return key
  }
}

/** Current versions by case and key. */
export const currentItems = (keyOfItem: KeyOfItem, versions: readonly ItemVersion[]): ReadonlyMap<string, CurrentItems> => {
  const found = new Map<string, Map<string, ItemVersion>>()
  for (const version of versions) {
    const own = found.get(version.caseId) ?? new Map<string, ItemVersion>()
    found.set(version.caseId, own.set(keyOfItem(version), version))
  }
  return found
}

/**
 * The versions that follow the current ones. Independent of the batches in which events arrive: each event takes effect
 * at the moment at which it was recorded.
 * @param columns of the table of the listing
 * @param known the current versions of the items of all rows that the batch may change, by case; it is not changed
 */
export const versionsAfter = (keyOfItem: KeyOfItem, columns: readonly string[], known: ReadonlyMap<string, CurrentItems>): Versions => {
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
  return {
    record(caseId, itemsAfter, at) {
      const before = current.get(caseId)
      const after = new Map<string, ItemVersion>()
      for (const item of itemsAfter([...(before?.values() ?? [])])) {
        const key = keyOfItem(item)
        if (after.has(key)) continue
        const was = before?.get(key)
        after.set(key, was !== undefined && (was === item || isSame(was, item)) ? was : { ...item, knownFrom: at })
      }
      for (const [key, was] of before ?? []) if (after.get(key) !== was) end(was, at)
      for (const [key, version] of after) if (before?.get(key) !== version) present.add(version)
      current.set(caseId, after)
    },
    current: () => current,
    changes() {
      const keyed = (version: ItemVersion): string => [version.caseId, keyOfItem(version), version.knownFrom].join('\0')
      const written = new Set([...present].map(keyed))
      return { present: [...present], removed: removed.filter((version) => !written.has(keyed(version))) }
    },
  }
}
