import { CaseEventRecord, Code, Envelope, Id, Sha256, UserId } from '@case-timeline/contracts'
import type { Lag, ParkedCase, RetryResult, SkippedEvent } from '@case-timeline/feed'
import type { Digest } from '@case-timeline/projections'
import { z } from 'zod'
import type { FeedStatus, Realigned, ViewStatus } from './operations.ts'
import { PURPOSES } from './view-operations/view-operation.ts'

const { position } = CaseEventRecord.shape
const { type } = Envelope.shape
const UNKNOWN = 'absent: unknown, since none was found and not all events were counted'
const LAG_MEMBERS = {
  behind: z.int().meta({ description: 'number of events not handled yet' }),
  behindSeconds: z
    .number()
    .optional()
    .meta({ description: `age of the oldest event not handled yet, in seconds; ${UNKNOWN}` }),
}
const OLDEST = {
  behindSeconds: z
    .number()
    .optional()
    .meta({ description: `age of the oldest event that is behind or parked, in seconds; ${UNKNOWN}` }),
}
const isLowerBound = z.boolean().meta({ description: 'not all events were counted, so `behind` is a minimum' })
const TIMESTAMP = z.string().meta({ description: 'RFC 3339 in UTC' })
const FAILED_EVENT_MEMBERS = { consumer: z.string(), caseKey: z.string(), type, position }

const View: z.ZodType<ViewStatus> = z.strictObject({
  name: z.string(),
  version: z.int(),
  table: z.string(),
  consumer: z.string(),
  position,
  head: position,
  ...LAG_MEMBERS,
  ...OLDEST,
  isLowerBound,
  rows: z.int(),
  parked: z.int().meta({ description: 'cases parked because one of their events could not be handled' }),
  outdated: z.boolean().meta({ description: 'the rows were folded on another basis, such as an earlier policy: rebuild the view' }),
  before: z
    .strictObject({ position })
    .optional()
    .meta({ description: 'the table from before the last rebuild, while it is kept for a rollback' }),
  rebuilding: z.strictObject({ position }).optional().meta({ description: 'a rebuild that is in progress or was interrupted' }),
  underWay: z.strictObject({ purpose: z.enum(PURPOSES), events: z.int(), position, end: position }).optional(),
})
export const ProjectionsShown: z.ZodType<readonly ViewStatus[]> = z.array(View)
export const PROJECTIONS: readonly ViewStatus[] = [
  {
    name: 'case-file',
    version: 2,
    table: 'case_file_v7',
    consumer: 'view.case-file.v7',
    position: '40172',
    head: '40172',
    behind: 0,
    behindSeconds: 0,
    isLowerBound: false,
    rows: 212,
    parked: 0,
    outdated: false,
  },
]

export const DigestShown: z.ZodType<Digest> = z.strictObject({ rows: z.int(), sha256: Sha256 })
export const DIGEST: Digest = { rows: 212, sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' }

const LagShown: z.ZodType<Lag> = z.strictObject({
  consumer: z.string(),
  ...LAG_MEMBERS,
  ...OLDEST,
  parked: z.int().meta({ description: 'number of events that wait with parked cases' }),
  isLowerBound,
  partitions: z.array(z.strictObject({ partition: z.int(), position, ...LAG_MEMBERS, isLowerBound })),
})
export const FeedShown: z.ZodType<FeedStatus> = z.strictObject({
  feed: z.enum(['store', 'kafka']),
  head: position,
  eventStore: z
    .strictObject({
      product: z.string(),
      address: z.string().meta({ description: 'host and port of the node in use' }),
      nodes: z.array(z.strictObject({ address: z.string(), state: z.string(), isAlive: z.boolean() })).optional(),
      knownTo: position.meta({ description: 'up to where this process knows the log' }).optional(),
      indexedTo: position.meta({ description: 'up to where this process has its index of cases' }).optional(),
    })
    .optional(),
  relay: LagShown.optional(),
  consumers: z.array(LagShown),
  offLog: z
    .array(z.strictObject({ consumer: z.string(), position: position.meta({ description: 'of an event that it has handled' }) }))
    .meta({ description: 'consumers that wait because the event store lacks events that they have handled: realign them' }),
  degradedReasons: z.array(z.string()).meta({ description: 'why events are not delivered, each with what to do' }),
  unreadable: z
    .array(z.strictObject({ position, reason: z.string() }))
    .meta({ description: 'events that readers of this process passed over because they cannot be read' }),
})
export const FEED: FeedStatus = {
  feed: 'store',
  head: '40172',
  eventStore: { product: 'PostgreSQL 18.4', address: 'events.example:5432' },
  consumers: [
    {
      consumer: 'view.case-file.v7',
      behind: 0,
      parked: 0,
      behindSeconds: 0,
      isLowerBound: false,
      partitions: [{ partition: 0, position: '40172', behind: 0, behindSeconds: 0, isLowerBound: false }],
    },
  ],
  offLog: [],
  degradedReasons: [],
  unreadable: [],
}

const FAILED_EVENT_EXAMPLE = {
  consumer: 'view.case-file.v7',
  caseKey: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  type: 'investigation.SuspectArrested',
  position: '40170',
}
export const ParkedShown: z.ZodType<readonly ParkedCase[]> = z.array(
  z.strictObject({ ...FAILED_EVENT_MEMBERS, since: TIMESTAMP, reason: z.string(), attempts: z.int(), waiting: z.int() }),
)
export const PARKED: readonly ParkedCase[] = [
  { ...FAILED_EVENT_EXAMPLE, since: '2026-03-02T01:20:00.000Z', reason: 'TypeError: the row has no persons', attempts: 3, waiting: 2 },
]

export const SkippedShown: z.ZodType<readonly SkippedEvent[]> = z.array(
  z.strictObject({
    ...FAILED_EVENT_MEMBERS,
    eventId: Id,
    failedBecause: z.string(),
    skippedBy: UserId,
    reasonCode: Code,
    skippedAt: TIMESTAMP,
  }),
)
export const SKIPPED: readonly SkippedEvent[] = [
  {
    ...FAILED_EVENT_EXAMPLE,
    eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    failedBecause: 'TypeError: the row has no persons',
    skippedBy: 'o.reyes',
    reasonCode: 'defectKnown',
    skippedAt: '2026-03-02T02:20:00.000Z',
  },
]

export const RealignShown: z.ZodType<Realigned> = z.strictObject({
  consumer: z.string(),
  how: z.enum(['unchanged', 'rebuilt', 'rewound']),
  position,
})
export const REALIGNED: Realigned = { consumer: 'view.case-file.v4', how: 'unchanged', position: '40172' }

export const RetryShown: z.ZodType<RetryResult> = z.strictObject({
  handled: z.int().meta({ description: 'number of events that were handled' }),
  remaining: z.int().meta({ description: 'number of events of the case that still wait' }),
  reason: z.string().optional().meta({ description: 'why the next event could not be handled' }),
})
export const RETRIED: RetryResult = { handled: 2, remaining: 0 }
