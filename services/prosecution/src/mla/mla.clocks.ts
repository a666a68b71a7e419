import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

/** The stream in which a missed deadline is recorded. */
const stream = (caseId: string): string => `case-${caseId}`

export const foreignRequestIsAcknowledgedInTime = deadlineRule(
  'prosecution.foreign-request-is-acknowledged-in-time',
  'a request for mutual legal assistance that was received from another country is acknowledged in time',
  'ASEAN MLAT 7: execution of requests; policy of the jurisdiction: the number of days',
)

const acknowledgement: Clock = {
  rule: foreignRequestIsAcknowledgedInTime,
  owedBy: 'prosecution',
  starts: [starts('prosecution.MlaRequestReceived', ({ requestId }) => ({ key: requestId, due: { activity: 'mlaAcknowledgement' } }))],
  stops: [
    stops('prosecution.MlaRequestAcknowledged', ({ requestId, at }) => ({ key: requestId, at })),
    stops('prosecution.MlaRequestExecuted', ({ requestId }) => ({ key: requestId })),
    stops('prosecution.MlaRequestRefused', ({ requestId }) => ({ key: requestId })),
  ],
  stream,
}

export const mlaClocks: readonly Clock[] = [acknowledgement]
