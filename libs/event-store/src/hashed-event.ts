import { randomUUID } from 'node:crypto'
import {
  SERVICES,
  type Basis,
  type Classification,
  type Envelope,
  type EventType,
  type Fact,
  type ServiceName,
  type Subject,
} from '@case-timeline/contracts'
import { z } from 'zod'
import { canonical, NotStorable } from './canonical.ts'
import type { HashedEvent } from './event-store.ts'
import { dataHash, eventHash } from './hashing.ts'
import { eventIdOf } from './ids.ts'

/** What an `as-target-event` event copies from the event that it concerns. */
export interface ConcernedEvent {
  readonly visibility: readonly ServiceName[]
  readonly classification: Classification
  readonly subjects: readonly Subject[] | undefined
}

/** The values that all events of one command share. */
export interface RecordingContext extends Pick<
  Envelope,
  | 'deployment'
  | 'stream'
  | 'commandId'
  | 'jurisdiction'
  | 'imported'
  | 'actor'
  | 'correlationId'
  | 'caseId'
  | 'occurredAt'
  | 'occurredZone'
  | 'legalBasis'
  | 'causationId'
> {
  readonly service: ServiceName
  /** 32 bytes. */
  readonly commandDigest: Buffer
  /** RFC 3339 in UTC; the time at which a decision without `occurredAt` occurred. */
  readonly now: string
  readonly basis?: Basis | undefined
  /** The ids of a command that an earlier release recorded, which is decided again; default: those of this release. */
  readonly idOf?: ((index: number) => string) | undefined
}

/** A decider emitted a fact that does not fit its event type, a programming error: nothing is recorded. */
export class MalformedFact extends Error {
  override readonly name = 'MalformedFact'
}

/** The id of the event that an `as-target-event` event concerns. */
const concernedEventId = (data: unknown): string => {
  const { eventId, correctsId, retractsId } = data as { eventId?: string; correctsId?: string; retractsId?: string }
  return eventId ?? correctsId ?? retractsId ?? ''
}

const correctedEventId = (data: unknown): string | undefined => {
  const { correctsId, retractsId } = data as { correctsId?: string; retractsId?: string }
  return correctsId ?? retractsId
}

const validatedData = (type: EventType, data: unknown): unknown => {
  const parsed = z.safeParse(type.data, data)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  if (issues.every(({ code }) => code === 'too_big'))
    throw new NotStorable(
      issues[0]?.path.join('.') ?? '',
      `would be more in ${type.type} than a record of this type holds: send less in one command`,
    )
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`).join('; ')
  throw new MalformedFact(`${type.type} was not recorded, because its data does not fit version ${type.version}: ${where}`)
}

/** The first and last bytes of a UUID of version 4, which are random. */
const eightRandomBytes = (): string => {
  const uuid = randomUUID()
  return uuid.slice(0, 8) + uuid.slice(-8)
}

/** 16 random bytes. Node keeps random UUIDs in stock: `randomBytes` asks the system each time, for ten times as long. */
const freshSalt = (): Buffer => Buffer.from(eightRandomBytes() + eightRandomBytes(), 'hex')

/**
 * A decision without a time happens now, unless an import reports it; a report without a time has an unknown time.
 */
export const occurredAtOf = (
  type: EventType,
  { occurredAt, imported, now }: Pick<RecordingContext, 'occurredAt' | 'imported' | 'now'>,
): string | undefined => occurredAt ?? (type.kind === 'decision' && imported === undefined ? now : undefined)

const inServiceOrder = (services: readonly ServiceName[]): ServiceName[] => SERVICES.filter((one) => services.includes(one))

/**
 * Turns the facts of one command into the events that are stored: envelope, salt and hashes.
 * @param typeOf the definition of a fact's type
 * @param concernedEventOf returns an earlier event that an `as-target-event` fact concerns; events of the same command
 * need not be found
 * @param isKept whether the recording service and audit-trail alone receive a fact, by its index, also if others received
 * the event that it concerns
 * @throws MalformedFact for a fact that does not fit its type; NotStorable for a value that the log does not accept, and
 * for a list longer than its type allows
 */
export const hashEvents = (
  facts: readonly Fact[],
  recordingContext: RecordingContext,
  typeOf: (type: string) => EventType | undefined,
  concernedEventOf: (eventId: string) => ConcernedEvent | undefined = () => undefined,
  isKept: (index: number) => boolean = () => false,
): HashedEvent[] => {
  const earlierEvents = new Map<string, ConcernedEvent>()
  const digest = recordingContext.commandDigest.toString('hex')
  const { service, commandId, idOf = (index: number) => eventIdOf(service, commandId, index) } = recordingContext
  return facts.map((fact, index) => {
    const type = typeOf(fact.type)
    if (!type) throw new MalformedFact(`${fact.type} was not recorded: its aggregate does not list this event type`)
    const data = validatedData(type, fact.data)
    const id = idOf(index)
    const concerned =
      type.visibility === 'as-target-event'
        ? (earlierEvents.get(concernedEventId(data)) ?? concernedEventOf(concernedEventId(data)))
        : undefined
    if (type.visibility === 'as-target-event' && !concerned)
      throw new MalformedFact(
        `${fact.type} was not recorded: it concerns event ${concernedEventId(data)}, which this command neither records nor has read`,
      )
    const subjects = [...(concerned?.subjects ?? []), ...(type.subjects?.(data) ?? [])]
    const handling: ConcernedEvent = {
      visibility: inServiceOrder([
        recordingContext.service,
        'auditTrail',
        ...(isKept(index) ? [] : (concerned?.visibility ?? (type.visibility as readonly ServiceName[]))),
      ]),
      classification: concerned?.classification ?? type.classification ?? 'PRIVATE',
      subjects: subjects.length === 0 ? undefined : subjects,
    }
    earlierEvents.set(id, handling)
    const dataText = canonical(data)
    const salt = freshSalt()
    // The members are in the order of the canonical text, so that sorting them there is fast.
    const envelope: Envelope = {
      actor: recordingContext.actor,
      basis: recordingContext.basis,
      caseId: recordingContext.caseId,
      causationId: recordingContext.causationId,
      classification: handling.classification,
      commandDigest: digest,
      commandId: recordingContext.commandId,
      correlationId: recordingContext.correlationId,
      corrects: concerned && correctedEventId(data),
      dataHash: dataHash(salt, dataText).toString('hex'),
      deployment: recordingContext.deployment,
      id,
      imported: recordingContext.imported,
      jurisdiction: recordingContext.jurisdiction,
      legalBasis: recordingContext.legalBasis,
      occurredAt: occurredAtOf(type, recordingContext),
      occurredZone: recordingContext.occurredZone,
      schemaVersion: type.version,
      stream: recordingContext.stream,
      subjects: handling.subjects === undefined ? undefined : [...handling.subjects],
      type: type.type,
      visibility: [...handling.visibility],
    }
    const envelopeText = canonical(envelope)
    return {
      id,
      type: type.type,
      caseId: recordingContext.caseId,
      visibility: handling.visibility,
      envelope,
      envelopeText,
      dataText,
      salt,
      eventHash: eventHash(envelopeText),
    }
  })
}
