import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, Reference, SECTORS, UserId } from '../fields.ts'

export const SuccessionProposed = eventType({
  type: 'auditTrail.SuccessionProposed',
  version: 1,
  kind: 'decision',
  meaning: 'It was proposed that another office of the same sector succeeds an office. It has no effect until somebody else confirms it.',
  visibility: SECTORS,
  data: z.strictObject({
    successionId: Id,
    officeId: AgencyId,
    successor: AgencyId,
    reason: z.enum(['merged', 'renamed', 'abolished']),
    basis: Reference.meta({ description: 'the law or order by which the office was reorganised' }),
    proposedBy: UserId,
  }),
  introduces: ({ successionId }) => [successionId],
  example: {
    successionId: '2f3a4b5c-6d7e-4f80-91a2-b3c4d5e6f701',
    officeId: 'ph-rtc-cebu',
    successor: 'ph-rtc-manila',
    reason: 'merged',
    basis: 'SC-AM-2026-14',
    proposedBy: 'k.santoso',
  },
})
