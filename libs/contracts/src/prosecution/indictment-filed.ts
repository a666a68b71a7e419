import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, nonEmptyListOf } from '../fields.ts'

export const IndictmentFiled = eventType({
  type: 'prosecution.IndictmentFiled',
  version: 1,
  kind: 'decision',
  meaning: 'The prosecutor filed an indictment with a court, on one or more charges.',
  visibility: ['investigation', 'adjudication', 'victimSupport'],
  data: z.strictObject({
    indictmentId: Id,
    courtId: AgencyId,
    chargeIds: nonEmptyListOf(Id, 200),
    joinedTo: z.strictObject({ caseId: Id, indictmentId: Id }).optional().meta({
      description: 'the indictment of another, linked case with which the charges are tried; absent: they are tried by themselves',
    }),
  }),
  introduces: ({ indictmentId }) => [indictmentId],
  addressee: { sector: 'adjudication', role: 'getsCase', officeOf: ({ courtId }) => courtId },
  example: {
    indictmentId: '1d1c7e40-5a4b-4c3d-8e2f-1a0b9c8d7e6f',
    courtId: 'ph-rtc-manila',
    chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'],
  },
})
