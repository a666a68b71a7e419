import { z } from 'zod'
import { AgencyId, Code, Id, Jurisdiction, LeftOut, OccurredAt, Reference, Sha256, Subject, UserId, Zone } from './fields.ts'

/**
 * The user who sent a command, with the role and the agency in which the user acted; `onBehalfOf`: the agency that
 * assigned this user of another one to the case, and has the duties which follow from what the user records.
 */
export const Actor = z.strictObject({ userId: UserId, agencyId: AgencyId, role: Code, onBehalfOf: UserId.optional() })
export type Actor = z.infer<typeof Actor>

/** The facts of other sectors that a decision read: ids and revisions of the events, never their values. */
export const Basis = z.strictObject({
  events: z.array(z.strictObject({ id: Id, stream: z.string().max(200), revision: z.int().min(0) })).max(1_000),
  policyHash: Sha256.optional(),
  leftOut: LeftOut.optional(),
})
export type Basis = z.infer<typeof Basis>

/** How an import came to record an event. */
export const Imported = z.strictObject({
  source: Reference.meta({ description: 'the source whose import recorded the event, or a cause of the event' }),
  agencyId: AgencyId.optional().meta({ description: 'the agency whose act or knowledge the source reports' }),
  mandate: Reference.optional().meta({ description: 'the document by which that agency lets the import record in its name' }),
  asReported: z.literal(true).optional().meta({ description: 'recorded as the source reports it: the rules warned, and refused nothing' }),
})
export type Imported = z.infer<typeof Imported>

/**
 * The part of an event that the writer fixes. Stored verbatim as its RFC 8785 text, which `eventHash` hashes.
 * This shape is stored: add only optional members, which are absent and never null.
 */
export const Envelope = z.strictObject({
  id: Id,
  type: z
    .string()
    .regex(/^[a-z][A-Za-z]*\.[A-Z][A-Za-z]*$/)
    .max(128),
  schemaVersion: z.int().min(1),
  deployment: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  caseId: Id.optional(),
  stream: z.string().regex(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*-[A-Za-z0-9~-]{1,120}$/),
  commandId: Id,
  commandDigest: Sha256,
  occurredAt: OccurredAt.optional(),
  occurredZone: Zone.optional(),
  jurisdiction: Jurisdiction,
  imported: Imported.optional(),
  actor: Actor,
  subjects: z.array(Subject).max(1_000).optional(),
  classification: z.enum(['PUBLIC', 'PRIVATE', 'RESTRICTED']),
  handling: z.strictObject({ caveat: Code, useLimitation: Code, originatorControlled: z.boolean() }).optional(),
  legalBasis: Reference.optional(),
  consentIds: z.array(Id).max(100).optional(),
  basis: Basis.optional(),
  correlationId: z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/),
  causationId: Id.optional(),
  corrects: Id.optional(),
  dataHash: Sha256,
  // Not an enumeration: a new sector must not change the schema. Absent in events of earlier releases.
  visibility: z
    .array(z.string().regex(/^[a-z][A-Za-z]{0,31}$/))
    .min(1)
    .max(32)
    .optional()
    .meta({ description: 'the services that may receive the event, fixed when it was recorded' }),
})
export type Envelope = z.infer<typeof Envelope>

/**
 * The record of an event: the form that is stored, published, hashed and exported. Compare `position` only by
 * `comparePositions`.
 */
export const CaseEventRecord = z.strictObject({
  envelope: Envelope,
  data: z.unknown(),
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  revision: z.int().min(0),
  position: z.string().regex(/^\d{1,19}$/),
  recordedAt: z.iso.datetime({ precision: 6 }),
  eventHash: Sha256,
  chainHash: Sha256,
})
export type CaseEventRecord = z.infer<typeof CaseEventRecord>

/**
 * Orders two positions of one log: negative, zero or positive, for use in a sort. Positions are whole numbers without
 * leading zeros, so the longer text is the larger number.
 */
export const comparePositions = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

/** Whether a text is a position: one with leading zeros is none, since `comparePositions` would order it wrongly. */
export const isPosition = (text: string): boolean => /^(0|[1-9]\d{0,18})$/.test(text)
