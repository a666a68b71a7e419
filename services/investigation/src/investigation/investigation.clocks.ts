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

export const platformAnswersTakedownInTime = deadlineRule(
  'investigation.platform-answers-takedown-in-time',
  'a platform answers a request to remove content by the time that the request states, or that the policy has',
  'practice: the time is part of the request; policy of the jurisdiction: the number of days',
)

const takedown: Clock = {
  rule: platformAnswersTakedownInTime,
  owedBy: 'investigation',
  starts: [
    starts('investigation.TakedownRequested', ({ requestId, answerBy }) => ({
      key: requestId,
      due: answerBy === undefined ? { activity: 'platformAnswer' } : { on: answerBy },
    })),
  ],
  stops: [stops('investigation.PlatformAnswered', ({ requestId }) => ({ key: requestId }))],
  stream,
}

export const deviceIsExaminedInTime = deadlineRule(
  'investigation.device-is-examined-in-time',
  'a digital item of evidence is examined in time after it was collected, if the policy has a time',
  'policy of the jurisdiction: the number of days; national law',
)

const examination: Clock = {
  rule: deviceIsExaminedInTime,
  owedBy: 'investigation',
  starts: [
    starts('investigation.EvidenceCollected', ({ evidenceId, kind }) =>
      kind === 'digital' ? { key: evidenceId, due: { activity: 'deviceExamination' } } : undefined,
    ),
  ],
  stops: [stops('investigation.DeviceExamined', ({ evidenceId }) => ({ key: evidenceId }))],
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

export const victimReportIsAnsweredInTime = deadlineRule(
  'investigation.victim-report-is-answered-in-time',
  'police answer in time what a person let victim support report: they open the case, or say why not',
  'practice: who reported waits for an answer; policy of the jurisdiction: the number of days',
)

const victimReport: Clock = {
  rule: victimReportIsAnsweredInTime,
  owedBy: 'investigation',
  starts: [
    starts('victimSupport.PoliceReportMade', ({ reportId }) => ({
      key: reportId,
      otherKeys: ['opened'],
      due: { activity: 'policeReportAnswer' },
    })),
  ],
  stops: [
    // A case that is open when the report comes answers it.
    stops('investigation.CaseOpened', () => ({ key: 'opened', countsIfEarlier: true })),
    stops('investigation.VictimReportAnswered', ({ reportId, reasonCode }) =>
      reasonCode === 'underConsideration' ? undefined : { key: reportId },
    ),
    stops('victimSupport.PoliceReportWithdrawn', ({ reportIds }) => reportIds.map((reportId) => ({ key: reportId, isWaiver: true }))),
  ],
  stream,
}

/** The clocks of an investigation. Those of custody, frozen assets and cooperation mechanisms are in other files. */
export const investigationClocks: readonly Clock[] = [preservation, takedown, examination, furtherInvestigation, victimReport]
