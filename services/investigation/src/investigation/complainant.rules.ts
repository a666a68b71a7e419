import { namedThingIsOnRecord } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { AnswerVictimReport, RecordComplaintWithdrawal } from './investigation.commands.ts'
import type { Investigation, Opened } from './investigation.ts'

export const answeredReportWasReceived: Rule<Investigation, AnswerVictimReport> = namedThingIsOnRecord('reportToPolice', {
  holds: (_, { data: { reportId }, known: { reports } }) => reports.includes(reportId),
  facts: (_, { data: { reportId } }) => [reportId],
})

export const withdrawingPersonIsHeardAlone: Rule<Opened, RecordComplaintWithdrawal> = {
  id: 'investigation.withdrawing-person-is-heard-alone',
  sentence: 'who withdraws a complaint is heard without the accused and their people, so that pressure can be recognised',
  source: 'practice: a complaint is often withdrawn under pressure; Palermo Protocol 6(5): the physical safety of victims',
  level: 'warn',
  holds: (_, { data: { heardAlone } }) => heardAlone,
  facts: (_, { data: { personRef } }) => [personRef],
}
