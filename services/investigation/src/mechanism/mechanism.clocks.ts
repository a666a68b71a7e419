import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

/** The stream in which a missed deadline is recorded. */
const stream = (caseId: string): string => `case-${caseId}`

export const cooperationMechanismIsReviewedInTime = deadlineRule(
  'investigation.cooperation-mechanism-is-reviewed-in-time',
  'a permanent cooperation mechanism is reviewed by the day that it states: it is renewed or ended',
  'ACTIP 20: law enforcement cooperation',
)

const review: Clock = {
  rule: cooperationMechanismIsReviewedInTime,
  owedBy: 'investigation',
  starts: [
    starts('investigation.CooperationMechanismEstablished', ({ mechanismId, reviewBy }) => ({ key: mechanismId, due: { on: reviewBy } })),
  ],
  stops: [
    stops('investigation.CooperationMechanismEstablished', ({ renews }) => (renews === undefined ? undefined : { key: renews })),
    stops('investigation.CooperationMechanismEnded', ({ mechanismId }) => ({ key: mechanismId })),
  ],
  stream,
}

export const mechanismClocks: readonly Clock[] = [review]
