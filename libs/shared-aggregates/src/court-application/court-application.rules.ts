import { thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { ApplyToCourt, CourtApplication, NotMade } from './court-application.ts'

export const applicationIsMadeOnce: Rule<CourtApplication, ApplyToCourt> = thingIsRecordedOnce('applicationToCourt', {
  holds: ({ stage }) => stage === 'notMade',
  facts: (_, { data: { applicationId } }) => [applicationId],
})

export const applicationNamesPersons: Rule<NotMade, ApplyToCourt> = {
  id: 'case.application-names-persons',
  sentence: 'an application on detention, bail, protection or compensation names the persons whom it concerns',
  source: 'ICCPR 9(3); quality of the record: the fact is kept as recorded until it is corrected',
  level: 'warn',
  levelReason: 'a court is asked in time, also where the record does not know a person yet',
  holds: (_, { data: { matter, personRefs } }) => personRefs.length > 0 || matter === 'coerciveMeasure' || matter === 'other',
}
