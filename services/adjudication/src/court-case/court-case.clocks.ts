import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

const stream = (caseId: string): string => `courtCase-${caseId}`

export const protectionRequestIsAnsweredInTime = deadlineRule(
  'adjudication.protection-request-is-answered-in-time',
  'each protection measure that is sought for a victim or a witness is granted or refused in time',
  'ACTIP 16(7); policy of the jurisdiction: the number of days',
)

const protection: Clock = {
  rule: protectionRequestIsAnsweredInTime,
  owedBy: 'adjudication',
  starts: [
    starts('prosecution.ProtectionMeasureSought', ({ personRef, measures }) =>
      measures.map((measure) => ({ key: `${personRef}~${measure}`, due: { activity: 'protectionAnswer' } })),
    ),
  ],
  stops: [stops('adjudication.ProtectionMeasureOrdered', ({ personRef, measure }) => ({ key: `${personRef}~${measure}` }))],
  startsSeveral: true,
  stream,
}

export const courtCaseClocks: readonly Clock[] = [protection]
