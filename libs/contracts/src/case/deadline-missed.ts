import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, OccurredAt, Reference, RuleId, SECTORS } from '../fields.ts'

export const DeadlineMissed = eventType({
  type: 'case.DeadlineMissed',
  version: 1,
  kind: 'report',
  meaning: 'A deadline of law or practice passed before the required act was recorded.',
  visibility: 'as-target-event',
  recordedBy: SECTORS,
  chapter: 'progress',
  data: z.strictObject({
    clockId: Reference,
    ruleId: RuleId,
    eventId: Id.meta({ description: 'the event that started the clock' }),
    dueAt: OccurredAt,
    owedBy: AgencyId,
  }),
  example: {
    clockId: 'rightsInformed~d3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    ruleId: 'victimSupport.victim-is-informed-of-rights-in-time',
    eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    dueAt: '2026-11-28',
    owedBy: 'ph-social-welfare',
  },
})
