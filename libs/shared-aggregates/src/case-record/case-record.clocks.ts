import { deadlineRule, starts, stops, type Clock, type Sector } from '@case-timeline/casework'

/** By which any transfer ends the deadline of an earlier one: who passes a case on receives it no more. */
const CASE = 'case'

/** The deadlines that every sector owes on its record of a case. */
export const caseRecordClocksOf = (sector: Sector): readonly Clock[] => [
  {
    rule: deadlineRule(
      `${sector}.transfer-is-received-in-time`,
      'the office to which a case is transferred records in time that it received the case, and what is missing',
      'practice: of a case that nobody receives, nobody knows whether anybody works on it; policy of the jurisdiction: the number of days',
    ),
    owedBy: sector,
    starts: [
      // Of an office that was reorganised nothing is handed over: its successor is the same office.
      starts('case.CaseTransferred', ({ transferId, reason }) =>
        reason === 'officeReorganised' ? undefined : { key: transferId, otherKeys: [CASE], due: { activity: 'transferReceipt' } },
      ),
    ],
    stops: [
      stops('case.TransferReceived', ({ transferId }) => ({ key: transferId })),
      stops('case.CaseTransferred', () => ({ key: CASE, isWaiver: true })),
    ],
    stream: (caseId) => `record-${caseId}`,
  },
]
