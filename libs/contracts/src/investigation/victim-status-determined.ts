import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Approver, PersonRef, someOf } from '../fields.ts'
import { DecisionMakingOrg, VictimStatus } from '../trafficking.ts'

/** What a finding on her status rests on. Some grounds never suffice alone; they are here so that the record shows who tried. */
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
  meaning: 'It was determined whether a person is a victim of trafficking, with the grounds for it.',
  visibility: ['prosecution', 'adjudication', 'victimSupport'],
  classification: 'RESTRICTED',
  data: z.strictObject({
    personRef: PersonRef,
    status: VictimStatus,
    decisionMakingOrg: DecisionMakingOrg,
    reasonCodes: someOf(StatusReason, 20),
    approver: Approver.optional().meta({ description: 'the second person that a negative after a positive needs' }),
  }),
  subjects: ({ personRef, status }) => [{ personRef, capacity: status === 'ActualVictimOfTrafficking' ? 'victim' : 'presumedVictim' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    status: 'ActualVictimOfTrafficking',
    decisionMakingOrg: 'Police',
    reasonCodes: ['indicatorsConfirmed', 'actMeansAndPurposeFound'],
  },
})
