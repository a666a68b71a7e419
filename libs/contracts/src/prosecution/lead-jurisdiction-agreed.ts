import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Jurisdiction, listOf, someOf } from '../fields.ts'

export const LeadJurisdictionAgreed = eventType({
  type: 'prosecution.LeadJurisdictionAgreed',
  version: 1,
  kind: 'decision',
  meaning: 'Countries agreed which of them prosecutes; the charges named go over to it.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    parties: someOf(Jurisdiction, 20),
    leadParty: Jurisdiction,
    basis: z.enum([
      'placeOfExploitation',
      'placeOfRecruitment',
      'nationalityOfVictims',
      'nationalityOfAccused',
      'custodyOfAccused',
      'evidence',
    ]),
    chargesTransferred: listOf(Id, 200),
  }),
  example: {
    parties: ['PH', 'TH'],
    leadParty: 'TH',
    basis: 'placeOfExploitation',
    chargesTransferred: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'],
  },
})
