import type { Envelope, Fact, ServiceName } from '@case-timeline/contracts'
import { canonical } from './canonical.ts'
import type { StoredEvent } from './event-store.ts'

/** A fact of a case in a specification. */
export type GivenEvent<F extends Fact = Fact> = F & {
  readonly stream: string
  readonly id?: string
  readonly occurredAt?: string
  readonly occurredZone?: string
  /** Default: the time of all of them. */
  readonly recordedAt?: string
  /** Default: the event is the only one of its command. */
  readonly commandId?: string
  /** The services that receive it. Default: none. */
  readonly visibility?: readonly ServiceName[]
}

const ZEROS = '0'.repeat(64)

/** The id of the n-th event of a fixture. */
export const storedIdOf = (n: number): string => `5e000000-0000-8000-8000-${String(n).padStart(12, '0')}`

/** A case history with more events, in the given order and as the store returns them; hashes are zeros. */
export const extendStoredCase = (caseId: string, history: readonly StoredEvent[], ...given: readonly GivenEvent[]): StoredEvent[] => {
  const revisions = new Map(history.map(({ stream, revision }) => [stream, revision]))
  const events = given.map((fact, n): StoredEvent => {
    const index = history.length + n
    const { stream, type, data, occurredAt, occurredZone, id = '', commandId = storedIdOf(index) } = fact
    const { recordedAt = '2026-11-25T10:00:00.000000Z', visibility = [] } = fact
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    const envelope: Envelope = {
      id: id === '' ? storedIdOf(index) : id,
      type,
      schemaVersion: 1,
      deployment: 'test',
      caseId,
      stream,
      commandId,
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
      visibility,
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
export const storedCase = (caseId: string, ...given: readonly GivenEvent[]): StoredEvent[] => extendStoredCase(caseId, [], ...given)
