import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

/** The channel of communication with a victim. */
export const VictimChannel = z.enum(['inPerson', 'byPhone', 'inWriting', 'throughLawyer', 'throughSupportWorker', 'throughGuardian'])

/** The decisions of a prosecutor before which the victim's views are sought. */
export const KeyDecision = z.enum(['charge', 'amendment', 'withdrawal', 'noProsecution', 'pleaAgreement', 'testimony', 'transferAbroad'])
export type KeyDecision = z.infer<typeof KeyDecision>

export const VictimViewsRecorded = eventType({
  type: 'prosecution.VictimViewsRecorded',
  version: 1,
  kind: 'report',
  meaning: 'The views of a victim were sought before a decision; the views themselves are stored outside this system.',
  visibility: ['adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    decision: KeyDecision,
    channel: VictimChannel,
    answer: z.enum(['given', 'declined', 'notReachable']),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'presumedVictim' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    decision: 'withdrawal',
    channel: 'throughSupportWorker',
    answer: 'given',
  },
})
