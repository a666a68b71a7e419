import { type Fact, PersonRefsMerged, PersonRefsUnmerged, type FactOf, type PersonRef } from '@case-timeline/contracts'

type Merge = FactOf<typeof PersonRefsMerged> | FactOf<typeof PersonRefsUnmerged>

const isMerge = (fact: Fact): fact is Merge => fact.type === PersonRefsMerged.type || fact.type === PersonRefsUnmerged.type

/** The event types that say which references of a case are one person. */
export const MERGES = [PersonRefsMerged, PersonRefsUnmerged] as const

/**
 * For each reference that is merged into another one of its case: the reference that stands for the person.
 * @param history of one case in recording order, corrections applied
 */
export const mergedRefs = (history: readonly Fact[]): ReadonlyMap<PersonRef, PersonRef> => {
  const into = new Map<PersonRef, PersonRef>()
  for (const { type, data } of history.filter(isMerge)) {
    if (type === PersonRefsMerged.type) into.set(data.mergedRef, data.keptRef)
    else if (into.get(data.mergedRef) === data.keptRef) into.delete(data.mergedRef)
  }
  return new Map([...into.keys()].map((ref) => [ref, lastOf(into, ref)]))
}

/** Where sectors merged in a circle, its first reference in order stands for all of them. */
const lastOf = (into: ReadonlyMap<PersonRef, PersonRef>, ref: PersonRef): PersonRef => {
  const passed: PersonRef[] = []
  let last = ref
  for (let next = into.get(last); next !== undefined; next = into.get(last)) {
    if (passed.includes(last)) return passed.slice(passed.indexOf(last)).toSorted()[0] ?? last
    passed.push(last)
    last = next
  }
  return last
}

const renamed = (value: unknown, refs: ReadonlyMap<PersonRef, PersonRef>): unknown => {
  if (typeof value === 'string') return refs.get(value) ?? value
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamed(member, refs)]))
  const standing = new Set<unknown>(refs.values())
  const items = value.map((item) => renamed(item, refs))
  // She is in a list of references once, under however many she was put there.
  return items.filter((item, index) => !standing.has(item) || items.indexOf(item) === index)
}

/** A value in which each merged reference is replaced by the one that stands for the person. @param refs as `mergedRefs` gives them */
export const underStandingRefs = <T>(value: T, refs: ReadonlyMap<PersonRef, PersonRef>): T => renamed(value, refs) as T

/**
 * A history in which each person of a case has one reference, throughout: a fact that names a merged one names the one that stands
 * for her. The facts that merge and unmerge keep the reference that was merged, so that it can be found again.
 * @param history of one case in recording order, corrections applied
 */
export const asOnePerson = <E extends Fact>(history: readonly E[]): readonly E[] => {
  const refs = mergedRefs(history)
  if (refs.size === 0) return history
  return history.map((fact) => {
    const text = JSON.stringify(fact.data)
    if (![...refs.keys()].some((ref) => text.includes(ref))) return fact
    return {
      ...fact,
      data: isMerge(fact) ? { ...fact.data, keptRef: renamed(fact.data.keptRef, refs) } : renamed(fact.data, refs),
    }
  })
}
