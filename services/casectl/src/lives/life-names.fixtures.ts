import { newId } from '../api-client.fixtures.ts'

/**
 * The names of a page and the ids that they have in one run. `$name` is a name; `$step7` is the first event of step 7;
 * `$name[]` is one of many, another one each time.
 */
export interface Names {
  /** Names an event. */
  record(name: string, id: string): void
  /** Data of the page with ids in place of names. */
  resolved(data: unknown): unknown
  /** A text of an answer with names in place of ids. */
  named(text: string): string
  /** Entries by id with those of many who have one name, and of whom the same is seen, as one: `2000 people`. */
  counted(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
}

const NAME = /^\$([\w-]+)(\[\])?$/

export const names = (): Names => {
  const ids = new Map<string, string>()
  const namesOfIds = new Map<string, string>()
  const amongMany = new Set<string>()
  const record = (name: string, id: string): string => {
    ids.set(name, id)
    namesOfIds.set(id, name)
    return id
  }
  const idOf = (name: string): string => {
    const known = ids.get(name)
    if (known !== undefined) return known
    if (/^step\d+$/.test(name)) throw new Error(`no event of ${name} is recorded yet`)
    return record(name, newId())
  }
  const oneOf = (name: string): string => {
    const id = newId()
    namesOfIds.set(id, name)
    amongMany.add(id)
    return id
  }
  const resolved = (data: unknown): unknown => {
    if (typeof data === 'string') {
      const [, name, isOneOfMany] = NAME.exec(data) ?? []
      if (name === undefined) return data
      return isOneOfMany === undefined ? idOf(name) : oneOf(name)
    }
    if (Array.isArray(data)) return data.map(resolved)
    if (data === null || typeof data !== 'object') return data
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, resolved(value)]))
  }
  const counted: Names['counted'] = (entries) => {
    const counts = new Map<string, { readonly name: string; readonly said: unknown; count: number }>()
    const others: Record<string, unknown> = {}
    for (const [id, said] of Object.entries(entries)) {
      if (!amongMany.has(id)) {
        others[id] = said
        continue
      }
      const name = namesOfIds.get(id) ?? id
      const key = `${name} ${JSON.stringify(said)}`
      const alike = counts.get(key) ?? { name, said, count: 0 }
      counts.set(key, { ...alike, count: alike.count + 1 })
    }
    return { ...others, ...Object.fromEntries([...counts.values()].map(({ name, said, count }) => [`${count} ${name}`, said])) }
  }
  return {
    record,
    resolved,
    counted,
    named: (text) => text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => namesOfIds.get(id) ?? id),
  }
}

const inZone = (instant: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(instant)

/**
 * The last day in time, or the last minute, of a deadline whose first late moment is given: a page says "until 5 June",
 * the system "from the first moment of 6 June".
 */
export const lastInTime = (dueBy: string, zone: string): string => {
  const due = Date.parse(dueBy)
  const last = inZone(due - 1, zone)
  return last.endsWith('23:59:59') ? last.slice(0, 10) : inZone(due, zone).slice(0, 16)
}
