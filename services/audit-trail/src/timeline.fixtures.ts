import type { CaseEventRecord } from '@case-timeline/contracts'

/** A number as the UUID of an event. */
export const idOf = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`

export interface FixtureEvent {
  readonly id: number
  readonly type: string
  readonly data?: unknown
  readonly occurredAt?: string
  readonly occurredZone?: string
  readonly recordedAt?: string
  readonly stream?: string
}

const ZEROS = '0'.repeat(64)

/** Records of one case: the position is the index in the list plus 1. The hashes are zeros. */
export const recordsOf = (...events: readonly FixtureEvent[]): CaseEventRecord[] =>
  events.map(({ id, type, data, occurredAt, occurredZone, recordedAt, stream }, index) => ({
    envelope: {
      id: idOf(id),
      type,
      schemaVersion: 1,
      deployment: 'test',
      caseId: idOf(999),
      stream: stream ?? `investigation.case-${idOf(999)}`,
      commandId: idOf(id),
      commandDigest: ZEROS,
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(occurredZone === undefined ? {} : { occurredZone }),
      jurisdiction: 'ZZ',
      actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
      classification: 'PRIVATE',
      correlationId: 'test',
      dataHash: ZEROS,
    },
    data: data ?? {},
    salt: '0'.repeat(32),
    revision: index,
    position: String(index + 1),
    recordedAt: recordedAt ?? '2026-11-25T10:00:00.000000Z',
    eventHash: ZEROS,
    chainHash: ZEROS,
  }))
