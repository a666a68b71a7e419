import { deadlineRule, starts, stops, type Clock } from '@case-timeline/casework'

/** The stream in which a missed deadline is recorded. */
const stream = (caseId: string): string => `case-${caseId}`

export const preservationIsAnsweredBeforeExpiry = deadlineRule(
  'investigation.preservation-is-answered-before-expiry',
  'a platform answers a preservation request before the preservation expires and the data may be deleted',
  'Budapest Convention 16, 29',
)

const preservation: Clock = {
  rule: preservationIsAnsweredBeforeExpiry,
  owedBy: 'investigation',
  starts: [starts('investigation.PreservationRequested', ({ requestId, expiresAt }) => ({ key: requestId, due: { on: expiresAt } }))],
  stops: [stops('investigation.PreservationAnswered', ({ requestId }) => ({ key: requestId }))],
  stream,
}

export const furtherInvestigationIsDoneInTime = deadlineRule(
  'investigation.further-investigation-is-done-in-time',
  'the police answer a request for further investigation with a new dossier by its due date',
  'practice: the due date is part of the request',
)

/** All requests have the same key, because any new dossier of the case answers every open request. */
const furtherInvestigation: Clock = {
  rule: furtherInvestigationIsDoneInTime,
  owedBy: 'investigation',
  starts: [starts('prosecution.FurtherInvestigationRequested', ({ dueAt }) => ({ key: 'dossier', due: { on: dueAt } }))],
  stops: [
    stops('investigation.CaseReferredToProsecution', () => ({ key: 'dossier' })),
    // After the investigation is closed, no dossier is owed: the deadline ends without being missed.
    stops('investigation.InvestigationClosed', () => ({ key: 'dossier', isWaiver: true })),
  ],
  stream,
}

/** The clocks of an investigation. Those of custody, frozen assets and cooperation mechanisms are in other files. */
export const investigationClocks: readonly Clock[] = [preservation, furtherInvestigation]
