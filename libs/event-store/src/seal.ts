import { randomFillSync } from 'node:crypto'
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
import { canonical } from './canonical.ts'
import type { SealedEvent } from './event-store.ts'
import { dataHash, eventHash } from './hashing.ts'
import { eventIdOf } from './ids.ts'

/** Who may receive an event and how it is handled: what an `as-concerned` event takes over from the event it speaks of. */
export interface Concerned {
  readonly visibility: readonly ServiceName[]
  readonly classification: Classification
  readonly subjects: readonly Subject[] | undefined
}

/** The circumstances that all events of one command share. */
export interface Circumstances extends Pick<
  Envelope,
  | 'deployment'
  | 'stream'
  | 'commandId'
  | 'jurisdiction'
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
  /** RFC 3339 in UTC; when a decision states no time, this is it. */
  readonly now: string
  readonly basis?: Basis | undefined
}

/** A decider emitted what its own contract does not allow: a fault of the program, nothing is recorded. */
export class MalformedFact extends Error {
  override readonly name = 'MalformedFact'
}

/** The event that an `as-concerned` event speaks of. */
const concernedId = (data: unknown): string => {
  const { eventId, correctsId, retractsId } = data as { eventId?: string; correctsId?: string; retractsId?: string }
  return eventId ?? correctsId ?? retractsId ?? ''
}

const correctedId = (data: unknown): string | undefined => {
  const { correctsId, retractsId } = data as { correctsId?: string; retractsId?: string }
  return correctsId ?? retractsId
}

const checked = (type: EventType, data: unknown): unknown => {
  const parsed = z.safeParse(type.data, data)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`).join('; ')
  throw new MalformedFact(`${type.type} was not recorded, its data does not fit version ${type.version}: ${where}`)
}

const salts = { pool: Buffer.alloc(4096), used: 4096 }

const freshSalt = (): Buffer => {
  if (salts.used === salts.pool.length) {
    salts.pool = randomFillSync(Buffer.alloc(4096))
    salts.used = 0
  }
  return salts.pool.subarray(salts.used, (salts.used += 16))
}

/** A decision that states no time is made now; a report that states none tells of an unknown time. */
export const occurredAtOf = (type: EventType, about: Pick<Circumstances, 'occurredAt' | 'now'>): string | undefined =>
  about.occurredAt ?? (type.kind === 'decision' ? about.now : undefined)

const inOrder = (services: readonly ServiceName[]): ServiceName[] => SERVICES.filter((one) => services.includes(one))

/**
 * Turns the facts of one command into the events that are stored: envelope, salt and hashes.
 * @param typeOf the definition of a fact's type
 * @param concernedBy an earlier event that an `as-concerned` fact may speak of; those of the same command are known
 * @throws MalformedFact for a fact that does not fit its type; NotStorable for a value that the log does not take
 */
export const seal = (
  facts: readonly Fact[],
  about: Circumstances,
  typeOf: (type: string) => EventType | undefined,
  concernedBy: (eventId: string) => Concerned | undefined = () => undefined,
): SealedEvent[] => {
  const siblings = new Map<string, Concerned>()
  const digest = about.commandDigest.toString('hex')
  return facts.map((fact, index) => {
    const type = typeOf(fact.type)
    if (!type) throw new MalformedFact(`${fact.type} was not recorded: its aggregate does not list this event type`)
    const data = checked(type, fact.data)
    const id = eventIdOf(about.commandId, index)
    const as = type.visibility === 'as-concerned' ? (siblings.get(concernedId(data)) ?? concernedBy(concernedId(data))) : undefined
    if (type.visibility === 'as-concerned' && !as)
      throw new MalformedFact(
        `${fact.type} was not recorded: it speaks of event ${concernedId(data)}, which this command neither records nor has read`,
      )
    const subjects = [...(as?.subjects ?? []), ...(type.subjects?.(data) ?? [])]
    const may: Concerned = {
      visibility: inOrder([about.service, 'auditTrail', ...(as?.visibility ?? (type.visibility as readonly ServiceName[]))]),
      classification: as?.classification ?? type.classification ?? 'PRIVATE',
      subjects: subjects.length === 0 ? undefined : subjects,
    }
    siblings.set(id, may)
    const dataText = canonical(data)
    const salt = freshSalt()
    // In the order of the canonical text, which then has nothing to sort.
    const envelope: Envelope = {
      actor: about.actor,
      basis: about.basis,
      caseId: about.caseId,
      causationId: about.causationId,
      classification: may.classification,
      commandDigest: digest,
      commandId: about.commandId,
      correlationId: about.correlationId,
      corrects: as && correctedId(data),
      dataHash: dataHash(salt, dataText).toString('hex'),
      deployment: about.deployment,
      id,
      jurisdiction: about.jurisdiction,
      legalBasis: about.legalBasis,
      occurredAt: occurredAtOf(type, about),
      occurredZone: about.occurredZone,
      schemaVersion: type.version,
      stream: about.stream,
      subjects: may.subjects === undefined ? undefined : [...may.subjects],
      type: type.type,
    }
    const envelopeText = canonical(envelope)
    return {
      id,
      type: type.type,
      caseId: about.caseId,
      visibility: may.visibility,
      envelopeText,
      dataText,
      salt,
      eventHash: eventHash(envelopeText),
    }
  })
}
