import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

const stream = (caseId: string, personRef: string): string => `person-${caseId}~${personRef}`

export const treatmentConcernIsAnsweredInTime = deadlineRule(
  'victimSupport.treatment-concern-is-answered-in-time',
  'a concern about how a victim was treated is answered in time',
  'practice: a concern is answered; policy of the jurisdiction: the number of days',
)

const concern: Clock = {
  rule: treatmentConcernIsAnsweredInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('victimSupport.VictimTreatmentConcernRaised', ({ concernId }) => ({
      key: concernId,
      due: { activity: 'treatmentConcernAnswer' },
    })),
  ],
  stops: [stops('victimSupport.VictimTreatmentConcernAnswered', ({ concernId }) => ({ key: concernId }))],
  stream,
}

export const complaintClocks: readonly Clock[] = [concern]
