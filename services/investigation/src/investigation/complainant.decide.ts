import type { Decided } from '@case-timeline/decider'
import { answeredReportWasReceived, withdrawingPersonIsHeardAlone } from './complainant.rules.ts'
import type { AnswerVictimReport, RecordComplaintWithdrawal } from './investigation.commands.ts'
import type { Investigation, InvestigationEvent, Opened } from './investigation.ts'

type Decision = Decided<InvestigationEvent>

export const answerVictimReport = (_: Investigation, { data }: AnswerVictimReport): Decision => ({
  under: [answeredReportWasReceived],
  events: [{ type: 'investigation.VictimReportAnswered', data }],
})

export const recordComplaintWithdrawal = (_: Opened, { data }: RecordComplaintWithdrawal): Decision => ({
  under: [withdrawingPersonIsHeardAlone],
  events: [{ type: 'investigation.ComplaintWithdrawn', data }],
})
