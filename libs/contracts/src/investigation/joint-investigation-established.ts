import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Day, Id, Jurisdiction, Reference, nonEmptyListOf } from '../fields.ts'

export const JointInvestigationEstablished = eventType({
  type: 'investigation.JointInvestigationEstablished',
  version: 1,
  kind: 'decision',
  meaning: 'Countries agreed on a joint investigation, with one lead country and one rule for the exchange of evidence.',
  visibility: ['prosecution'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    jointInvestigationId: Id,
    agreementRef: Reference,
    parties: nonEmptyListOf(Jurisdiction, 20),
    leadParty: Jurisdiction,
    scope: nonEmptyListOf(Code, 50),
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
