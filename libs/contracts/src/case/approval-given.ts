import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, Sha256, SERVICES } from '../fields.ts'

export const ApprovalGiven = eventType({
  type: 'case.ApprovalGiven',
  version: 1,
  kind: 'decision',
  meaning: 'A second person, who is the actor of this event, approved a command that waited for it.',
  visibility: [],
  recordedBy: SERVICES,
  classification: 'RESTRICTED',
  data: z.strictObject({
    requestId: Id.meta({ description: 'the id of the event ApprovalRequested' }),
    digest: Sha256.meta({ description: 'the digest of the request, as the second person read it' }),
  }),
  example: {
    requestId: '8d0e2f6b-7a8c-8d5a-9c11-c2a3f6f03b1e',
    digest: 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2',
  },
})
