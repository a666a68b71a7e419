import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Instant, listOf, PersonRef } from '../fields.ts'

/** What the sector that takes a handover in has to do about it. */
export const HandoverTask = z.enum([
  'investigateFurther',
  'updateDocket',
  'decideOnProtection',
  'prepareProtectedTestimony',
  'assessNonPunishment',
  'tellTheVictim',
  'keepHerSafe',
  'stopSharing',
  'followLeadJurisdiction',
])
export type HandoverTask = z.infer<typeof HandoverTask>

export const HandoverReceived = eventType({
  type: 'case.HandoverReceived',
  version: 1,
  kind: 'report',
  meaning: 'A sector took in what another one handed over, and knows what to do about it.',
  // Whoever may know of the event that was handed over may know that it arrived.
  visibility: 'as-concerned',
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
