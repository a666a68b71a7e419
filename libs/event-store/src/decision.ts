import { WarningRaised, type Basis, type Fact, type FactOf, type Happened } from '@case-timeline/contracts'
import { settle, type Command, type Refusal } from '@case-timeline/decider'
import type { Aggregate, Reading } from './aggregate.ts'
import type { Guard, SealedEvent, StoredEvent } from './event-store.ts'
import type { Desk, Request } from './request.ts'
import { eventIdOf } from './ids.ts'
import { occurredAtOf, seal, type Circumstances, type Concerned } from './seal.ts'
import { evolveAll, isCorrection, typesOf, type Folded } from './state.ts'

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

const NOTHING_READ: Reading = { known: {}, read: [] }

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

const read = async ({ desk, aggregate, request }: Matter, command: Omit<Command, 'known'>): Promise<Reading> =>
  aggregate.known ? aggregate.known(await desk.store.readCase(request.caseId), command) : NOTHING_READ

const basisOf = ({ read }: Reading): Basis | undefined =>
  read.length === 0 ? undefined : { events: read.map(({ id, stream, revision }) => ({ id, stream, revision })) }

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
  const asked = { name, data, occurredAt, occurredZone, overrides, now, actor, jurisdiction }
  const reading = await read(matter, asked)
  const command: Command = { ...asked, known: reading.known }
  const settled = settle(aggregate.decider.decide(command, folded.state), folded.state, command, (index) =>
    eventIdOf(request.commandId, index),
  )
  if (settled.outcome === 'refused') return settled
  const about = { ...circumstances(matter), basis: basisOf(reading) }
  const types = typesOf(aggregate)
  const events = seal(settled.events, about, (type) => types.get(type), concernedBy(reading.read))
  return {
    outcome: 'ready',
    events,
    guards: reading.guards,
    warnings: settled.events.filter(isWarning).map((warning) => warning.data.ruleId),
    next: after(matter, folded, events),
  }
}
