import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, listOf, nonEmptyListOf, PersonRef } from '../fields.ts'

export const PleaAgreementReached = eventType({
  type: 'prosecution.PleaAgreementReached',
  version: 1,
  kind: 'report',
  meaning: 'The prosecutor and the defence agreed how an accused pleads, and what the prosecutor does in return; a court decides on it.',
  // Not for victim support: that an accused cooperates endangers the accused. What the court decides is for everyone.
  visibility: ['investigation', 'adjudication'],
  classification: 'RESTRICTED',
  chapter: 'proceedings',
  data: z.strictObject({
    agreementId: Id,
    accusedRef: PersonRef,
    chargeIds: nonEmptyListOf(Id, 200).meta({ description: 'the charges to which the accused is to plead' }),
    plea: z.enum(['guilty', 'noContest']),
    lesserOffence: Code.optional().meta({ description: 'the offence to which the accused is to plead instead of the one charged' }),
    chargesToWithdraw: listOf(Id, 200).optional().meta({ description: 'the charges that the prosecutor is to withdraw' }),
    sentence: z.enum(['minimum', 'reduced', 'suspended', 'nonCustodial', 'leftToCourt']).optional().meta({
      description: 'what the prosecutor is to recommend to the court',
    }),
    cooperation: listOf(z.enum(['testimony', 'information', 'victimsLocated', 'assetsLocated', 'restitution']), 5)
      .optional()
      .meta({
        description: 'what the accused is to do in addition',
      }),
    withCounsel: z.boolean().meta({ description: 'whether a lawyer assisted the accused' }),
  }),
  subjects: ({ accusedRef }) => [{ personRef: accusedRef, capacity: 'accused' }],
  introduces: ({ agreementId }) => [agreementId],
  example: {
    agreementId: '7d3e5f90-2b4c-4d6e-9f80-a1b2c3d4e5f6',
    accusedRef: '3f1d9a52-8a77-4d1e-9c30-7b6a5c4d3e2f',
    chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'],
    plea: 'guilty',
    lesserOffence: 'illegalRecruitment',
    sentence: 'reduced',
    cooperation: ['testimony'],
    withCounsel: true,
  },
})
