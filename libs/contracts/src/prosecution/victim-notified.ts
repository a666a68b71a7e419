import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Language, PersonRef } from '../fields.ts'
import { VictimChannel } from './victim-views-recorded.ts'

export const VictimNotified = eventType({
  type: 'prosecution.VictimNotified',
  version: 1,
  kind: 'report',
  meaning: 'A victim was notified of a decision in the case, or declined the notification.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    decisionEventId: Id,
    channel: VictimChannel,
    language: Language,
    declined: z.boolean().meta({ description: 'the victim does not wish to be notified, and this wish is respected' }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    decisionEventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
    channel: 'throughSupportWorker',
    language: 'ceb',
    declined: false,
  },
})
