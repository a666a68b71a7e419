/** A JSON value, as `JSON.parse` gives it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json }
export type Path = readonly (string | number)[]

/** Reads members of a document, and remembers which. */
export interface Members {
  /** The text of a member; empty if it is absent or null. It is taken from now on. */
  text(...path: Path): string
  /** The same, without taking it. */
  value(...path: Path): string
  /** The number of items of a list; 0 if it is absent. */
  count(...path: Path): number
  has(...path: Path): boolean
  /** How many members with a value there are, and how many of them were never taken, by their path without indexes. */
  remaining(): { readonly members: number; readonly untaken: ReadonlyMap<string, number> }
}

const valueAt = (document: Json, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, Json>>)[key] : undefined,
    document,
  )

function* leavesOf(document: Json): Generator<Path> {
  const open: (readonly [Json, Path])[] = [[document, []]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next
    if (typeof value !== 'object' || value === null) yield path
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) open.push([item as Json, [...path, index]])
    else for (const [name, member] of Object.entries(value)) open.push([member as Json, [...path, name]])
  }
}

/** A path as people write it: `hearing.prosecutionCases[].id`. */
const withoutIndexes = (path: Path): string =>
  path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[]` : text === '' ? key : `${text}.${key}`), '')

export const membersOf = (document: Json): Members => {
  const taken = new Set<string>()
  const textAt = (path: Path): string | undefined => {
    const value = valueAt(document, path)
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value)
  }
  return {
    text: (...path) => {
      const text = textAt(path)
      if (text !== undefined) taken.add(JSON.stringify(path))
      return text ?? ''
    },
    value: (...path) => textAt(path) ?? '',
    count: (...path) => {
      const value = valueAt(document, path)
      return Array.isArray(value) ? value.length : 0
    },
    has: (...path) => (valueAt(document, path) ?? null) !== null,
    remaining: () => {
      const untaken = new Map<string, number>()
      let members = 0
      for (const path of leavesOf(document)) {
        members++
        if (taken.has(JSON.stringify(path))) continue
        const name = withoutIndexes(path)
        untaken.set(name, (untaken.get(name) ?? 0) + 1)
      }
      return { members, untaken }
    },
  }
}
