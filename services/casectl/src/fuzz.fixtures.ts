import {
  type CommandBody,
  type CommandType,
  EventCorrected,
  EventRetracted,
  type EventType,
  type RecordedFact,
  type Fact,
  sentData,
} from '@case-timeline/contracts'
import { effective, streamName } from '@case-timeline/casework'
import { type Aggregate, readingFor, type StoredLinkedCases, type UnreadCommand } from '@case-timeline/commands'
import { type Command, ownLevels, type Rule, type RuleLevels, settle } from '@case-timeline/decider'
import { anyCommandOf, fewIds } from '@case-timeline/decider/fixtures'
import { type StoredEvent } from '@case-timeline/event-store'
import { storedCase, type GivenEvent } from '@case-timeline/event-store/fixtures'
import fc from 'fast-check'
import { z } from 'zod'
import { DESCRIPTIONS } from './descriptions.ts'

/** Every aggregate of every service. */
export const AGGREGATES: readonly Aggregate[] = DESCRIPTIONS.flatMap(({ aggregates }) => aggregates)

export const caseId = 'a0000000-0000-4000-8000-000000000001'

const arbitraryBody = (type: CommandType, data: CommandType['data']): fc.Arbitrary<CommandBody<unknown>> =>
  anyCommandOf([{ ...type, data }], fc.constant({}))
    .map(({ data: drawn }): CommandBody<unknown> => ({ data: drawn }))
    .filter((body) => z.safeParse(data, body.data).success)

/** Any valid body of a command: generated from its schema, and filtered by the refinements of the schema. */
export const validBody = (type: CommandType): fc.Arbitrary<CommandBody<unknown>> => arbitraryBody(type, sentData(type))

/** Any body as its aggregate receives it: the members to encrypt are ciphertext already. */
export const decidedBody = (type: CommandType): fc.Arbitrary<CommandBody<unknown>> => arbitraryBody(type, type.data)

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** A change to the JSON text of example data. */
export type TextVariation = (text: string) => string

/** Events that other facts refer to by id: they get one of the few shared ids too. */
const EVENTS_REFERENCED_BY_ID = [
  'adjudication.ProtectionMeasureOrdered',
  'adjudication.VerdictDelivered',
  'prosecution.NoProsecutionDecided',
  'victimSupport.SafetyIncidentReported',
]

const eventsRecordedBy = ({ service, name, events, streamId }: Aggregate, sharedId: string, variation: TextVariation) =>
  events.map(({ type, example }: EventType) => {
    const data = JSON.parse(variation(JSON.stringify(example).replaceAll(UUID, sharedId))) as never
    const id = EVENTS_REFERENCED_BY_ID.includes(type) ? { id: sharedId } : {}
    return { type, data, stream: streamName(service, name, streamId(caseId, data)), occurredAt: '2026-11-20', ...id }
  })

/** A case with every type of event, once for each of the few shared ids. */
export const eventfulCase = (aggregates: readonly Aggregate[], variation: TextVariation = (text) => text): StoredEvent[] =>
  storedCase(caseId, ...fewIds.flatMap((sharedId) => aggregates.flatMap((aggregate) => eventsRecordedBy(aggregate, sharedId, variation))))

/** The person of the last id is a child who stated not to wish to return. */
export const ofUnwillingChild: TextVariation = (text) =>
  text.includes('-000000000003"')
    ? text.replace('"ageBand":"adult"', '"ageBand":"child"').replace(/"wish":"[^"]*","toParty":"[^"]*"/, '"wish":"notToReturn"')
    : text

/** A case in which all events of one type are retracted. */
export const withRetracted = (history: readonly StoredEvent[], type: string): StoredEvent[] => {
  const data = (retractsId: string) => ({ ...EventRetracted.example, retractsId })
  const retractions = history
    .filter((event) => event.type === type)
    .map(({ id, stream }) => ({ type: EventRetracted.type, data: data(id), stream }))
  return storedCase(caseId, ...(history as readonly GivenEvent[]), ...retractions)
}

const CORRECTIONS: readonly string[] = [EventCorrected.type, EventRetracted.type]

/** Cache: thousands of commands read the streams of the same history. */
const streamsByHistory = new WeakMap<readonly StoredEvent[], ReadonlyMap<string, StoredEvent[]>>()
const streamsOf = (history: readonly StoredEvent[]): ReadonlyMap<string, StoredEvent[]> => {
  const cached = streamsByHistory.get(history)
  if (cached) return cached
  const streams = new Map<string, StoredEvent[]>()
  for (const event of history) {
    const ownEvents = streams.get(event.stream)
    if (ownEvents) ownEvents.push(event)
    else streams.set(event.stream, [event])
  }
  streamsByHistory.set(history, streams)
  return streams
}

/** The state of one stream of a case, folded from its beginning. */
const stateOf = (aggregate: Aggregate, history: readonly StoredEvent[], stream: string): unknown => {
  const types = new Set([...aggregate.events.map(({ type }) => type), ...CORRECTIONS])
  const ownEvents = (streamsOf(history).get(stream) ?? []).filter(({ type }) => types.has(type))
  const asFact = ({ id, type, data, occurredAt, occurredZone, recordedAt }: StoredEvent) =>
    ({ id, type, data, occurredAt, occurredZone, recordedAt }) as RecordedFact<Fact>
  return effective(ownEvents.map(asFact)).reduce((state, event) => aggregate.evolve(state, event), aggregate.initial)
}

export const commandTypesOf = ({ commands }: Aggregate): readonly CommandType[] => Object.values(commands).map(({ type }) => type)

export const streamOf = ({ service, name, streamId }: Aggregate, data: Command['data']): string =>
  streamName(service, name, streamId(caseId, data))

/** One linked case was read, which has the same facts; there are more linked cases than were read. */
const linkedWith = (history: readonly StoredEvent[]): StoredLinkedCases => ({
  cases: [{ caseId: '88888888-8888-4888-8888-888888888888', events: history }],
  hasMore: true,
  caseIdsToGuard: [],
  asOf: '0',
})

/** What a command reads of a case in addition to its own stream. */
const knownTo = (aggregate: Aggregate, history: readonly StoredEvent[], unread: UnreadCommand): unknown => {
  const streams = aggregate.commands[unread.name]?.readsStreams?.(unread) ?? []
  const otherStreams = streams.flatMap((stream) => streamsOf(history).get(stream) ?? [])
  const linked = aggregate.commands[unread.name]?.readsLinkedCases?.(unread) ? linkedWith(history) : undefined
  return readingFor(aggregate, history, unread, linked, otherStreams).known
}

/**
 * A command with what was read for it, the state of its stream, and the decision: the steps of a command handler before
 * it records.
 */
export const decidedOn = (aggregate: Aggregate, history: readonly StoredEvent[], unread: UnreadCommand) => {
  const command: Command = { ...unread, known: knownTo(aggregate, history, unread) }
  const state = stateOf(aggregate, history, streamOf(aggregate, command.data))
  return { command, state, decided: aggregate.decide(command, state) }
}

export type OnCase = ReturnType<typeof decidedOn>

/** The result of a decision under its rules: the refusal, or the facts and the rules that warn. */
export type Settled = { readonly refusedBy: Rule } | { readonly recorded: readonly Fact[]; readonly warnedBy: readonly string[] }

export const settled = ({ decided, state, command }: OnCase, levels: RuleLevels = ownLevels): Settled => {
  const outcome = settle(decided, state, command, levels)
  if (outcome.outcome === 'refused') return { refusedBy: outcome.rule }
  // A command that waits for a second person is not recorded either.
  if (outcome.outcome === 'awaits-approval') return { refusedBy: outcome.rules[0]! }
  return { recorded: outcome.events, warnedBy: outcome.warnings.map(({ rule }) => rule.id) }
}
