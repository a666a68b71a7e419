import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, Id, Jurisdiction, Reference, someOf } from '../fields.ts'

export const JointInvestigationEstablished = eventType({
  type: 'investigation.JointInvestigationEstablished',
  version: 1,
  kind: 'decision',
  meaning: 'Countries agreed to investigate together, under one lead and one rule for the evidence.',
  visibility: ['prosecution'],
  data: z.strictObject({
    jointInvestigationId: Id,
    agreementRef: Reference,
    parties: someOf(Jurisdiction, 20),
    leadParty: Jurisdiction,
    scope: someOf(Code, 50),
    start: Day,
    end: Day,
    evidenceRule: z.enum(['sharedWithoutRequest', 'onRequest', 'throughMlaOnly']),
  }),
  introduces: ({ jointInvestigationId }) => [jointInvestigationId],
  example: {
    jointInvestigationId: '0d1e2f3a-4b5c-4d6e-8f70-91a2b3c4d5e6',
    agreementRef: 'JIT-TH-MM-2026-1',
    parties: ['TH', 'MM', 'PH'],
    leadParty: 'TH',
    scope: ['recruitmentNetwork', 'proceeds'],
    start: '2026-05-01',
    end: '2027-04-30',
    evidenceRule: 'sharedWithoutRequest',
  },
})
