import { comparePositions, Envelope, Id } from '@case-timeline/contracts'
import { logChecker, otherFormOf, type OtherForm, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/**
 * What is wrong with a record. A `gap` is a revision that is missing or occurs twice. A record is `misfiled` if an
 * indexed column of the store differs from its envelope.
 */
const Difference = z.enum(['gap', 'dataHash', 'eventHash', 'chainHash', 'malformed', 'misfiled'])
export type Difference = z.infer<typeof Difference>

/** What an answer lists of differences and of other forms. */
const MAX_LISTED = 100

const PLACE = {
  stream: Envelope.shape.stream,
  revision: z.int().meta({ description: 'the revision that was expected here' }),
  differs: Difference,
}
const OtherFormFound = z.strictObject({
  position: z.string(),
  eventId: Id,
  stream: z.string(),
  revision: z.int(),
  recordedBy: z.string().meta({ description: 'the service whose login recorded it' }),
})
const OtherForms = {
  otherForms: z.array(OtherFormFound).max(MAX_LISTED).meta({
    description: 'events that were recorded in another form than RFC 8785, and not changed since. Withheld ones are only counted',
  }),
  otherFormCount: z.int(),
}
const Intact = z.strictObject({
  outcome: z.literal('intact'),
  streams: z.int(),
  events: z.int(),
  ...OtherForms,
})
const Broken = z.strictObject({
  outcome: z.literal('broken'),
  ...PLACE,
  differences: z
    .array(z.strictObject({ ...PLACE, stream: z.string(), revision: z.int() }))
    .max(MAX_LISTED)
    .meta({ description: 'the first of all, in the order of recording' }),
  differenceCount: z.int(),
  ...OtherForms,
})
export type Verification = z.infer<typeof Intact | typeof Broken>

/** The result of verifying a whole case. */
export const CaseVerified = z.discriminatedUnion('outcome', [
  Intact.extend({
    caseId: Id,
    withheld: z.int().meta({
      description:
        'how many of these events court orders withhold from the caller, and a feed shows as case-timeline.EventWithheld: they were verified like the others',
    }),
  }),
  Broken.extend({ caseId: Id }),
])

/** Example for OpenAPI: the result for an unchanged case. */
export const CASE_VERIFIED: z.infer<typeof CaseVerified> = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  outcome: 'intact',
  streams: 9,
  events: 118,
  otherForms: [],
  otherFormCount: 0,
  withheld: 0,
}

/**
 * Recomputes the data hash, the event hash and the chain of every stream of a case from the stored texts, as the
 * verification of the log does, and compares the indexed columns of the store with the envelopes.
 * A chain cannot reveal that the newest events of a stream were deleted, or that `position` or `recordedAt` were
 * changed: only signed heads of the log can.
 * @param events all events of the streams of a case, in any order
 * @returns the differences in the order of recording
 */
export const verifyCase = (events: readonly StoredEvent[]): Verification => {
  const check = logChecker()
  const differences: z.infer<typeof Broken>['differences'] = []
  const otherForms: OtherForm[] = []
  for (const event of events.toSorted((a, b) => comparePositions(a.position, b.position))) {
    const revision = check.expected(event.stream)
    const differs = check.next(event)
    const other = differs ? undefined : otherFormOf(event)
    if (differs) differences.push({ stream: differs === 'misfiled' ? event.envelope.stream : event.stream, revision, differs })
    if (other) otherForms.push(other)
  }
  const others = { otherForms: otherForms.slice(0, MAX_LISTED), otherFormCount: otherForms.length }
  const [first] = differences
  if (!first) return { outcome: 'intact', streams: check.streams(), events: events.length, ...others }
  return { outcome: 'broken', ...first, differences: differences.slice(0, MAX_LISTED), differenceCount: differences.length, ...others }
}
