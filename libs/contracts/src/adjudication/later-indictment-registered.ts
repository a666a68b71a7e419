import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Id, listOf, Reference } from '../fields.ts'

export const LaterIndictmentRegistered = eventType({
  type: 'adjudication.LaterIndictmentRegistered',
  version: 1,
  kind: 'decision',
  actOf: 'court',
  meaning:
    'A court registered another indictment in a case that it has on its docket, for example against a suspect found later. It is a part of its own, under the id of the indictment, until the court joins it.',
  visibility: ['investigation', 'prosecution', 'victimSupport'],
  chapter: 'proceedings',
  data: z.strictObject({
    indictmentId: Id,
    chargeIds: listOf(Id, 200).meta({ description: 'the charges of the indictment, as far as it is on record' }),
    courtId: AgencyId.optional(),
    courtCaseNo: Reference.optional(),
  }),
  introduces: ({ indictmentId }) => [indictmentId],
  example: {
    indictmentId: '1d1c7e40-5a4b-4c3d-8e2f-1a0b9c8d7e6f',
    chargeIds: ['c4a26e10-0f1e-4d2c-8b3a-495867768594'],
    courtId: 'ph-rtc-manila',
  },
})
