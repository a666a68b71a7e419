import { CaseOpened, Id, PoliceReportMade, PoliceReportWithdrawn, VictimReportAnswered } from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * What a person let victim support report to police. This shape is stored in `victim_reports_v1`: change it with the view's
 * version.
 */
export const VictimReport = z.strictObject({
  caseId: Id,
  ...PoliceReportMade.data.shape,
  openedSince: z.boolean().meta({ description: 'whether police opened the case after the report' }),
  answer: VictimReportAnswered.data.shape.reasonCode.optional().meta({ description: 'why police opened no investigation, as last said' }),
  withdrawnAt: z.string().optional().meta({ description: 'since when the person lets nothing further be shared' }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type VictimReport = z.infer<typeof VictimReport>

/** Example of a row of the list. */
export const VICTIM_REPORT: VictimReport = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...PoliceReportMade.example,
  openedSince: false,
  since: '2026-03-04T02:15:00.000000Z',
}

export const victimReportsView: StoredView<VictimReport> = storedView({
  name: 'victim-reports',
  version: 1,
  key: ['reportId'],
  columns: {
    reportId: 'uuid',
    personRef: 'uuid',
    toAgency: 'text',
    content: 'json',
    openedSince: 'boolean',
    answer: optional('text'),
    withdrawnAt: optional('text'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'reportId'], toAgency: ['toAgency', 'since', 'caseId', 'reportId'] },
  migration: 1_764_000_000_405,
  events: [CaseOpened, PoliceReportMade, PoliceReportWithdrawn, VictimReportAnswered],
  rows: ({ type, data }) => {
    if (type === 'investigation.CaseOpened') return 'every'
    return type === 'victimSupport.PoliceReportWithdrawn' ? data.reportIds.map((reportId) => [reportId]) : [[data.reportId]]
  },
  on: {
    'victimSupport.PoliceReportMade': (_, { caseId, data, stored }) => ({ caseId, ...data, openedSince: false, since: stored.recordedAt }),
    'investigation.CaseOpened': (report) => (report ? { ...report, openedSince: true } : null),
    'investigation.VictimReportAnswered': (report, { data }) => (report ? { ...report, answer: data.reasonCode } : null),
    'victimSupport.PoliceReportWithdrawn': (report, { occurredAt, stored }) =>
      report ? { ...report, withdrawnAt: occurredAt ?? stored.recordedAt } : null,
  },
})
