import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, listOf, Reference, SECTORS } from '../fields.ts'

export const TransferReceived = eventType({
  type: 'case.TransferReceived',
  version: 1,
  kind: 'report',
  meaning: 'The office to which a case was transferred received it, and stated what of the list of handed-over things was missing.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({
    transferId: Id,
    missing: listOf(Reference, 200).meta({ description: 'references of the list that did not arrive' }),
  }),
  example: { transferId: '7c8d9e0f-1a2b-4c3d-8e4f-5a6b7c8d9e10', missing: [] },
})
