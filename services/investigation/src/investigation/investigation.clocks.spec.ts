import {
  CaseOpened,
  PoliceReportMade,
  PoliceReportWithdrawn,
  CaseReferredToProsecution,
  DeviceExamined,
  EvidenceCollected,
  FurtherInvestigationRequested,
  PlatformAnswered,
  PreservationAnswered,
  PreservationRequested,
  TakedownRequested,
  VictimReportAnswered,
} from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  deviceIsExaminedInTime,
  furtherInvestigationIsDoneInTime,
  investigationClocks,
  platformAnswersTakedownInTime,
  preservationIsAnsweredBeforeExpiry,
  victimReportIsAnsweredInTime,
} from './investigation.clocks.ts'

const { deadlinesOwed, expectDeadlineKept, statesOf } = clockSpecificationOf('investigation', investigationClocks)

const expires = { expiresAt: '2026-11-11T23:59:59Z' }

it(preservationIsAnsweredBeforeExpiry.sentence, () => {
  const requestId = PreservationRequested.example.requestId
  expectDeadlineKept(
    preservationIsAnsweredBeforeExpiry,
    PreservationRequested,
    PreservationAnswered,
    { requestId, ...expires },
    { requestId },
  )
})

it(furtherInvestigationIsDoneInTime.sentence, () =>
  expectDeadlineKept(
    furtherInvestigationIsDoneInTime,
    FurtherInvestigationRequested,
    CaseReferredToProsecution,
    { dueAt: expires.expiresAt },
    {},
  ),
)

it(platformAnswersTakedownInTime.sentence, () => {
  const { requestId } = TakedownRequested.example
  for (const answerBy of [expires.expiresAt, undefined])
    expectDeadlineKept(platformAnswersTakedownInTime, TakedownRequested, PlatformAnswered, { requestId, answerBy }, { requestId })
})

it(deviceIsExaminedInTime.sentence, () => {
  const { evidenceId } = EvidenceCollected.example
  expectDeadlineKept(deviceIsExaminedInTime, EvidenceCollected, DeviceExamined, { evidenceId, kind: 'digital' }, { evidenceId })
  expect(statesOf(deviceIsExaminedInTime, '2026-11-20', effectiveFact(EvidenceCollected, '2026-11-01', { kind: 'document' }))).toEqual([])
})

describe(victimReportIsAnsweredInTime.sentence, () => {
  const made = (day = '2026-11-01') => effectiveFact(PoliceReportMade, day)
  const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(victimReportIsAnsweredInTime, '2026-11-20', ...facts)
  const answered = (changes: object = {}) => effectiveFact(VictimReportAnswered, '2026-11-05', changes)
  it('is answered by an answer or by opening the case, also where the case is open already', () => {
    expect(states(made())).toEqual(['overdue'])
    expect(states(made(), answered())).toEqual(['met'])
    expect(states(made(), effectiveFact(CaseOpened, '2026-11-05'))).toEqual(['met'])
    expect(states(effectiveFact(CaseOpened, '2026-10-05'), made())).toEqual(['met'])
  })
  it('is not answered by the word that it is under consideration', () =>
    expect(states(made(), answered({ reasonCode: 'underConsideration' }))).toEqual(['overdue']))
  const takenBack = (on: string | undefined) => effectiveFact(PoliceReportWithdrawn, on, { reportIds: [PoliceReportMade.example.reportId] })
  it('owes no answer once the person takes the agreement back', () => expect(states(made(), takenBack('2026-11-04'))).toEqual([]))
  it('was owed an answer until then if it was late already, also if the person has given up since', () => {
    expect(states(made(), takenBack('2026-11-19'))).toEqual(['metLate'])
    for (const on of ['2026-11-19', undefined]) expect(deadlinesOwed(made(), takenBack(on))).toMatchObject([{ missed: true }])
  })
})
