import {
  AssignJudge,
  ChargeLaid,
  CourtCaseRegistered,
  DeliverVerdict,
  HearingHeld,
  HearingScheduled,
  HoldHearing,
  ImposeSentence,
  IndictmentFiled,
  JudgeAssigned,
  RegisterCourtCase,
  ScheduleHearing,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { standing, type Aggregate } from '@case-timeline/event-store'
import { courtCase } from './domain/court-case.decide.ts'
import type { CourtCase, CourtCaseCommand, CourtCaseEvent, KnownToTheCourt } from './domain/court-case.ts'

const readsTheCharges: readonly CourtCaseCommand['name'][] = ['RegisterCourtCase', 'DeliverVerdict']

const nothing: KnownToTheCourt = { indictments: [], accusedByCharge: {} }

export const courtCaseStream: Aggregate<CourtCase, CourtCaseCommand, CourtCaseEvent> = {
  service: 'adjudication',
  name: 'courtCase',
  events: [CourtCaseRegistered, JudgeAssigned, HearingScheduled, HearingHeld, VerdictDelivered, SentenceImposed],
  commands: [RegisterCourtCase, AssignJudge, ScheduleHearing, HoldHearing, DeliverVerdict, ImposeSentence],
  decider: courtCase,
  streamId: (caseId) => caseId,
  known: (history, { name }) => {
    if (!readsTheCharges.includes(name)) return { known: nothing, read: [] }
    const filed = standing(history, IndictmentFiled)
    const laid = standing(history, ChargeLaid)
    const known: KnownToTheCourt = {
      indictments: filed.map(({ data }) => data),
      accusedByCharge: Object.fromEntries(laid.map(({ data }) => [data.chargeId, data.accusedRef])),
    }
    return { known, read: [...filed, ...laid].map(({ stored }) => stored) }
  },
}
