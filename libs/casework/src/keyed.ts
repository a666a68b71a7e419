interface Entry<V> {
  /** Among all entries, in the order in which their keys came. */
  readonly place: number
  readonly value: V
}

type Group<V> = Readonly<Record<string, Entry<V>>>

const GROUPS = 256

/**
 * Values by UUID, of which one can be set without a copy of all: they are in 256 groups by the end of their keys, and
 * only the group of the key is copied.
 */
export interface Keyed<V> {
  readonly size: number
  readonly groups: readonly Group<V>[]
}

/** Without any value. */
export const nothingKeyed: Keyed<never> = { size: 0, groups: Array.from({ length: GROUPS }, () => ({})) }

const groupOf = (key: string): number => Number.parseInt(key.slice(-2), 16) & (GROUPS - 1)

const entryOf = <V>({ groups }: Keyed<V>, key: string): Entry<V> | undefined => groups[groupOf(key)]?.[key]

/** The value of a key; undefined: none was set. */
export const valueAt = <V>(keyed: Keyed<V>, key: string): V | undefined => entryOf(keyed, key)?.value

/** The values with one set, for a new key or in place of the one before. What was given does not change. */
export const withValueAt = <V>(keyed: Keyed<V>, key: string, value: V): Keyed<V> => {
  const { size, groups } = keyed
  const [group, known] = [groupOf(key), entryOf(keyed, key)]
  return {
    size: known ? size : size + 1,
    groups: groups.with(group, { ...groups[group], [key]: { place: known?.place ?? size, value } }),
  }
}

/** All keys, in the order in which they came. */
export const keysOf = <V>({ groups }: Keyed<V>): readonly string[] =>
  groups
    .flatMap((group) => Object.entries(group))
    .toSorted(([, one], [, other]) => one.place - other.place)
    .map(([key]) => key)
