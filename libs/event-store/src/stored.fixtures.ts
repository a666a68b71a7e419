import type { Envelope, Fact } from '@case-timeline/contracts'
import { canonical } from './canonical.ts'
import type { StoredEvent } from './event-store.ts'

/** A fact of a case as a specification tells it. */
export type ToldOf<F extends Fact = Fact> = F & {
  readonly stream: string
  readonly id?: string
  readonly occurredAt?: string
  readonly occurredZone?: string
}

const ZEROS = '0'.repeat(64)

/** The n-th event of a told case. */
export const storedIdOf = (n: number): string => `5e000000-0000-8000-8000-${String(n).padStart(12, '0')}`

/** A case with more told of it: events as the store would hand them over, in the order told; nothing here is hashed. */
export const toldOn = (caseId: string, history: readonly StoredEvent[], ...told: readonly ToldOf[]): StoredEvent[] => {
  const revisions = new Map(history.map(({ stream, revision }) => [stream, revision]))
  const events = told.map(({ stream, type, data, occurredAt, occurredZone, id = '' }, n): StoredEvent => {
    const index = history.length + n
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    const envelope: Envelope = {
      id: id === '' ? storedIdOf(index) : id,
      type,
      schemaVersion: 1,
      deployment: 'test',
      caseId,
      stream,
      commandId: storedIdOf(index),
      commandDigest: ZEROS,
      jurisdiction: 'ZZ',
      actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
      classification: 'PRIVATE',
      correlationId: 'test',
      dataHash: ZEROS,
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(occurredZone === undefined ? {} : { occurredZone }),
    }
    const position = String(index + 1)
    const recordedAt = '2026-11-25T10:00:00.000000Z'
    return {
      id: envelope.id,
      type,
      schemaVersion: 1,
      stream,
      revision,
      caseId,
      commandId: envelope.commandId,
      position,
      recordedAt,
      occurredAt,
      occurredZone,
      visibility: [],
      get envelopeText() {
        return canonical(envelope)
      },
      envelope,
      get dataText() {
        return canonical(data)
      },
      data,
      eventHash: ZEROS,
      chainHash: ZEROS,
      toRecord: () => ({ envelope, data, revision, position, recordedAt, eventHash: ZEROS, chainHash: ZEROS }),
    }
  })
  return [...history, ...events]
}

/** The events of one case, from its beginning. */
export const storedCase = (caseId: string, ...told: readonly ToldOf[]): StoredEvent[] => toldOn(caseId, [], ...told)
