import { CaseEventRecord, Code, Id, UserId } from '@case-timeline/contracts'
import { z } from 'zod'
import { PURPOSES, STATES, type ViewOperation, type ViewResult } from './view-operation.ts'

const { position } = CaseEventRecord.shape
const ViewName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/)
const Part = z.number().min(0.001).max(1)
const TIMESTAMP = z.string().meta({ description: 'RFC 3339 in UTC' })
const SECONDS = z.number().nonnegative()

const OPTIONS = {
  rate: z.int().min(1).max(1_000_000).optional().meta({ description: 'maximum number of events a second' }),
  share: Part.optional().meta({ description: 'maximum part of the time in which it works' }),
  sample: Part.optional().meta({ description: 'of a verification: the part of the cases that it compares' }),
  fromStart: z.boolean().optional().meta({ description: 'of a rebuild: begins again, also where an interrupted one could be continued' }),
  acceptDifferences: Code.optional().meta({
    description: 'of a rebuild: why rows may differ from those before; absent: then the view is left as it is',
    examples: ['tableLost'],
  }),
}

/** What an operator asks for. */
export const OperationRequested = z.strictObject({
  purpose: z.enum(PURPOSES),
  views: z.array(ViewName).max(100).optional().meta({ description: 'their names; absent or empty: all of the service' }),
  ...OPTIONS,
})

const Compared = z.strictObject({
  position,
  rows: z.int(),
  differing: z.int().meta({ description: 'number of rows that differ' }),
  differingCases: z
    .int()
    .optional()
    .meta({ description: 'number of cases with a row that differs; absent in what an earlier release compared' }),
  differences: z
    .array(
      z.strictObject({
        caseId: Id,
        key: z.record(z.string(), z.string()),
        kind: z.enum(['missing', 'surplus', 'different']),
        columns: z.array(z.string()).optional().meta({ description: 'those with other values' }),
      }),
    )
    .meta({ description: 'up to three rows of each case that differs, for the first 500 cases' }),
  casesLeftOut: z.int().optional().meta({ description: 'number of cases that differ and have no row in `differences`' }),
  sample: z.strictObject({ share: Part, seed: z.string() }).optional(),
})

const Result = z.strictObject({
  view: z.string(),
  version: z.int(),
  state: z.enum(['done', 'refused', 'failed', 'cancelled']),
  position: position.optional(),
  events: z.int().optional(),
  seconds: SECONDS.optional(),
  lockedMs: z.number().optional().meta({ description: 'for how long the writer of the view was locked out, in milliseconds' }),
  continuedFrom: position.optional().meta({ description: 'where it continued what another process had begun' }),
  compared: Compared.optional(),
  accepted: z.strictObject({ by: UserId, because: Code }).optional().meta({ description: 'who accepted that rows differ, and why' }),
  retired: z.array(z.enum(['rebuild', 'verify', 'before'])).optional(),
  reason: z.string().optional(),
})

export const OperationShown: z.ZodType<ViewOperation> = z.strictObject({
  id: Id,
  purpose: z.enum(PURPOSES),
  views: z.array(z.string()),
  options: z.strictObject(OPTIONS),
  state: z.enum(STATES),
  requestedBy: UserId,
  requestedAt: TIMESTAMP,
  cancelledBy: UserId.optional(),
  endedAt: TIMESTAMP.optional(),
  events: z.int().meta({ description: 'events that it has read, also before it was interrupted' }),
  position: position.optional(),
  end: position.optional(),
  rate: z.number().optional().meta({ description: 'events a second, as measured' }),
  secondsLeft: SECONDS.optional().meta({ description: 'as fast as it was since it began, or continued' }),
  results: z.array(Result),
  reason: z.string().optional(),
})
export const OperationsShown: z.ZodType<readonly ViewOperation[]> = z.array(OperationShown)

export const OPERATION: ViewOperation = {
  id: '7a0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  purpose: 'rebuild',
  views: ['case-file'],
  options: { share: 0.2 },
  state: 'running',
  requestedBy: 'o.reyes',
  requestedAt: '2026-03-02T01:20:00.000Z',
  events: 24_100,
  position: '30112',
  end: '40172',
  rate: 2_410,
  secondsLeft: 4.2,
  results: [],
}

export const RebuildShown: z.ZodType<ViewResult> = Result
export const REBUILT: ViewResult = {
  view: 'case-file',
  version: 5,
  state: 'done',
  position: '40172',
  events: 40_172,
  seconds: 12.5,
  lockedMs: 18,
}

export const VerifyShown: z.ZodType<NonNullable<ViewResult['compared']>> = Compared
export const VERIFIED: NonNullable<ViewResult['compared']> = {
  position: '40172',
  rows: 212,
  differing: 0,
  differingCases: 0,
  differences: [],
}
