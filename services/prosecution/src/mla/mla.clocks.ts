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

export const requestAbroadIsAcknowledgedInTime = deadlineRule(
  'prosecution.request-abroad-is-acknowledged-in-time',
  'a request for mutual legal assistance that was sent to another country is acknowledged there in time',
  'ASEAN MLAT 7: execution of requests; policy of the jurisdiction: the number of days',
)

export const requestAbroadIsAnsweredInTime = deadlineRule(
  'prosecution.request-abroad-is-answered-in-time',
  'a request for mutual legal assistance that was sent to another country is executed or refused there in time',
  'ASEAN MLAT 7: execution of requests; policy of the jurisdiction: the number of days',
)

const acknowledgementAbroad: Clock = {
  rule: requestAbroadIsAcknowledgedInTime,
  owedBy: 'prosecution',
  starts: [starts('prosecution.MlaRequestSent', ({ requestId }) => ({ key: requestId, due: { activity: 'mlaOutgoingAcknowledgement' } }))],
  stops: acknowledgement.stops,
  stream,
}

/** After a partial execution or a postponement the request stays open. */
const answerAbroad: Clock = {
  rule: requestAbroadIsAnsweredInTime,
  owedBy: 'prosecution',
  starts: [starts('prosecution.MlaRequestSent', ({ requestId }) => ({ key: requestId, due: { activity: 'mlaOutgoingAnswer' } }))],
  stops: [
    stops('prosecution.MlaRequestExecuted', ({ requestId, partial }) => (partial ? undefined : { key: requestId })),
    stops('prosecution.MlaRequestRefused', ({ requestId, postponed }) => (postponed ? undefined : { key: requestId })),
  ],
  stream,
}

export const mlaClocks: readonly Clock[] = [acknowledgement, acknowledgementAbroad, answerAbroad]
