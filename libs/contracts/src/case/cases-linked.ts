import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { Id, SECTORS } from '../fields.ts'

/** Who agreed to a link: it is in force when both sides did, in one statement or each in the record of its own case. */
export const AgreedBy = z.enum(['bothSides', 'thisSide'])
export type AgreedBy = z.infer<typeof AgreedBy>

export const CasesLinked = eventType({
  type: 'case.CasesLinked',
  version: 1,
  kind: 'decision',
  meaning: 'This case was linked with another case.',
  visibility: ['investigation', 'prosecution', 'adjudication', 'victimSupport'],
  recordedBy: SECTORS,
  chapter: 'record',
  data: z.strictObject({
    otherCaseId: Id,
    ground: z.enum(['sameSuspect', 'sameVictim', 'sameTrace', 'sameAddress', 'sameNetwork', 'other']),
    agreedBy: AgreedBy.optional().meta({
      description:
        'stated by the service: `bothSides` if the agency takes part in both cases; `thisSide` if only in this one, then the link is in force once the record of the other case names this one; absent (imported, or recorded by an earlier release): as `bothSides`',
    }),
  }),
  namesCase: { caseId: ({ otherCaseId }) => otherCaseId, agreedAs: 'agreedBy' },
  example: { otherCaseId: '293a4b5c-6d7e-42f3-8415-8091a2b3c4d5', ground: 'sameTrace', agreedBy: 'bothSides' },
})
