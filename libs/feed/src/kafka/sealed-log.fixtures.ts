import { type Envelope, type ServiceName, type Visibility } from '@case-timeline/contracts'
import { chainHash, CHAIN_START, seal, type StoredEvent } from '@case-timeline/event-store'
import { createHash } from 'node:crypto'
import { noted } from '../noted.fixtures.ts'

/** One event to be told of. */
export interface Noting {
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
export const caseOf = (n: number): string => uuidOf(`case ${n}`)

/** A log as a store would hand it over, hashes and chains included, with no store behind it. @param step between two positions */
export const sealedLog = (told: readonly Noting[], step = 1): StoredEvent[] => {
  const heads = new Map<string, { revision: number; chain: Buffer }>()
  return told.map(({ caseId, number, type = 'Noted', version = 1, service = 'investigation', visibility = ['prosecution'] }, index) => {
    const stream = `${service}.case-${caseId ?? 'none'}`
    const [sealed] = seal(
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
      () => noted(type, version, visibility),
    )
    if (!sealed) throw new Error('one fact is one event')
    const head = heads.get(stream) ?? { revision: -1, chain: CHAIN_START }
    const revision = head.revision + 1
    const chain = chainHash(head.chain, revision, sealed.eventHash)
    heads.set(stream, { revision, chain })
    const envelope = JSON.parse(sealed.envelopeText) as Envelope
    const stored = {
      id: sealed.id,
      type: sealed.type,
      schemaVersion: version,
      stream,
      revision,
      caseId,
      commandId: envelope.commandId,
      position: String((index + 1) * step),
      recordedAt: `2026-11-25T10:00:00.${String(index).padStart(6, '0')}Z`,
      occurredAt: envelope.occurredAt,
      occurredZone: envelope.occurredZone,
      visibility: sealed.visibility,
      envelopeText: sealed.envelopeText,
      envelope,
      dataText: sealed.dataText,
      data: JSON.parse(sealed.dataText) as unknown,
      salt: sealed.salt.toString('hex'),
      eventHash: sealed.eventHash.toString('hex'),
      chainHash: chain.toString('hex'),
    }
    const { data, salt, position, recordedAt, eventHash, chainHash: link } = stored
    return { ...stored, toRecord: () => ({ envelope, data, salt, revision, position, recordedAt, eventHash, chainHash: link }) }
  })
}
