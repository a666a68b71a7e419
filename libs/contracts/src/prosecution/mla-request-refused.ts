import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Code, Id, nonEmptyListOf } from '../fields.ts'
import { RefusalGround } from './mutual-assistance.ts'

export const MlaRequestRefused = eventType({
  type: 'prosecution.MlaRequestRefused',
  version: 1,
  kind: 'decision',
  meaning: 'A request for mutual legal assistance was refused or postponed, on a ground that the treaty allows.',
  visibility: ['investigation', 'adjudication'],
  chapter: 'acrossBorders',
  data: z.strictObject({
    requestId: Id,
    ground: RefusalGround,
    reasonCodes: nonEmptyListOf(Code, 20),
    postponed: z.boolean().meta({ description: 'postponed: the request stays open' }),
  }),
  example: {
    requestId: '6d7e8f90-a1b2-43c4-85e6-f708192a3b4c',
    ground: 'ongoingProceedings',
    reasonCodes: ['trialPending'],
    postponed: true,
  },
})
