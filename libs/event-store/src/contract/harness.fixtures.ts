import { randomUUID } from 'node:crypto'
import { eventType, type EventType, type FactOf, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import type { Append, Capabilities, EventStore, Expected, Guard } from '../event-store.ts'
import { commandDigest } from '../hashing.ts'
import { seal } from '../seal.ts'

/** What a driver gives its contract suite: stores of any service, on one log of its own. */
export interface Harness {
  readonly promises: Capabilities
  /**
   * Whether the server was started for the specification. Somebody else's is left as it is: there no connection is broken, and
   * nothing is said of what its administrators let be changed.
   */
  readonly ownServer: boolean
  open(service: ServiceName): EventStore
  /** Breaks every connection that the stores have at this moment; answers how many: none on somebody else's server. */
  killConnections(): Promise<number>
  /** Ways to change the log behind the store's back; each must be refused. None on somebody else's server. */
  readonly tampering: Readonly<Record<string, () => Promise<unknown>>>
  close(): Promise<void>
}

/** A type of the tests only, in its second version: `text` was called `words` in the first. */
export const NoteTaken = eventType({
  type: 'investigation.NoteTaken',
  version: 2,
  kind: 'report',
  meaning: 'A note was taken.',
  visibility: ['prosecution'],
  data: z.strictObject({ text: z.string() }),
  example: { text: 'n' },
  upcasters: [(old) => ({ text: (old as { words: string }).words })],
})
export type NoteTaken = FactOf<typeof NoteTaken>

/** As it was before. */
export const NoteTakenFirst = eventType({
  type: NoteTaken.type,
  version: 1,
  kind: 'report',
  meaning: NoteTaken.meaning,
  visibility: NoteTaken.visibility,
  data: z.strictObject({ words: z.string() }),
  example: { words: 'n' },
})

/** Seen by nobody but its owner and the audit trail. */
export const SecretKept = eventType({ ...NoteTaken, type: 'investigation.SecretKept', version: 1, visibility: [], upcasters: [] })

const TYPES: readonly EventType[] = [NoteTaken, SecretKept]

const DIGEST_KEY = Buffer.alloc(32, 7)

export interface Told {
  readonly stream?: string
  readonly service?: ServiceName
  readonly caseId?: string
  readonly expected?: Expected
  readonly commandId?: string
  /** What the command says: its body, and without `facts` its one note. */
  readonly text?: string
  readonly facts?: readonly { readonly type: string; readonly data: unknown }[]
  readonly guards?: readonly Guard[]
}

export const aStream = (service: ServiceName = 'investigation'): string => `${service}.case-${randomUUID()}`

export const note = (text: string): NoteTaken => ({ type: NoteTaken.type, data: { text } })
export const secret = (text: string) => ({ type: SecretKept.type, data: { text } })

/** A command ready to be appended; what is not told is made up. */
export const command = (told: Told = {}): Append => {
  const { service = 'investigation', stream = aStream(service), expected = 'any', commandId = randomUUID(), text = 'a note', guards } = told
  const digest = commandDigest(DIGEST_KEY, 'TakeNote', { text })
  const events = seal(
    told.facts ?? [note(text)],
    {
      service,
      deployment: 'test',
      stream,
      caseId: told.caseId ?? randomUUID(),
      commandId,
      commandDigest: digest,
      jurisdiction: 'ZZ',
      actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
      correlationId: 'contract',
      now: '2026-11-25T10:00:00.000Z',
    },
    (type) => TYPES.find((one) => one.type === type),
  )
  return { stream, expected, commandId, commandDigest: digest, events, guards }
}
