import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

const stream = (_: string, intakeId: string): string => `intake-${intakeId}`

export const intakeIsResolvedInTime = deadlineRule(
  'victimSupport.intake-is-resolved-in-time',
  'an intake becomes a support case, is passed on, or is closed within the number of days that the policy sets',
  'policy of the jurisdiction: the number of days; practice: no call is left without an answer',
)

const answer: Clock = {
  rule: intakeIsResolvedInTime,
  owedBy: 'victimSupport',
  starts: [starts('victimSupport.IntakeRecorded', ({ intakeId }) => ({ key: intakeId, due: { activity: 'intakeAnswer' } }))],
  stops: [stops('victimSupport.IntakeResolved', ({ intakeId }) => ({ key: intakeId }))],
  stream,
}

export const intakeInDangerIsAnsweredInTime = deadlineRule(
  'victimSupport.intake-in-danger-is-answered-in-time',
  'an intake about a person in immediate danger becomes a support case, is passed on, or is closed in the time for a threat to safety',
  'ACTIP 14(5), 16(7); policy of the jurisdiction: the number of days',
)

const dangerAnswer: Clock = {
  rule: intakeInDangerIsAnsweredInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('victimSupport.IntakeRecorded', ({ intakeId, immediateDanger }) =>
      immediateDanger ? { key: intakeId, due: { activity: 'incidentAcknowledgement' } } : undefined,
    ),
  ],
  stops: [stops('victimSupport.IntakeResolved', ({ intakeId }) => ({ key: intakeId }))],
  stream,
}

export const intakeClocks: readonly Clock[] = [answer, dangerAnswer]
