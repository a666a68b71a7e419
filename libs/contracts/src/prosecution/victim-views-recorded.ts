import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { PersonRef } from '../fields.ts'

/** How word is exchanged with a victim. */
export const VictimChannel = z.enum(['inPerson', 'byPhone', 'inWriting', 'throughLawyer', 'throughSupportWorker', 'throughGuardian'])

/** The decisions of a prosecutor before which a victim is asked for her views. */
export const KeyDecision = z.enum(['charge', 'amendment', 'withdrawal', 'noProsecution', 'pleaAgreement', 'testimony', 'transferAbroad'])
export type KeyDecision = z.infer<typeof KeyDecision>

export const VictimViewsRecorded = eventType({
  type: 'prosecution.VictimViewsRecorded',
  version: 1,
  kind: 'report',
  meaning: 'She was asked for her views before a decision; what she said is kept elsewhere.',
  visibility: ['adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
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
