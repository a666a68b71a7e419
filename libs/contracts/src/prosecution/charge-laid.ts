import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, OccurredAt, PersonRef, listOf } from '../fields.ts'
import { VictimElements } from '../trafficking.ts'

export const ChargeLaid = eventType({
  type: 'prosecution.ChargeLaid',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor charged a person with an offence, with act, means and purpose for each victim.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    chargeId: Id,
    accusedRef: PersonRef,
    offenceCode: Code,
    perVictim: listOf(VictimElements, 500),
    aggravating: listOf(Code, 50),
    acts: listOf(Code).optional().meta({
      description: 'the acts with which the accused is charged, in the codes that a non-punishment assessment uses',
    }),
    complaintId: Id.optional().meta({ description: 'the private or direct complaint that brings the charge, without a dossier of police' }),
    withoutVictim: z.enum(['attempt', 'notYetFound']).optional().meta({
      description:
        'why the charge names no victim: it is for an attempt, or the victims are not found yet; also where some are named and others are not found',
    }),
    committed: z.strictObject({ from: OccurredAt, until: OccurredAt.optional() }).optional().meta({
      description: 'when the act was committed, as charged; it distinguishes several counts of one offence',
    }),
  }),
  subjects: ({ accusedRef, perVictim }) => [
    { personRef: accusedRef, capacity: 'accused' },
    ...perVictim.map(({ personRef }) => ({ personRef, capacity: 'presumedVictim' as const })),
  ],
  introduces: ({ chargeId }) => [chargeId],
  example: {
    chargeId: 'c4a26e10-0f1e-4d2c-8b3a-495867768594',
    accusedRef: '3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f',
    offenceCode: 'traffickingInPersons',
    perVictim: [
      {
        personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
        act: ['recruitment', 'transportation'],
        means: ['deception'],
        purpose: ['ForcedCriminality'],
      },
    ],
    aggravating: ['closeRelative'],
  },
})
