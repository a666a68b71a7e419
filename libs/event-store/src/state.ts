import {
  CommandRefused,
  DeadlineMissed,
  EventCorrected,
  EventRetracted,
  RuleOverridden,
  WarningRaised,
  upcast,
  type EventType,
  type Fact,
  type Happened,
} from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import type { Aggregate } from './aggregate.ts'
import type { StoredEvent } from './event-store.ts'

/** What an aggregate's stream says, folded. */
export interface Folded {
  readonly revision: number
  readonly state: unknown
}

const CROSS_CUTTING: readonly EventType[] = [WarningRaised, RuleOverridden, DeadlineMissed, EventCorrected, EventRetracted, CommandRefused]
const CORRECTIONS: readonly string[] = [EventCorrected.type, EventRetracted.type]

/** A stream holds an event that this release does not know: to decide without it would be to decide on half the facts. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType'
}

const byType = new WeakMap<Aggregate, ReadonlyMap<string, EventType>>()

/** The event types that may stand in an aggregate's streams: its own and the cross-cutting ones. */
export const typesOf = (aggregate: Aggregate): ReadonlyMap<string, EventType> => {
  const known = byType.get(aggregate) ?? new Map([...aggregate.events, ...CROSS_CUTTING].map((one) => [one.type, one]))
  byType.set(aggregate, known)
  return known
}

export const isCorrection = (type: string): boolean => CORRECTIONS.includes(type)

const happened = (event: StoredEvent, types: ReadonlyMap<string, EventType>): Happened<Fact> => {
  const type = types.get(event.type)
  if (!type)
    throw new UnknownEventType(
      `${event.stream} holds ${event.type} (revision ${event.revision}), which this release does not know: upgrade this service`,
    )
  return {
    id: event.id,
    type: event.type,
    data: upcast(type, event.schemaVersion, event.data),
    occurredAt: event.occurredAt,
    occurredZone: event.occurredZone,
  }
}

/** Folds facts that stand as recorded; warnings, overrides and refusals change no state. */
export const evolveAll = (aggregate: Aggregate, state: unknown, facts: readonly Happened<Fact>[]): unknown => {
  let now = state
  for (const fact of facts) if (aggregate.events.some((one) => one.type === fact.type)) now = aggregate.decider.evolve(now, fact)
  return now
}

/** What stands in a whole stream, its corrections applied: warnings and overrides stand in it too. */
export const factsIn = (aggregate: Aggregate, history: readonly StoredEvent[]): readonly Happened<Fact>[] => {
  const types = typesOf(aggregate)
  const facts = history.map((event) => happened(event, types))
  return effective(facts, (type, version, data) => {
    const definition = types.get(type)
    return definition ? upcast(definition, version, data) : data
  })
}

/** A whole stream folded, its corrections applied before the fold. */
export const fold = (aggregate: Aggregate, history: readonly StoredEvent[]): Folded => ({
  revision: history.at(-1)?.revision ?? -1,
  state: evolveAll(aggregate, aggregate.decider.initial, factsIn(aggregate, history)),
})

/** The state after later events, or undefined when one of them corrects: then the whole stream is folded again. */
export const foldOn = (aggregate: Aggregate, from: Folded, later: readonly StoredEvent[]): Folded | undefined => {
  if (later.some((event) => isCorrection(event.type))) return undefined
  const types = typesOf(aggregate)
  const facts = later.map((event) => happened(event, types))
  return { revision: later.at(-1)?.revision ?? from.revision, state: evolveAll(aggregate, from.state, facts) }
}
