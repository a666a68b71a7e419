import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Code, Day, Id, Reference, RuleId, SECTORS } from '../fields.ts'
import { DecimalText } from './external-fact-recorded.ts'

/** Where a value comes from: a number that the local challenges by sector show, or a document kept elsewhere. */
export const MeasureSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('localChallenges'), ruleId: RuleId, counted: z.enum(['warned', 'missed', 'refused']) }),
  z.strictObject({ kind: z.literal('other'), reference: Reference }),
])
export type MeasureSource = z.infer<typeof MeasureSource>

export const OutcomeMeasureSet = eventType({
  type: 'auditTrail.OutcomeMeasureSet',
  version: 1,
  kind: 'report',
  meaning: 'An agency stated by what it measures whether the answer to a challenge works.',
  visibility: SECTORS,
  data: z.strictObject({
    initiativeId: Id,
    measureId: Id,
    agency: AgencyId.meta({ description: 'the agency that measures' }),
    indicator: Code.meta({ description: 'what is counted' }),
    unit: Code.meta({ description: 'such as persons, cases, percent, days' }),
    baseline: DecimalText,
    source: MeasureSource.meta({ description: 'where the baseline comes from' }),
    target: DecimalText,
    reviewBy: Day.meta({ description: 'by when it is measured first' }),
  }),
  introduces: ({ measureId }) => [measureId],
  example: {
    initiativeId: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
    measureId: '8f90a1b2-c3d4-4859-aa7b-e6f708192a3b',
    agency: 'ph-police',
    indicator: 'arrestsWithoutReadingOfRights',
    unit: 'warnings',
    baseline: '44',
    source: { kind: 'localChallenges', ruleId: 'investigation.rights-are-read-on-arrest', counted: 'warned' },
    target: '11',
    reviewBy: '2026-10-15',
  },
})
