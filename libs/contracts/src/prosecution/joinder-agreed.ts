import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id } from '../fields.ts'

export const JoinderAgreed = eventType({
  type: 'prosecution.JoinderAgreed',
  version: 1,
  kind: 'decision',
  meaning:
    'The prosecutor agreed that charges of another, linked case are tried together with an indictment of this one. The other case joins by an indictment of its own charges, which stay in that case.',
  visibility: ['adjudication'],
  chapter: 'proceedings',
  data: z.strictObject({
    indictmentId: Id.meta({ description: 'the indictment of this case, whose trial leads' }),
    otherCaseId: Id.meta({ description: 'the case whose charges are tried with it' }),
  }),
  example: { indictmentId: '1d1c7e40-5a4b-4c3d-8e2f-1a0b9c8d7e6f', otherCaseId: '293a4b5c-6d7e-42f3-8415-8091a2b3c4d5' },
})
