import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, PersonRef, nonEmptyListOf } from '../fields.ts'
import { DecisionMakingOrg, VictimStatus } from '../trafficking.ts'

/**
 * The grounds of a determination of victim status. Some grounds never suffice alone; they are listed so that attempts
 * to use them are recorded.
 */
export const StatusReason = z.enum([
  'indicatorsConfirmed',
  'actMeansAndPurposeFound',
  'childExploited',
  'foreignIdentification',
  'documentaryEvidence',
  'medicalFindings',
  'accountsOfOthers',
  'factsRefuted',
  'noActFound',
  'noPurposeFound',
  'noMeansAgainstAnAdult',
  'cooperation',
  'conviction',
  'noConviction',
  'initialConsent',
  'didNotFlee',
  'wasPaid',
  'hadReturned',
  'notCooperating',
])
export type StatusReason = z.infer<typeof StatusReason>

export const VictimStatusDetermined = eventType({
  type: 'investigation.VictimStatusDetermined',
  version: 1,
  kind: 'decision',
  meaning: 'The victim status of a person was determined, with the grounds.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    status: VictimStatus,
    decisionMakingOrg: DecisionMakingOrg,
    reasonCodes: nonEmptyListOf(StatusReason, 20),
    approver: Approver.optional().meta({
      description: 'the second person who approved, required for a negative determination after a positive one',
    }),
  }),
  subjects: ({ personRef, status }) => [{ personRef, capacity: status === 'ActualVictimOfTrafficking' ? 'victim' : 'presumedVictim' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    status: 'ActualVictimOfTrafficking',
    decisionMakingOrg: 'Police',
    reasonCodes: ['indicatorsConfirmed', 'actMeansAndPurposeFound'],
  },
})
