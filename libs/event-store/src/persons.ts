import { CASE_RECORD_SERVICES, EventCorrected, PersonRefsMerged, PersonRefsUnmerged, type Fact } from '@case-timeline/contracts'
import { mergedRefs, underStandingRefs } from '@case-timeline/decider'
import { streamName } from './aggregate.ts'
import { isOfCases, type Guard, type StoredEvent, type StreamGuard } from './event-store.ts'
import { standing, unchanged } from './reading.ts'
import { storedEvent } from './stored-event.ts'

/** A case of which the record says that some references are one person. */
export interface MergedPersons {
  /** The case as if each person had had one reference throughout, and one stream where a stream is about a person. */
  readonly history: readonly StoredEvent[]
  /** The events that say who is who. */
  readonly said: readonly StoredEvent[]
  /** A value in which each person has the reference that stands for her. */
  under<T>(value: T): T
  /** An event of the case as `history` has it, or would have it. */
  told(event: StoredEvent): StoredEvent
  /** All streams about the person whom a stream is about, that one included, whether anything stands in them or not. */
  streamsOf(stream: string): readonly string[]
}

/** The reference of the person whom a stream is about: it ends its name, behind the case. */
const AT_THE_END = /~([^~]+)$/

/**
 * Who is one person in a case, by the rule of views and timelines: whichever sector merged them, until they are unmerged.
 * @param history of the case in recording order, corrections included
 * @returns nothing where no two references are one person
 */
export const mergedPersons = (history: readonly StoredEvent[]): MergedPersons | undefined => {
  if (!history.some(({ type }) => type === PersonRefsMerged.type)) return undefined
  const saying = standing(history, PersonRefsMerged, PersonRefsUnmerged)
  const refs = mergedRefs(saying)
  if (refs.size === 0) return undefined
  const merges = new Set(saying.map(({ id }) => id))
  const names = (text: string) => [...refs.keys()].some((ref) => text.includes(ref))
  const under = <T>(value: T): T => underStandingRefs(value, refs)
  const streamUnder = (stream: string) => stream.replace(AT_THE_END, (_, ref: string) => `~${refs.get(ref) ?? ref}`)

  const dataOf = ({ id, type, data }: StoredEvent): unknown => {
    // Who is who is said of references: the one that was merged stays what it is.
    if (merges.has(id)) return { ...(data as object), keptRef: under((data as { keptRef: string }).keptRef) }
    if (type === EventCorrected.type && merges.has((data as { correctsId: string }).correctsId)) return data
    return under(data)
  }
  const told = (event: StoredEvent): StoredEvent => {
    const stream = streamUnder(event.stream)
    if (stream === event.stream && !names(event.dataText)) return event
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
  return {
    history: history.map(told),
    said: saying.map(({ stored }) => stored),
    under,
    told,
    streamsOf: (stream) => {
      const one = streamUnder(stream)
      const ref = AT_THE_END.exec(one)?.[1]
      const others = [...refs].filter(([, standsFor]) => standsFor === ref).map(([merged]) => one.replace(AT_THE_END, `~${merged}`))
      return [one, ...others]
    },
  }
}

/** Holds while nobody says anything else of who is who in the case. */
export const whoIsWhoStands = (history: readonly StoredEvent[]): readonly StreamGuard[] => {
  const caseId = history[0]?.caseId
  if (caseId === undefined) return []
  return CASE_RECORD_SERVICES.map((service) => unchanged(history, streamName(service, 'record', caseId)))
}

/**
 * The guards of a decision about persons: where it rests on other streams it also rests on who is who; and what is about a person stands
 * in the streams of all her references.
 * @param history of the case as it was recorded
 * @param own the stream to which the decision goes
 */
export const guardsAmong = (
  guards: readonly Guard[] | undefined,
  persons: MergedPersons | undefined,
  history: readonly StoredEvent[],
  own: string,
): readonly Guard[] | undefined => {
  if (!persons) return guards?.length ? [...guards, ...notIn(guards, whoIsWhoStands(history))] : guards
  const about = [own, ...(guards ?? []).flatMap((guard) => (isOfCases(guard) ? [] : [guard.stream]))].flatMap(persons.streamsOf)
  const streams = [...new Set(about)].filter((stream) => stream !== own).map((stream) => unchanged(history, stream))
  return [...(guards ?? []).filter(isOfCases), ...streams, ...notIn(streams, whoIsWhoStands(history))]
}

const notIn = (guards: readonly Guard[], more: readonly StreamGuard[]): readonly StreamGuard[] =>
  more.filter(({ stream }) => !guards.some((guard) => !isOfCases(guard) && guard.stream === stream))

/**
 * A fact as it is recorded: a member that it takes from its command, as it is, has the references that the command used.
 * @param said the data of the command, and the same under the references that stand for the persons
 */
export const asSaid = <F extends Fact>(fact: F, said: unknown, understood: unknown): F => {
  if (said === understood) return fact
  const [used, standsFor] = [said, understood] as Readonly<Record<string, unknown>>[]
  const data = Object.entries(fact.data as object).map(([name, value]: [string, unknown]) => {
    return [name, used && standsFor && name in used && standsFor[name] === value ? used[name] : value]
  })
  return { ...fact, data: Object.fromEntries(data) as unknown }
}
