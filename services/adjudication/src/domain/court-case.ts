import type {
  AssignJudge,
  CommandType,
  CourtCaseRegistered,
  DeliverVerdict,
  FactOf,
  Happened,
  HearingHeld,
  HearingScheduled,
  HoldHearing,
  ImposeSentence,
  JudgeAssigned,
  RegisterCourtCase,
  ScheduleHearing,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'

export type CourtCaseEvent =
  | FactOf<typeof CourtCaseRegistered>
  | FactOf<typeof JudgeAssigned>
  | FactOf<typeof HearingScheduled>
  | FactOf<typeof HearingHeld>
  | FactOf<typeof VerdictDelivered>
  | FactOf<typeof SentenceImposed>

/** What the court knows of the prosecution's facts: the indictments filed in the case, each charge with whom it accuses. */
export interface KnownToTheCourt {
  readonly indictments: readonly { readonly indictmentId: string; readonly chargeIds: readonly string[] }[]
  readonly accusedByCharge: Readonly<Record<string, string>>
}

type To<T extends CommandType> = Command<T['name'], T['example'], KnownToTheCourt>
export type ToRegister = To<typeof RegisterCourtCase>
export type ToAssignJudge = To<typeof AssignJudge>
export type ToSchedule = To<typeof ScheduleHearing>
export type ToHold = To<typeof HoldHearing>
export type ToDeliver = To<typeof DeliverVerdict>
export type ToSentence = To<typeof ImposeSentence>
export type CourtCaseCommand = ToRegister | ToAssignJudge | ToSchedule | ToHold | ToDeliver | ToSentence

export type Verdict = FactOf<typeof VerdictDelivered>['data']['verdict']

export interface Unregistered {
  readonly stage: 'unregistered'
}

export interface Registered {
  readonly stage: 'registered'
  readonly judgeSeated: boolean
  readonly hearings: Readonly<Record<string, 'scheduled' | 'held'>>
  readonly verdicts: Readonly<Record<string, Verdict>>
}

export type CourtCase = Unregistered | Registered

export const unregistered: CourtCase = { stage: 'unregistered' }

const justRegistered: Registered = { stage: 'registered', judgeSeated: false, hearings: {}, verdicts: {} }

export const evolve = (courtCase: CourtCase, event: Happened<CourtCaseEvent>): CourtCase => {
  if (event.type === 'adjudication.CourtCaseRegistered') return courtCase.stage === 'registered' ? courtCase : justRegistered
  return courtCase.stage === 'registered' ? evolveRegistered(courtCase, event) : courtCase
}

const evolveRegistered = (
  courtCase: Registered,
  event: Exclude<Happened<CourtCaseEvent>, FactOf<typeof CourtCaseRegistered>>,
): Registered => {
  switch (event.type) {
    case 'adjudication.JudgeAssigned':
      return { ...courtCase, judgeSeated: true }
    case 'adjudication.HearingScheduled':
      return { ...courtCase, hearings: { ...courtCase.hearings, [event.data.hearingId]: 'scheduled' } }
    case 'adjudication.HearingHeld':
      return { ...courtCase, hearings: { ...courtCase.hearings, [event.data.hearingId]: 'held' } }
    case 'adjudication.VerdictDelivered':
      return { ...courtCase, verdicts: { ...courtCase.verdicts, [event.data.chargeId]: event.data.verdict } }
    case 'adjudication.SentenceImposed':
      return courtCase
  }
}
