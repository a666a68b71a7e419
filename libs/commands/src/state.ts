import { EventCorrected, EventRetracted, upcast, type EventType, type Fact, type RecordedFact } from '@case-timeline/contracts'
import { effective } from '@case-timeline/casework'
import type { Aggregate } from './aggregate.ts'
import { fittingCorrection, isReadable, type StoredEvent } from '@case-timeline/event-store'

/** The folded state of an aggregate's stream. */
export interface Folded {
  readonly revision: number
  readonly state: unknown
}

const CORRECTIONS: readonly string[] = [EventCorrected.type, EventRetracted.type]

/** A stream contains an event type unknown to this release: a decision without it would ignore facts. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType'
}

/** Whether an event type is that of a correction or a retraction. */
export const isCorrection = (type: string): boolean => CORRECTIONS.includes(type)

const recordedFactOf = (event: StoredEvent, types: ReadonlyMap<string, EventType>): RecordedFact<Fact> => {
  const type = types.get(event.type)
  if (!type)
    throw new UnknownEventType(
      `${event.stream} contains ${event.type} (revision ${event.revision}), which is unknown to this release: upgrade this service`,
    )
  return {
    id: event.id,
    type: event.type,
    data: upcast(type, event.schemaVersion, event.data),
    occurredAt: event.occurredAt,
    occurredZone: event.occurredZone,
    recordedAt: event.recordedAt,
  }
}

/** The state after some facts, corrections already applied; warnings, overrides and refusals change no state. */
export const evolveAll = (aggregate: Aggregate, state: unknown, facts: readonly RecordedFact<Fact>[]): unknown => {
  let current = state
  for (const fact of facts) if (aggregate.events.some(({ type }) => type === fact.type)) current = aggregate.evolve(current, fact)
  return current
}

/** The facts in force of a whole stream, corrections applied; warnings and overrides are included. */
export const factsIn = (aggregate: Aggregate, history: readonly StoredEvent[]): readonly RecordedFact<Fact>[] => {
  const { types } = aggregate
  const facts = history.filter(isReadable).map((event) => recordedFactOf(event, types))
  return effective(facts, (type, version, data) => {
    const definition = types.get(type)
    if (fittingCorrection(type, version, data) === undefined) return undefined
    return definition ? upcast(definition, version, data) : data
  })
}

/** The fold of a whole stream, corrections applied first. */
export const fold = (aggregate: Aggregate, history: readonly StoredEvent[]): Folded => ({
  revision: history.at(-1)?.revision ?? -1,
  state: evolveAll(aggregate, aggregate.initial, factsIn(aggregate, history)),
})

/**
 * The state after later events, or undefined if one of them is a correction: then the whole stream has to be folded
 * again.
 */
export const continueFold = (aggregate: Aggregate, from: Folded, later: readonly StoredEvent[]): Folded | undefined => {
  if (later.some((event) => isCorrection(event.type))) return undefined
  const { types } = aggregate
  const facts = later.filter(isReadable).map((event) => recordedFactOf(event, types))
  return { revision: later.at(-1)?.revision ?? from.revision, state: evolveAll(aggregate, from.state, facts) }
}
