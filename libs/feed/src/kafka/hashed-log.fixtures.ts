import { type Envelope, type ServiceName, type Visibility } from '@case-timeline/contracts'
import { chainHash, CHAIN_START, hashEvents, type StoredEvent } from '@case-timeline/event-store'
import { createHash } from 'node:crypto'
import { notedEventType } from '../noted-event-type.fixtures.ts'

/** One event of a test log. */
export interface TestEvent {
  readonly caseId?: string | undefined
  readonly number: number
  readonly type?: string
  readonly version?: number
  readonly service?: ServiceName
  readonly visibility?: Visibility
}

const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The id of the n-th case of a specification: the same in every run. */
export const caseIdOf = (n: number): string => uuidOf(`case ${n}`)

/**
 * A log as a store returns it, with hashes and chains but without a store.
 * @param step the difference between the positions of two successive events
 */
export const hashedLog = (events: readonly TestEvent[], step = 1): StoredEvent[] => {
  const heads = new Map<string, { revision: number; chain: Buffer }>()
  return events.map(({ caseId, number, type = 'Noted', version = 1, service = 'investigation', visibility = ['prosecution'] }, index) => {
    const stream = `${service}.case-${caseId ?? 'none'}`
    const [hashed] = hashEvents(
      [{ type: `investigation.${type}`, data: { number } }],
      {
        service,
        deployment: 'test',
        stream,
        caseId,
        commandId: uuidOf(`command ${index}`),
        commandDigest: Buffer.alloc(32, 1),
        jurisdiction: 'ZZ',
        actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
        correlationId: 'test',
        now: '2026-11-25T10:00:00.000Z',
      },
      () => notedEventType(type, version, visibility),
    )
    if (!hashed) throw new Error('one fact must give one event')
    const head = heads.get(stream) ?? { revision: -1, chain: CHAIN_START }
    const revision = head.revision + 1
    const chain = chainHash(head.chain, revision, hashed.eventHash)
    heads.set(stream, { revision, chain })
    const envelope = JSON.parse(hashed.envelopeText) as Envelope
    const stored = {
      id: hashed.id,
      type: hashed.type,
      schemaVersion: version,
      stream,
      revision,
      caseId,
      commandId: envelope.commandId,
      position: String((index + 1) * step),
      recordedAt: `2026-11-25T10:00:00.${String(index).padStart(6, '0')}Z`,
      occurredAt: envelope.occurredAt,
      occurredZone: envelope.occurredZone,
      visibility: hashed.visibility,
      envelopeText: hashed.envelopeText,
      envelope,
      dataText: hashed.dataText,
      data: JSON.parse(hashed.dataText) as unknown,
      salt: hashed.salt.toString('hex'),
      eventHash: hashed.eventHash.toString('hex'),
      chainHash: chain.toString('hex'),
    }
    const { data, salt, position, recordedAt, eventHash, chainHash: link } = stored
    return { ...stored, toRecord: () => ({ envelope, data, salt, revision, position, recordedAt, eventHash, chainHash: link }) }
  })
}
