import { CaseEventRecord, Code, Envelope, Id, Sha256, UserId } from '@case-timeline/contracts'
import type { Lag, ParkedCase, SkippedEvent } from '@case-timeline/feed'
import type { Digest } from '@case-timeline/projections'
import { z } from 'zod'
import type { FeedStatus, OperatedView } from './operations.ts'

const { position } = CaseEventRecord.shape
const { type } = Envelope.shape
const COUNTED = {
  behind: z.int().meta({ description: 'events that it has not handled yet' }),
  behindSeconds: z.number().meta({ description: 'age of the oldest of them, in seconds' }),
}
const isMore = z.boolean().meta({ description: 'not all of them were counted: it is behind by at least so many' })
const WHEN = z.string().meta({ description: 'RFC 3339 in UTC' })
const WHAT_FAILED = { consumer: z.string(), caseKey: z.string(), type, position }

const View: z.ZodType<OperatedView> = z.strictObject({
  name: z.string(),
  version: z.int(),
  table: z.string(),
  consumer: z.string(),
  position,
  head: position,
  ...COUNTED,
  isMore,
  rows: z.int(),
  parked: z.int().meta({ description: 'cases that wait because one of their events could not be handled' }),
  outdated: z.boolean().meta({ description: 'its rows were made on another basis than this service has: rebuild it' }),
  underWay: z.strictObject({ purpose: z.enum(['rebuild', 'verify']), events: z.int(), position, end: position }).optional(),
})
export const ProjectionsShown: z.ZodType<readonly OperatedView[]> = z.array(View)
export const PROJECTIONS: readonly OperatedView[] = [
  {
    name: 'case-file',
    version: 1,
    table: 'case_file_v1',
    consumer: 'view.case-file.v1',
    position: '40172',
    head: '40172',
    behind: 0,
    behindSeconds: 0,
    isMore: false,
    rows: 212,
    parked: 0,
    outdated: false,
  },
]

export const DigestShown: z.ZodType<Digest> = z.strictObject({ rows: z.int(), sha256: Sha256 })
export const DIGEST: Digest = { rows: 212, sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' }

const LagShown: z.ZodType<Lag> = z.strictObject({
  consumer: z.string(),
  ...COUNTED,
  isMore,
  partitions: z.array(z.strictObject({ partition: z.int(), position, offset: z.string().optional(), ...COUNTED })),
})
export const FeedShown: z.ZodType<FeedStatus> = z.strictObject({
  feed: z.enum(['store', 'kafka']),
  head: position,
  relay: LagShown.optional(),
  consumers: z.array(LagShown),
  hindrances: z.array(z.string()).meta({ description: 'what keeps events from coming, each with what to do' }),
})
export const FEED: FeedStatus = {
  feed: 'store',
  head: '40172',
  consumers: [
    {
      consumer: 'view.case-file.v1',
      behind: 0,
      behindSeconds: 0,
      isMore: false,
      partitions: [{ partition: 0, position: '40172', behind: 0, behindSeconds: 0 }],
    },
  ],
  hindrances: [],
}

const FAILED = {
  consumer: 'view.case-file.v1',
  caseKey: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  type: 'investigation.SuspectArrested',
  position: '40170',
}
export const ParkedShown: z.ZodType<readonly ParkedCase[]> = z.array(
  z.strictObject({ ...WHAT_FAILED, since: WHEN, reason: z.string(), attempts: z.int(), waiting: z.int() }),
)
export const PARKED: readonly ParkedCase[] = [
  { ...FAILED, since: '2026-03-02T01:20:00.000Z', reason: 'TypeError: the row has no persons', attempts: 3, waiting: 2 },
]

export const SkippedShown: z.ZodType<readonly SkippedEvent[]> = z.array(
  z.strictObject({ ...WHAT_FAILED, eventId: Id, failedBecause: z.string(), skippedBy: UserId, reasonCode: Code, skippedAt: WHEN }),
)
export const SKIPPED: readonly SkippedEvent[] = [
  {
    ...FAILED,
    eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    failedBecause: 'TypeError: the row has no persons',
    skippedBy: 'o.reyes',
    reasonCode: 'defectKnown',
    skippedAt: '2026-03-02T02:20:00.000Z',
  },
]
