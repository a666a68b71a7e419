import { z } from 'zod'
import { AgencyId, Code, Id, Jurisdiction, OccurredAt, Reference, Sha256, Subject, UserId, Zone } from './fields.ts'

export const Actor = z.strictObject({ userId: UserId, agencyId: AgencyId, role: Code, onBehalfOf: UserId.optional() })
export type Actor = z.infer<typeof Actor>

/** What a decision read of other sectors' facts: which events, at which revisions; never their values. */
export const Basis = z.strictObject({
  events: z.array(z.strictObject({ id: Id, stream: z.string().max(200), revision: z.int().min(0) })).max(1_000),
  policyHash: Sha256.optional(),
})
export type Basis = z.infer<typeof Basis>

/**
 * What the writer fixes about an event. Stored verbatim as its RFC 8785 text, which is what `eventHash` hashes:
 * this shape is stored, add to it only optional members, absent and never null.
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
})
export type Envelope = z.infer<typeof Envelope>

/** The record of an event: what is stored, published, hashed and exported. `position` is opaque but for `comparePositions`. */
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

/** Orders two positions of one log: negative, zero or positive, as a sort wants it. */
export const comparePositions = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
