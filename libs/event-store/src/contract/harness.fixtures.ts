import { randomUUID } from 'node:crypto'
import { eventType, type EventType, type FactOf, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Append, Capabilities, EventStore, ExpectedRevision, Guard } from '../event-store.ts'
import { commandDigest } from '../hashing.ts'
import { hashEvents } from '../hashed-event.ts'

/** What a driver provides to the contract suite: stores of any service, on a log of their own. */
export interface Harness {
  readonly capabilities: Capabilities
  /**
   * Whether the server was started for the specification. On an external server no connection is killed, and the
   * attempts to change the log are left out, because its administrators may allow them.
   */
  readonly ownServer: boolean
  open(service: ServiceName): EventStore
  /** Kills the current connections of all stores; returns their number: 0 on an external server. */
  killConnections(): Promise<number>
  /** Ways to change the log behind the store's back; each must be refused. Empty on an external server. */
  readonly tampering: Readonly<Record<string, () => Promise<unknown>>>
  /** Backs the log up. @returns restores the backup: the log goes back; undefined on an external server */
  backup?(): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** A type for tests only, in its second version: `text` was called `words` in the first. */
export const NoteTaken = eventType({
  type: 'investigation.NoteTaken',
  version: 2,
  kind: 'report',
  meaning: 'A note was taken.',
  visibility: ['prosecution'],
  recordedBy: ['investigation', 'prosecution'],
  data: z.strictObject({ text: z.string() }),
  example: { text: 'n' },
  upcasters: [(old) => ({ text: (old as { words: string }).words })],
})
export type NoteTaken = FactOf<typeof NoteTaken>

/** The same type in its first version. */
export const NoteTakenFirst = eventType({
  type: NoteTaken.type,
  version: 1,
  kind: 'report',
  meaning: NoteTaken.meaning,
  visibility: NoteTaken.visibility,
  data: z.strictObject({ words: z.string() }),
  example: { words: 'n' },
})

/** Visible only to its owner and the audit trail. */
export const SecretKept = eventType({ ...NoteTaken, type: 'investigation.SecretKept', version: 1, visibility: [], upcasters: [] })

/** The types of the contract suite; only they are recorded in it. */
export const TYPES: readonly EventType[] = [NoteTaken, SecretKept]

const DIGEST_KEY = Buffer.alloc(32, 7)

export interface CommandFixture {
  readonly stream?: string
  readonly service?: ServiceName
  readonly caseId?: string
  readonly expected?: ExpectedRevision
  readonly commandId?: string
  /** The body of the command, and the text of its one note when `facts` is absent. */
  readonly text?: string
  readonly facts?: readonly { readonly type: string; readonly data: unknown }[]
  readonly guards?: readonly Guard[]
  /** Definitions in addition to those of the suite. */
  readonly types?: readonly EventType[]
}

export const aStream = (service: ServiceName = 'investigation'): string => `${service}.case-${randomUUID()}`

export const note = (text: string): NoteTaken => ({ type: NoteTaken.type, data: { text } })
export const secret = (text: string) => ({ type: SecretKept.type, data: { text } })

/** A command ready to be appended; missing values are generated. */
export const command = (fixture: CommandFixture = {}): Append => {
  const {
    service = 'investigation',
    stream = aStream(service),
    expected = 'any',
    commandId = randomUUID(),
    text = 'a note',
    guards,
  } = fixture
  const digest = commandDigest(DIGEST_KEY, 'TakeNote', { text })
  const events = hashEvents(
    fixture.facts ?? [note(text)],
    {
      service,
      deployment: 'test',
      stream,
      caseId: fixture.caseId ?? randomUUID(),
      commandId,
      commandDigest: digest,
      jurisdiction: 'ZZ',
      actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
      correlationId: 'contract',
      now: '2026-11-25T10:00:00.000Z',
    },
    (type) => [...TYPES, ...(fixture.types ?? [])].find((one) => one.type === type),
  )
  return { stream, expected, commandId, commandDigest: digest, events, guards }
}
