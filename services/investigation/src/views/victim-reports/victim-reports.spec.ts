import { CaseOpened, PoliceReportMade, PoliceReportWithdrawn, VictimReportAnswered } from '@case-timeline/contracts'
import { exampleFact, rowsShownBy } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { victimReportsView } from './victim-reports.view.ts'

const { reportId, content } = PoliceReportMade.example

describe('the view of what victims let police know', () => {
  it('shows a report until police open the case, and afterwards that they did', () => {
    expect(rowsShownBy(victimReportsView, exampleFact(PoliceReportMade))).toMatchObject([{ reportId, content, openedSince: false }])
    expect(rowsShownBy(victimReportsView, exampleFact(PoliceReportMade), exampleFact(CaseOpened))).toMatchObject([{ openedSince: true }])
  })
  it('shows why police opened none, as last said', () =>
    expect(
      rowsShownBy(
        victimReportsView,
        exampleFact(PoliceReportMade),
        exampleFact(VictimReportAnswered, { reasonCode: 'underConsideration' }),
        exampleFact(VictimReportAnswered),
      ),
    ).toMatchObject([{ reportId, openedSince: false, answer: 'tooLittleKnown' }]))
  it('shows since when a person lets nothing further be shared', () =>
    expect(
      rowsShownBy(victimReportsView, exampleFact(PoliceReportMade), exampleFact(PoliceReportWithdrawn, {}, { occurredAt: '2026-12-24' })),
    ).toMatchObject([{ reportId, withdrawnAt: '2026-12-24' }]))
})
