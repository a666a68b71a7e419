import {
  identitiesUnchanged,
  IDENTITY_EVENT_TYPES,
  streamUnchanged,
  whoIsWho,
  withCanonicalRefs,
  type CaseHistory,
  type RecordedEvent,
} from '@case-timeline/casework'
import { EventCorrected, PersonRefsMerged, type Fact } from '@case-timeline/contracts'
import {
  historyFoundBy,
  historyOf,
  isCasesGuard,
  storedEvent,
  type Guard,
  type StoredEvent,
  type StreamGuard,
} from '@case-timeline/event-store'
import { growingFinder } from './growing-finder.ts'

/** A case in which some references are recorded as one person. */
export interface MergedPersons {
  /** The case with one reference for each person, and one stream for all streams about the same person. */
  readonly history: readonly StoredEvent[]
  /** The same, as decisions read it. */
  readonly caseHistory: CaseHistory
  /** The merges in force, as recorded events. */
  readonly identityEvents: readonly RecordedEvent[]
  /** A value with the canonical reference of each person. */
  canonicalValue<T>(value: T): T
  /** An event of the case in the form that it has in `history`. */
  canonicalEvent(event: StoredEvent): StoredEvent
  /** All streams about the person of a stream, including that one, whether they contain events or not. */
  streamsOf(stream: string): readonly string[]
}

/** A reference in a text. */
const REF = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Canonical events by the events as they were recorded. */
type CanonicalEvents = WeakMap<StoredEvent, StoredEvent>

/** For how many sets of merges of a case they are kept: those of all sectors, and those of support alone. */
const MAX_SETS_OF_MERGES = 2

/** What a process remembers of the merges in a store, as long as it remembers what it read of a case. It only saves time. */
export interface PersonsMemory {
  /** By the first statement about merges that was read of a case, and by the merges in force. */
  readonly canonicalEvents: WeakMap<RecordedEvent, Map<string, CanonicalEvents>>
  /** By reading of a case: commands that are decided together share one. */
  readonly persons: WeakMap<CaseHistory, MergedPersons>
  /** By reading of a case: the same without the merges of other services. */
  readonly withOwnMerges: WeakMap<CaseHistory, CaseHistory>
}

/** An empty memory, for the readings of one service. */
export const personsMemory = (): PersonsMemory => ({
  canonicalEvents: new WeakMap(),
  persons: new WeakMap(),
  withOwnMerges: new WeakMap(),
})

/**
 * The canonical events that were made for the same merges of the same case. In a case of thousands of persons, each
 * decision would otherwise look through the texts of all events, although few were added since the last one.
 * @param merges in force, with the statements that made them
 * @param first of these statements, as it was read: kept as long as the case is
 */
const madeBefore = ({ canonicalEvents }: PersonsMemory, merges: string, first: RecordedEvent): CanonicalEvents => {
  const ofCase = canonicalEvents.get(first) ?? new Map<string, CanonicalEvents>()
  const known = ofCase.get(merges)
  if (known) return known
  const [oldest] = ofCase.keys()
  if (oldest !== undefined && ofCase.size === MAX_SETS_OF_MERGES) ofCase.delete(oldest)
  const made: CanonicalEvents = new WeakMap()
  canonicalEvents.set(first, ofCase.set(merges, made))
  return made
}

/** The reference of the person whom a stream is about: the end of the stream name, after the case. */
const PERSON_REF_SUFFIX = /~([^~]+)$/

/**
 * Resolves merged references in a case, by the same rule as views and timelines: a merge by any sector counts, until
 * it is unmerged.
 * @param events of the case in recording order, corrections included
 * @returns undefined if no two references are one person
 */
export const mergedPersons = (
  events: readonly StoredEvent[],
  history: CaseHistory = historyOf(events),
  memory: PersonsMemory = personsMemory(),
): MergedPersons | undefined => {
  const known = memory.persons.get(history)
  if (known) return known
  const persons = personsOf(events, history, memory)
  if (persons) memory.persons.set(history, persons)
  return persons
}

const personsOf = (events: readonly StoredEvent[], history: CaseHistory, memory: PersonsMemory): MergedPersons | undefined => {
  if (history.facts(PersonRefsMerged.type).length === 0) return undefined
  const identityFacts = history.facts(...IDENTITY_EVENT_TYPES)
  const refs = whoIsWho(identityFacts).canonicalRefs
  if (refs.size === 0) return undefined
  const [first] = identityFacts
  if (!first) return undefined
  const merges = new Set(identityFacts.map(({ id }) => id))
  const made = madeBefore(memory, JSON.stringify([...refs, ...merges]), first.stored)
  const mentionsMergedRef = (text: string) => text.match(REF)?.some((ref) => refs.has(ref)) ?? false
  const canonicalValue = <T>(value: T): T => withCanonicalRefs(value, refs)
  const canonicalStream = (stream: string) => stream.replace(PERSON_REF_SUFFIX, (_, ref: string) => `~${refs.get(ref) ?? ref}`)

  const dataOf = ({ id, type, data }: StoredEvent): unknown => {
    // A merge is about references: the merged reference stays unchanged, also in a correction of the merge.
    if (merges.has(id)) return { ...(data as object), keptRef: canonicalValue((data as { keptRef: string }).keptRef) }
    if (type === EventCorrected.type && merges.has((data as { correctsId: string }).correctsId)) return data
    return canonicalValue(data)
  }
  const canonicalEvent = (event: StoredEvent): StoredEvent => {
    const known = made.get(event) ?? canonicalFormOf(event)
    made.set(event, known)
    return known
  }
  const canonicalFormOf = (event: StoredEvent): StoredEvent => {
    const stream = canonicalStream(event.stream)
    if (stream === event.stream && !mentionsMergedRef(event.dataText)) return event
    return storedEvent({
      ...event,
      stream,
      revision: String(event.revision),
      caseId: event.caseId ?? null,
      visibility: event.visibility.join(','),
      envelope: event.envelopeText,
      data: JSON.stringify(dataOf(event)),
      salt: event.salt ?? null,
    })
  }
  const canonicalEvents = events.map(canonicalEvent)
  return {
    history: canonicalEvents,
    caseHistory: historyFoundBy(growingFinder()(canonicalEvents), canonicalEvents),
    identityEvents: identityFacts.map(({ stored }) => stored),
    canonicalValue,
    canonicalEvent,
    streamsOf: (stream) => {
      const canonicalName = canonicalStream(stream)
      const ref = PERSON_REF_SUFFIX.exec(canonicalName)?.[1]
      const others = [...refs]
        .filter(([, canonicalRef]) => canonicalRef === ref)
        .map(([merged]) => canonicalName.replace(PERSON_REF_SUFFIX, `~${merged}`))
      return [canonicalName, ...others]
    },
  }
}

/**
 * The guards of a decision about persons. If it is based on other streams, it is also based on the merges in force;
 * events about a person are in the streams of all references of the person. A guard that names types is kept as it is.
 * @param history of the case as it was recorded
 * @param ownStream the stream to which the decision is appended
 */
export const guardsOfDecision = (
  guards: readonly Guard[] | undefined,
  persons: MergedPersons | undefined,
  history: CaseHistory,
  ownStream: string,
): readonly Guard[] | undefined => {
  if (!persons) return guards?.length ? [...guards, ...guardsNotIn(guards, identitiesUnchanged(history))] : guards
  const ofTypes = (guards ?? []).filter(({ types }) => types !== undefined)
  const unchanged = (guards ?? []).flatMap((guard) => (isCasesGuard(guard) || guard.types ? [] : [guard.stream]))
  const streamsAboutPersons = [ownStream, ...unchanged].flatMap(persons.streamsOf)
  const streams = [...new Set(streamsAboutPersons)]
    .filter((stream) => stream !== ownStream)
    .map((stream) => streamUnchanged(history, stream))
  const known = [...ofTypes, ...streams]
  return [...known, ...guardsNotIn(known, identitiesUnchanged(history))]
}

/** Whether a guard breaks whenever another one does. */
const covers = (guard: Guard, { stream, types }: StreamGuard): boolean =>
  !isCasesGuard(guard) &&
  guard.stream === stream &&
  (guard.types === undefined || (types?.every((type) => guard.types?.includes(type)) ?? false))

const guardsNotIn = (guards: readonly Guard[], more: readonly StreamGuard[]): readonly StreamGuard[] =>
  more.filter((one) => !guards.some((guard) => covers(guard, one)))

/**
 * A fact as it is recorded: a member that the fact takes unchanged from its command has the references that the
 * command was sent with.
 * @param recordedData the data of the command
 * @param canonicalData the same data with canonical references
 */
export const withRecordedRefs = <F extends Fact>(fact: F, recordedData: unknown, canonicalData: unknown): F => {
  if (recordedData === canonicalData) return fact
  const [recordedMembers, canonicalMembers] = [recordedData, canonicalData] as Readonly<Record<string, unknown>>[]
  const data = Object.entries(fact.data as object).map(([name, value]: [string, unknown]) => {
    return [
      name,
      recordedMembers && canonicalMembers && name in recordedMembers && canonicalMembers[name] === value ? recordedMembers[name] : value,
    ]
  })
  return { ...fact, data: Object.fromEntries(data) as unknown }
}
