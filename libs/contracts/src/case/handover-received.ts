import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Instant, listOf, PersonRef, SECTORS } from '../fields.ts'

/** The task that a handover creates for the sector that receives it. */
export const HandoverTask = z.enum([
  'investigateFurther',
  'updateDocket',
  'decideOnProtection',
  'prepareProtectedTestimony',
  'assessNonPunishment',
  'notifyVictim',
  'protectVictim',
  'stopSharing',
  'followLeadJurisdiction',
])
export type HandoverTask = z.infer<typeof HandoverTask>

export const HandoverReceived = eventType({
  type: 'case.HandoverReceived',
  version: 1,
  kind: 'report',
  meaning: 'A handover from another sector arrived, with the task that it creates for this sector.',
  // Each service that may receive the event that was handed over may also know that the handover arrived.
  visibility: 'as-target-event',
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({
    eventId: Id.meta({ description: 'the event that was handed over' }),
    task: HandoverTask,
    personRef: PersonRef.optional(),
    chargeIds: listOf(Id, 200).optional(),
    dueAt: Instant.optional(),
  }),
  example: {
    eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    task: 'investigateFurther',
    dueAt: '2027-01-15T16:00:00Z',
  },
})
