import { z } from 'zod'
import { eventType } from '../event-type.ts'
import { AgencyId, Day, Id, SECTORS } from '../fields.ts'
import { DecimalText } from './external-fact-recorded.ts'
import { MeasureSource, OutcomeMeasureSet } from './outcome-measure-set.ts'

const { initiativeId, measureId, agency, source } = OutcomeMeasureSet.example

export const OutcomeMeasured = eventType({
  type: 'auditTrail.OutcomeMeasured',
  version: 1,
  kind: 'report',
  meaning: 'An agency measured whether the answer to a challenge works.',
  visibility: SECTORS,
  data: z.strictObject({
    initiativeId: Id,
    measureId: Id,
    agency: AgencyId.meta({ description: 'the agency that measured' }),
    value: DecimalText,
    source: MeasureSource,
    nextReviewBy: Day.optional().meta({ description: 'by when it is measured again; absent: not again' }),
  }),
  example: { initiativeId, measureId, agency, value: '22', source, nextReviewBy: '2027-04-15' },
})
