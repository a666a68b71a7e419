import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, PersonRef, listOf, nonEmptyListOf } from '../fields.ts'

/** Why a check was not done. */
export const ReasonNotDone = z.enum([
  'noInterpreter',
  'noTrainedStaff',
  'noTime',
  'personDeclined',
  'personNotReached',
  'notRecognised',
  'other',
])

export const ForcedCriminalityChecked = eventType({
  type: 'investigation.ForcedCriminalityChecked',
  version: 1,
  kind: 'report',
  meaning:
    'An authority checked, or did not check, whether a person who is suspected of an offence was forced by traffickers to commit or attempt it.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  // The authority that meets the person first does it: one type for all, so that a charge reads one.
  recordedBy: ['investigation', 'prosecution', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'victims',
  data: z.strictObject({
    personRef: PersonRef,
    place: z
      .enum(['police', 'immigration', 'prosecution', 'court', 'prison'])
      .meta({ description: 'the kind of authority that had the person before it' }),
    result: z.enum(['indicatorsFound', 'noIndicators', 'inconclusive', 'notDone']),
    reasonNotDone: ReasonNotDone.optional(),
    instrument: Code.optional().meta({ description: 'the list of indicators that was used' }),
    indicators: listOf(Code, 50).meta({ description: 'the indicators found, in the codes of the instrument' }),
    acts: nonEmptyListOf(z.strictObject({ code: Code, attempted: z.boolean() }), 20).meta({
      description: 'what the person is suspected of, in the codes of charges; an attempt counts like the completed offence',
    }),
  }),
  subjects: ({ personRef }) => [{ personRef, capacity: 'screened' }],
  example: {
    personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
    place: 'immigration',
    result: 'indicatorsFound',
    instrument: 'screening-form-a',
    indicators: ['documentsWithheld', 'movementRestricted'],
    acts: [{ code: 'computerFraud', attempted: true }],
  },
})
