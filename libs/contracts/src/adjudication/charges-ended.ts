import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, nonEmptyListOf, PersonRef } from '../fields.ts'

export const ChargesEnded = eventType({
  type: 'adjudication.ChargesEnded',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning: 'The court ended charges against a person without a verdict: it quashed them, ended them on the papers, or the accused died.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    accusedRef: PersonRef,
    chargeIds: nonEmptyListOf(Id),
    ground: z.enum([
      'quashed',
      'noCaseToAnswer',
      'accusedDied',
      'accusedUnfit',
      'limitation',
      'amnesty',
      'noJurisdiction',
      'triedBefore',
      'settled',
      'procedureViolated',
    ]),
    onPapers: z.boolean().meta({ description: 'whether the court decided without a hearing' }),
  }),
  subjects: ({ accusedRef }) => [{ personRef: accusedRef, capacity: 'accused' }],
  example: {
    accusedRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    chargeIds: ['9c8b7a60-5f4e-4d3c-8b2a-190807060504'],
    ground: 'accusedDied',
    onPapers: true,
  },
})
