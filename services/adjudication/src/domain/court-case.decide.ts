import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  unregistered,
  type CourtCase,
  type CourtCaseCommand,
  type CourtCaseEvent,
  type Registered,
  type ToAssignJudge,
  type ToDeliver,
  type ToHold,
  type ToRegister,
  type ToSchedule,
  type ToSentence,
  type Unregistered,
} from './court-case.ts'
import {
  chargeIsDecidedOnce,
  chargeStandsIndicted,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  hearingIsScheduledOnce,
  hearingWasScheduled,
  registrationAnswersAnIndictment,
  sentenceFollowsGuilt,
  verdictComesFromASeatedBench,
  verdictFollowsAHearing,
  verdictNamesTheAccused,
} from './court-case.rules.ts'

type Decision = Decided<CourtCaseEvent>

export const register = (_: Unregistered, { data }: ToRegister): Decision => ({
  under: [registrationAnswersAnIndictment],
  events: [{ type: 'adjudication.CourtCaseRegistered', data }],
})

export const assignJudge = (_: Registered, { data }: ToAssignJudge): Decision => ({
  under: [],
  events: [{ type: 'adjudication.JudgeAssigned', data }],
})

export const scheduleHearing = (_: Registered, { data }: ToSchedule): Decision => ({
  under: [hearingIsScheduledOnce],
  events: [{ type: 'adjudication.HearingScheduled', data }],
})

export const holdHearing = (_: Registered, { data }: ToHold): Decision => ({
  under: [hearingWasScheduled],
  events: [{ type: 'adjudication.HearingHeld', data }],
})

export const deliverVerdict = (_: Registered, { data }: ToDeliver): Decision => ({
  under: [chargeStandsIndicted, verdictNamesTheAccused, verdictComesFromASeatedBench, verdictFollowsAHearing, chargeIsDecidedOnce],
  events: [{ type: 'adjudication.VerdictDelivered', data }],
})

export const imposeSentence = (_: Registered, { data }: ToSentence): Decision => ({
  under: [sentenceFollowsGuilt],
  events: [{ type: 'adjudication.SentenceImposed', data }],
})

const decide = (command: CourtCaseCommand, courtCase: CourtCase): Decision | Forbidden => {
  if (command.name === 'RegisterCourtCase')
    return courtCase.stage === 'unregistered' ? register(courtCase, command) : { forbiddenBy: courtCaseIsRegisteredOnce }
  if (courtCase.stage === 'unregistered') return { forbiddenBy: courtCaseIsRegisteredFirst }
  switch (command.name) {
    case 'AssignJudge':
      return assignJudge(courtCase, command)
    case 'ScheduleHearing':
      return scheduleHearing(courtCase, command)
    case 'HoldHearing':
      return holdHearing(courtCase, command)
    case 'DeliverVerdict':
      return deliverVerdict(courtCase, command)
    case 'ImposeSentence':
      return imposeSentence(courtCase, command)
  }
}

export const courtCase: Decider<CourtCase, CourtCaseCommand, CourtCaseEvent> = { initial: unregistered, evolve, decide }
