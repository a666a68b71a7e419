import { commandType } from '../command-type.ts'
import { CourtCaseRegistered } from './court-case-registered.ts'
import { HearingHeld } from './hearing-held.ts'
import { HearingScheduled } from './hearing-scheduled.ts'
import { JudgeAssigned } from './judge-assigned.ts'
import { PrivateComplaintRegistered } from './private-complaint-registered.ts'
import { SentenceImposed } from './sentence-imposed.ts'
import { VerdictDelivered } from './verdict-delivered.ts'

export const RegisterCourtCase = commandType({
  name: 'RegisterCourtCase',
  service: 'adjudication',
  meaning: 'Registers the case on the court’s docket.',
  data: CourtCaseRegistered.data,
  example: CourtCaseRegistered.example,
})

export const RegisterPrivateComplaint = commandType({
  name: 'RegisterPrivateComplaint',
  service: 'adjudication',
  meaning: 'Registers charges that a complainant, and no prosecutor, brought before the court, also in a case that nobody opened before.',
  data: PrivateComplaintRegistered.data,
  example: PrivateComplaintRegistered.example,
  addresses: PrivateComplaintRegistered,
})

export const AssignJudge = commandType({
  name: 'AssignJudge',
  service: 'adjudication',
  meaning: 'Assigns the judges who will hear the case.',
  data: JudgeAssigned.data,
  example: JudgeAssigned.example,
})

export const ScheduleHearing = commandType({
  name: 'ScheduleHearing',
  service: 'adjudication',
  meaning: 'Records that a hearing was scheduled.',
  data: HearingScheduled.data,
  example: HearingScheduled.example,
})

export const HoldHearing = commandType({
  name: 'HoldHearing',
  service: 'adjudication',
  meaning: 'Records that a hearing took place.',
  data: HearingHeld.data,
  example: HearingHeld.example,
})

export const DeliverVerdict = commandType({
  name: 'DeliverVerdict',
  service: 'adjudication',
  meaning: 'Delivers the verdict on one charge.',
  data: VerdictDelivered.data,
  example: VerdictDelivered.example,
})

export const ImposeSentence = commandType({
  name: 'ImposeSentence',
  service: 'adjudication',
  meaning: 'Sentences the person found guilty of a charge.',
  data: SentenceImposed.data,
  example: SentenceImposed.example,
})
