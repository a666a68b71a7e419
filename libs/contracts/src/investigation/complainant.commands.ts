import { commandType } from '../command-type.ts'
import { ComplaintWithdrawn } from './complaint-withdrawn.ts'
import { VictimReportAnswered } from './victim-report-answered.ts'

export const AnswerVictimReport = commandType({
  name: 'AnswerVictimReport',
  service: 'investigation',
  meaning: 'Answers a report of victim support without opening an investigation. Opening the case answers it, too.',
  data: VictimReportAnswered.data,
  example: VictimReportAnswered.example,
})

export const RecordComplaintWithdrawal = commandType({
  name: 'RecordComplaintWithdrawal',
  service: 'investigation',
  meaning: 'Records that a person withdrew the complaint about an offence.',
  data: ComplaintWithdrawn.data,
  example: ComplaintWithdrawn.example,
})
