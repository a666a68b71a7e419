import type { Known, Listed, Listing, Row } from './view.ts'

/** An item of a listing in one version. */
export type ItemVersion = Row & Known

type Members = Readonly<Record<string, unknown>>

const textOf = (item: Row, member: string): string => String((item as unknown as Members)[member])

/** The texts of an item's key, of its part and of its group. */
export interface KeyOfItem {
  key(item: Row): string
  part(item: Row): string
  group(item: Row): string
}

/** The text of the key of an item is made once for each: a row may list thousands, of which an event changes one. */
export const itemKeys = ({ key: members, part, group }: Pick<Listing, 'key' | 'part' | 'group'>): KeyOfItem => {
  const known = new WeakMap<Row, string>()
  return {
    key(item) {
      const key = known.get(item) ?? members.map((member) => textOf(item, member)).join('\0')
      known.set(item, key)
      return key
    },
    part: (item) => textOf(item, part),
    group: (item) => textOf(item, group),
  }
}

type Groups = ReadonlyMap<string, readonly ItemVersion[]>

/** The groups of a part: most of them, and those that changed since, without an item if none is left. */
interface Part {
  readonly size: number
  readonly most: Groups
  readonly changed: Groups
}

/** The current versions of the items that a row lists. It is never changed: another one shares most of it. */
export interface CurrentItems extends Listed {
  readonly size: number
  readonly parts: ReadonlyMap<string, Part>
  in(part: string, group: string): readonly ItemVersion[]
  of(part: string): readonly ItemVersion[]
}

const NONE: readonly never[] = []
const NO_PART: Part = { size: 0, most: new Map(), changed: new Map() }

/** What is copied at each change, before all of the part is. */
const FEW_GROUPS = 64
const PART_OF_MOST = 64

const inPart = ({ most, changed }: Part, group: string): readonly ItemVersion[] => changed.get(group) ?? most.get(group) ?? NONE

const allOf = ({ most, changed }: Part): readonly ItemVersion[] => {
  const unchanged = [...most].flatMap(([group, own]) => (changed.has(group) ? NONE : own))
  return [...unchanged, ...[...changed.values()].flat()]
}

const withGroups = (part: Part, groups: Groups): Part => {
  let { size } = part
  for (const [group, items] of groups) size += items.length - inPart(part, group).length
  const changed = new Map([...part.changed, ...groups])
  if (changed.size <= FEW_GROUPS + part.most.size / PART_OF_MOST) return { size, most: part.most, changed }
  const most = new Map([...part.most, ...changed])
  for (const [group, items] of changed) if (items.length === 0) most.delete(group)
  return { size, most, changed: NO_PART.changed }
}

const itemsIn = (parts: ReadonlyMap<string, Part>): CurrentItems => ({
  size: [...parts.values()].reduce((sum, { size }) => sum + size, 0),
  parts,
  in: (part, group) => inPart(parts.get(part) ?? NO_PART, group),
  of: (part) => allOf(parts.get(part) ?? NO_PART),
})

/** Of a row that lists nothing. */
export const NOTHING_LISTED: CurrentItems = itemsIn(new Map())

/** All items, in no order. */
export const listedItems = ({ parts }: CurrentItems): readonly ItemVersion[] => [...parts.values()].flatMap(allOf)

/** Items by part and group. */
export const byPartAndGroup = <I extends Row>(
  keys: Pick<KeyOfItem, 'part' | 'group'>,
  items: readonly I[],
): ReadonlyMap<string, ReadonlyMap<string, readonly I[]>> => {
  const found = new Map<string, Map<string, I[]>>()
  for (const item of items) {
    const [part, group] = [keys.part(item), keys.group(item)]
    const groups = found.get(part) ?? new Map<string, I[]>()
    found.set(part, groups)
    const own = groups.get(group)
    if (own) own.push(item)
    else groups.set(group, [item])
  }
  return found
}

/** @param changed the groups of parts that have other items now, all of them */
export const withChanged = ({ parts }: CurrentItems, changed: ReadonlyMap<string, Groups>): CurrentItems =>
  itemsIn(new Map([...parts, ...[...changed].map(([part, groups]) => [part, withGroups(parts.get(part) ?? NO_PART, groups)] as const)]))

/** Current versions by case. */
export const currentItems = (keys: KeyOfItem, versions: readonly ItemVersion[]): ReadonlyMap<string, CurrentItems> => {
  const found = new Map<string, ItemVersion[]>()
  for (const version of versions) {
    const own = found.get(version.caseId)
    if (own) own.push(version)
    else found.set(version.caseId, [version])
  }
  return new Map([...found].map(([caseId, own]) => [caseId, withChanged(NOTHING_LISTED, byPartAndGroup(keys, own))]))
}
