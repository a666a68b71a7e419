import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Jurisdiction, listOf, nonEmptyListOf } from '../fields.ts'

export const LeadJurisdictionAgreed = eventType({
  type: 'prosecution.LeadJurisdictionAgreed',
  version: 1,
  kind: 'decision',
  meaning: 'Countries agreed on the one that prosecutes; the named charges are transferred to that country.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  chapter: 'progress',
  data: z.strictObject({
    parties: nonEmptyListOf(Jurisdiction, 20),
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
