import type { EventTypeName, Fact, FactOf, PersonRef, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import type { CaseHistory, RecordedEvent } from './case-history.ts'
import { streamsUnchanged, type StreamGuard } from './reading.ts'

type IdentityFact = FactOf<typeof PersonRefsMerged> | FactOf<typeof PersonRefsUnmerged>

/** A fact with the stream, and so the sector, that recorded it. */
export type StreamFact = Fact & { readonly stored: Pick<RecordedEvent, 'stream'> }

/** A merge or unmerge, with the stream of the sector that recorded it. */
type Statement = IdentityFact & Pick<StreamFact, 'stored'>

/** The event types that state which references of a case are one person. */
export const IDENTITY_EVENT_TYPES = ['case.PersonRefsMerged', 'case.PersonRefsUnmerged'] as const

const isIdentityFact = <F extends Fact>(fact: F): fact is F & IdentityFact =>
  fact.type === 'case.PersonRefsMerged' || fact.type === 'case.PersonRefsUnmerged'

/** Which references are one person, in some cases. */
export interface WhoIsWho {
  /** For each merged reference: the canonical reference of the person. Other references are not contained. */
  readonly canonicalRefs: ReadonlyMap<PersonRef, PersonRef>
  /** Every reference of a person: first the given one, then the others in the order of the merges. */
  refsOf(personRef: PersonRef): ReadonlySet<PersonRef>
}

/**
 * The merges in force: two references are one person if any sector merged them; a sector can undo only its own merges.
 */
const mergesInForce = (statements: readonly Statement[]): readonly IdentityFact['data'][] => {
  const merges = new Map<string, IdentityFact['data']>()
  for (const { type, data, stored } of statements) {
    const key = [stored.stream, data.keptRef, data.mergedRef].join(' ')
    if (type === 'case.PersonRefsMerged') merges.set(key, data)
    else merges.delete(key)
  }
  return [...merges.values()]
}

type Refs = ReadonlyMap<PersonRef, ReadonlySet<PersonRef>>

const graphOf = (pairs: readonly (readonly [PersonRef, PersonRef])[]): Refs => {
  const graph = new Map<PersonRef, Set<PersonRef>>()
  for (const [from, to] of pairs) graph.set(from, (graph.get(from) ?? new Set()).add(to))
  return graph
}

/** All references that are reachable from `start`; `start` itself only if a path leads back to it. */
const reachedFrom = (graph: Refs, start: PersonRef): ReadonlySet<PersonRef> => {
  const reached = new Set(graph.get(start))
  // The set grows while it is iterated: the loop also visits the references that it adds.
  for (const ref of reached) for (const next of graph.get(ref) ?? []) reached.add(next)
  return reached
}

/** The persons whom merges connect: for each of their references, all references of the person. */
const personsOf = (connected: Refs): Refs => {
  const persons = new Map<PersonRef, ReadonlySet<PersonRef>>()
  for (const ref of connected.keys()) {
    if (persons.has(ref)) continue
    const refs = reachedFrom(connected, ref)
    for (const one of refs) persons.set(one, refs)
  }
  return persons
}

/**
 * The circle of merges in which the path from `start` ends, along the first merge of each reference. Requires that
 * every reference on the path is merged into another.
 */
const circleFrom = (mergedInto: Refs, start: PersonRef): readonly PersonRef[] => {
  const passed = new Set<PersonRef>()
  let ref = start
  while (!passed.has(ref)) {
    passed.add(ref)
    const [next = ref] = mergedInto.get(ref) ?? []
    ref = next
  }
  return [...passed].slice([...passed].indexOf(ref))
}

/**
 * The canonical reference of a person: the first that was kept and never merged into another. If sectors merged in a
 * circle, there is none; then it is the smallest reference of the circle.
 * @param kept the references of the person that merges kept, in recording order
 */
const canonicalOf = (kept: readonly PersonRef[], mergedInto: Refs): PersonRef =>
  // A merge connected the references, so one of them was kept and `''` never results: only the types require a default.
  kept.find((ref) => !mergedInto.has(ref)) ?? circleFrom(mergedInto, kept[0] ?? '').toSorted()[0] ?? ''

/**
 * Resolves which references are one person. A merge by any sector counts until the same sector unmerges. The function
 * has to be fast for any combination of merges: otherwise a user who may merge could slow down every command and query.
 * @param facts of one or several cases, corrections applied, each case in recording order; facts other than merges are
 *   ignored
 */
export const whoIsWho = (facts: readonly StreamFact[]): WhoIsWho => {
  const merges = mergesInForce(facts.filter((fact) => isIdentityFact(fact)))
  const mergedInto = graphOf(merges.map(({ mergedRef, keptRef }) => [mergedRef, keptRef]))
  const persons = personsOf(
    graphOf(merges.flatMap(({ mergedRef, keptRef }) => [[mergedRef, keptRef] as const, [keptRef, mergedRef] as const])),
  )
  const kept = new Map<ReadonlySet<PersonRef> | undefined, PersonRef[]>()
  for (const { keptRef } of merges) {
    const refs = persons.get(keptRef)
    const ownKept = kept.get(refs)
    if (ownKept) ownKept.push(keptRef)
    else kept.set(refs, [keptRef])
  }
  const canonicalRefs = [...new Set(persons.values())].flatMap((refs) => {
    const canonicalRef = canonicalOf(kept.get(refs) ?? [], mergedInto)
    return [...refs].filter((ref) => ref !== canonicalRef).map((ref) => [ref, canonicalRef] as const)
  })
  return { canonicalRefs: new Map(canonicalRefs), refsOf: (ref) => new Set([ref, ...(persons.get(ref) ?? [])]) }
}

/** Which references are one person in some cases, and the merges on which this is based. */
export const whoIsWhoIn = (histories: readonly CaseHistory[]): WhoIsWho & { readonly read: readonly RecordedEvent[] } => {
  const facts = histories.flatMap((history) => history.facts(...IDENTITY_EVENT_TYPES))
  const merges = new Set<unknown>(mergesInForce(facts))
  return { ...whoIsWho(facts), read: facts.filter(({ data }) => merges.has(data)).map(({ stored }) => stored) }
}

/** Of each answer once: a fact with lists must not cost as much as there are merges. */
const canonicalRefsOf = new WeakMap<ReadonlyMap<PersonRef, PersonRef>, ReadonlySet<unknown>>()

const canonicalRefsIn = (refs: ReadonlyMap<PersonRef, PersonRef>): ReadonlySet<unknown> => {
  const known = canonicalRefsOf.get(refs) ?? new Set<unknown>(refs.values())
  canonicalRefsOf.set(refs, known)
  return known
}

const withRefsReplaced = (value: unknown, refs: ReadonlyMap<PersonRef, PersonRef>): unknown => {
  if (typeof value === 'string') return refs.get(value) ?? value
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withRefsReplaced(member, refs)]))
  const canonicalRefs = canonicalRefsIn(refs)
  const items = value.map((item) => withRefsReplaced(item, refs))
  // A list of references contains a person once, even if it named several references of the person.
  return items.filter((item, index) => !canonicalRefs.has(item) || items.indexOf(item) === index)
}

/** Whether a value contains one of the merged references. */
const namesOneOf = (refs: ReadonlyMap<PersonRef, PersonRef>, value: unknown): boolean =>
  typeof value === 'string'
    ? refs.has(value)
    : typeof value === 'object' && value !== null && Object.values(value).some((member) => namesOneOf(refs, member))

/** Replaces each merged reference in a value by the canonical one. @param refs from `WhoIsWho.canonicalRefs` */
export const withCanonicalRefs = <T>(value: T, refs: ReadonlyMap<PersonRef, PersonRef>): T => withRefsReplaced(value, refs) as T

/**
 * A history in which each person of a case has one reference: every merged reference is replaced by the canonical one.
 * The facts that merge and unmerge keep the merged reference, so that it can still be found.
 * @param history of one case in recording order, corrections applied
 */
export const asOnePerson = <E extends StreamFact>(history: readonly E[]): readonly E[] =>
  asOnePersonBy(whoIsWho(history).canonicalRefs, history)

/**
 * The same for facts of a case of which the merges are known.
 * @param canonicalRefs from `WhoIsWho`, of the whole history
 */
export const asOnePersonBy = <E extends StreamFact>(
  canonicalRefs: ReadonlyMap<PersonRef, PersonRef>,
  facts: readonly E[],
): readonly E[] => {
  if (canonicalRefs.size === 0) return facts
  return facts.map((fact) => {
    if (!namesOneOf(canonicalRefs, fact.data)) return fact
    return {
      ...fact,
      data: isIdentityFact(fact)
        ? { ...fact.data, keptRef: withRefsReplaced(fact.data.keptRef, canonicalRefs) }
        : withRefsReplaced(fact.data, canonicalRefs),
    }
  })
}

/** The types by which it may change who is who, with corrections of them. */
const CHANGING_IDENTITIES: readonly EventTypeName[] = [...IDENTITY_EVENT_TYPES, 'case.EventCorrected', 'case.EventRetracted']

/** The guards that hold while no sector adds to its record of the case by which persons are merged or no longer merged. */
export const identitiesUnchanged = (history: CaseHistory): readonly StreamGuard[] =>
  streamsUnchanged(history, ...history.sectors.map((sector) => [sector, 'record'] as const)).map((guard) => ({
    ...guard,
    types: CHANGING_IDENTITIES,
  }))
