import { adjudication } from '@case-timeline/adjudication'
import { auditTrail } from '@case-timeline/audit-trail'
import {
  type CommandBody,
  type CommandType,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Happened,
  type Fact,
  sentData,
} from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import { anyOf, fewIds } from '@case-timeline/decider/fixtures'
import { type Aggregate, type StoredEvent, streamName } from '@case-timeline/event-store'
import { storedCase, type ToldOf } from '@case-timeline/event-store/fixtures'
import { investigation } from '@case-timeline/investigation'
import { prosecution } from '@case-timeline/prosecution'
import { victimSupport } from '@case-timeline/victim-support'
import fc from 'fast-check'
import { z } from 'zod'

/** Every aggregate of every service. */
export const AGGREGATES: readonly Aggregate[] = [investigation, prosecution, adjudication, victimSupport, auditTrail].flatMap(
  ({ aggregates }) => aggregates,
)

export const caseId = 'a0000000-0000-4000-8000-000000000001'

const drawnFrom = (type: CommandType, data: CommandType['data']): fc.Arbitrary<CommandBody<unknown>> =>
  anyOf([{ ...type, data }], fc.constant({}))
    .map(({ data: drawn }): CommandBody<unknown> => ({ data: drawn }))
    .filter((body) => z.safeParse(data, body.data).success)

/** Any body that a command takes: drawn from its own schema, and left out where a refinement beyond it says no. */
export const inside = (type: CommandType): fc.Arbitrary<CommandBody<unknown>> => drawnFrom(type, sentData(type))

/** Any body as its aggregate decides it: what is sealed is ciphertext by then. */
export const asDecided = (type: CommandType): fc.Arbitrary<CommandBody<unknown>> => drawnFrom(type, type.data)

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Another telling of the same facts, as JSON text. */
export type Retelling = (text: string) => string

/** Events whose id other facts name: theirs are among the few, too. */
const NAMED_BY_ID = ['adjudication.VerdictDelivered', 'prosecution.NoProsecutionDecided', 'victimSupport.SafetyIncidentReported']

const toldBy = ({ service, name, events, streamId }: Aggregate, few: string, retold: Retelling) =>
  events.map(({ type, example }: EventType) => {
    const data = JSON.parse(retold(JSON.stringify(example).replaceAll(UUID, few))) as never
    const id = NAMED_BY_ID.includes(type) ? { id: few } : {}
    return { type, data, stream: streamName(service, name, streamId(caseId, data)), occurredAt: '2026-11-20', ...id }
  })

/** A case in which everything that can happen has happened, to each of three persons and things. */
export const eventfulCase = (aggregates: readonly Aggregate[], retold: Retelling = (text) => text): StoredEvent[] =>
  storedCase(caseId, ...fewIds.flatMap((few) => aggregates.flatMap((aggregate) => toldBy(aggregate, few, retold))))

/** A case in which all that was recorded of one type is taken back as wrongly recorded. */
export const takenBack = (history: readonly StoredEvent[], type: string): StoredEvent[] => {
  const data = (retractsId: string) => ({ ...EventRetracted.example, retractsId })
  const retractions = history
    .filter((event) => event.type === type)
    .map(({ id, stream }) => ({ type: EventRetracted.type, data: data(id), stream }))
  return storedCase(caseId, ...(history as readonly ToldOf[]), ...retractions)
}

const CORRECTIONS: readonly string[] = [EventCorrected.type, EventRetracted.type]

/** A case is asked for its streams by thousands of commands: it is sorted into them once. */
const sorted = new WeakMap<readonly StoredEvent[], ReadonlyMap<string, StoredEvent[]>>()
const streamsOf = (history: readonly StoredEvent[]): ReadonlyMap<string, StoredEvent[]> => {
  const known = sorted.get(history)
  if (known) return known
  const streams = new Map<string, StoredEvent[]>()
  for (const event of history) {
    const own = streams.get(event.stream)
    if (own) own.push(event)
    else streams.set(event.stream, [event])
  }
  sorted.set(history, streams)
  return streams
}

/** The state of one stream of a case, folded from its beginning. */
export const stateOf = ({ decider, events }: Aggregate, history: readonly StoredEvent[], stream: string): unknown => {
  const types = new Set([...events.map(({ type }) => type), ...CORRECTIONS])
  const own = (streamsOf(history).get(stream) ?? []).filter(({ type }) => types.has(type))
  return effective(own.map(({ id, type, data }) => ({ id, type, data }) as Happened<Fact>)).reduce(decider.evolve, decider.initial)
}
