import { WarningRaised, type Basis, type Fact, type FactOf, type Happened } from '@case-timeline/contracts'
import { levelsUnder, settle, type Command, type Decided, type Forbidden, type Refusal } from '@case-timeline/decider'
import type { Aggregate, Reading } from './aggregate.ts'
import type { Guard, SealedEvent, StoredEvent } from './event-store.ts'
import type { Desk, Request } from './request.ts'
import { eventIdOf } from './ids.ts'
import { linkedCases } from './linked-cases.ts'
import type { Law } from './law.ts'
import { asSaid, guardsAmong, mergedPersons, type MergedPersons } from './persons.ts'
import { occurredAtOf, seal, type Circumstances, type Concerned } from './seal.ts'
import { evolveAll, fold, isCorrection, typesOf, type Folded } from './state.ts'

/** A command on its way: what stays the same however often it is decided. */
export interface Matter {
  readonly desk: Desk
  readonly aggregate: Aggregate
  readonly request: Request
  readonly stream: string
  /** 32 bytes. */
  readonly digest: Buffer
  /** RFC 3339 in UTC. */
  readonly now: string
}

/** Events that are ready to be appended, and the state that they lead to. */
export interface Ready {
  readonly outcome: 'ready'
  readonly events: readonly SealedEvent[]
  readonly guards: readonly Guard[] | undefined
  readonly warnings: readonly string[]
  /** Absent when the stream has to be folded again. */
  readonly next: Folded | undefined
}

/** A command with what was read for it, and the state in which it is decided: both about persons, whatever they are called. */
interface Considered {
  readonly command: Command
  readonly reading: Reading
  readonly state: unknown
}

const lawOf = ({ desk, request }: Matter): Law | undefined => desk.lawOf?.(request.jurisdiction)

export const circumstances = ({ desk, aggregate, request, stream, digest, now }: Matter): Circumstances => ({
  service: aggregate.service,
  deployment: desk.deployment,
  stream,
  caseId: request.caseId,
  commandId: request.commandId,
  commandDigest: digest,
  occurredAt: request.body.occurredAt,
  occurredZone: request.body.occurredZone,
  jurisdiction: request.jurisdiction,
  actor: request.actor,
  legalBasis: request.legalBasis,
  correlationId: request.correlationId,
  causationId: request.causationId,
  now,
})

const consider = async (matter: Matter, folded: Folded, asked: Omit<Command, 'known'>): Promise<Considered> => {
  const { desk, aggregate, request, stream } = matter
  const { state } = folded
  if (!aggregate.known) return { command: { ...asked, known: {} }, reading: { known: {}, read: [] }, state }
  if (request.caseId === undefined) {
    const reading = aggregate.known(await desk.store.readStream(stream), asked)
    return { command: { ...asked, known: reading.known }, reading, state }
  }
  const linked = aggregate.readsLinkedCases?.(asked) ? await linkedCases(desk.store, request.caseId) : undefined
  const elsewhere = await Promise.all((aggregate.readsElsewhere?.(asked) ?? []).map((stream) => desk.store.readStream(stream)))
  const recorded = await desk.store.readCase(request.caseId)
  const persons = aggregate.judgesReferences ? undefined : mergedPersons(recorded)
  const understood = persons ? { ...asked, data: persons.under(asked.data) } : asked
  const reading = aggregate.known(persons?.history ?? recorded, understood, linked, elsewhere.flat())
  const command = { ...understood, known: reading.known }
  const guards = aggregate.judgesReferences ? reading.guards : guardsAmong(reading.guards, persons, recorded, stream)
  if (!persons) return { command, reading: { ...reading, guards }, state }
  const read = [...asRecorded(recorded, reading.read), ...persons.said]
  return { command, reading: { ...reading, read, guards }, state: stateOfAPerson(matter, folded, recorded, persons) }
}

/** What was read, as it stands in the log. */
const asRecorded = (recorded: readonly StoredEvent[], read: readonly StoredEvent[]): readonly StoredEvent[] => {
  const byId = new Map(recorded.map((event) => [event.id, event]))
  return read.map((event) => byId.get(event.id) ?? event)
}

/** What the streams about a person say of her, in the order of the log: of the stream that is decided on, what was seen of it. */
const stateOfAPerson = ({ aggregate, stream }: Matter, { revision }: Folded, recorded: readonly StoredEvent[], persons: MergedPersons) => {
  const streams = persons.streamsOf(stream)
  const hers = recorded.filter((event) => streams.includes(event.stream) && (event.stream !== stream || event.revision <= revision))
  return fold(aggregate, hers.map(persons.told)).state
}

/** What an envelope has room for. */
const MOST_READ = 1_000

const basisOf = ({ read }: Reading, law: Law | undefined): Basis | undefined => {
  if (read.length === 0 && law === undefined) return undefined
  const events = read.slice(0, MOST_READ).map(({ id, stream, revision }) => ({ id, stream, revision }))
  return law === undefined ? { events } : { events, policyHash: law.hash }
}

/** Whether all that a command would record reports what happened. */
const onlyReports = (matter: Matter, decided: Decided | Forbidden): boolean => {
  const types = typesOf(matter.aggregate)
  return 'events' in decided && decided.events.every(({ type }) => types.get(type)?.kind === 'report')
}

const concernedBy =
  (read: readonly StoredEvent[]) =>
  (eventId: string): Concerned | undefined => {
    const event = read.find((one) => one.id === eventId)
    return event && { visibility: event.visibility, classification: event.envelope.classification, subjects: event.envelope.subjects }
  }

const isWarning = (fact: Fact): fact is FactOf<typeof WarningRaised> => fact.type === WarningRaised.type

const after = (matter: Matter, from: Folded, events: readonly SealedEvent[]): Folded | undefined => {
  if (events.some((event) => isCorrection(event.type))) return undefined
  const types = typesOf(matter.aggregate)
  const about = { occurredAt: matter.request.body.occurredAt, now: matter.now }
  const facts = events.map((event): Happened<Fact> => {
    const type = types.get(event.type)
    return {
      id: event.id,
      type: event.type,
      data: JSON.parse(event.dataText) as unknown,
      occurredAt: type && occurredAtOf(type, about),
      occurredZone: matter.request.body.occurredZone,
    }
  })
  return { revision: from.revision + events.length, state: evolveAll(matter.aggregate, from.state, facts) }
}

/** Decides a command on a state; nothing is recorded yet. */
export const decide = async (matter: Matter, folded: Folded): Promise<Ready | Refusal> => {
  const { aggregate, request, now } = matter
  const { data, occurredAt, occurredZone, overrides } = request.body
  const { name, actor, jurisdiction } = request
  const law = lawOf(matter)
  const asked = { name, data, occurredAt, occurredZone, overrides, now, actor, jurisdiction, policy: law?.policy }
  const { command, reading, state } = await consider(matter, folded, asked)
  const decided = aggregate.decider.decide(command, state)
  const levels = levelsUnder(law?.policy, onlyReports(matter, decided))
  const settled = settle(decided, state, command, (index) => eventIdOf(request.commandId, index), levels)
  if (settled.outcome === 'refused') return settled
  const about = { ...circumstances(matter), basis: basisOf(reading, law) }
  const types = typesOf(aggregate)
  const facts = settled.events.map((fact) => asSaid(fact, data, command.data))
  const events = seal(facts, about, (type) => types.get(type), concernedBy(reading.read))
  return {
    outcome: 'ready',
    events,
    guards: reading.guards,
    warnings: settled.events.filter(isWarning).map((warning) => warning.data.ruleId),
    next: after(matter, folded, events),
  }
}
