import type { Decided, Decider, Forbidden } from '@case-timeline/decider'
import {
  evolve,
  unregistered,
  type CourtCase,
  type CourtCaseCommand,
  type CourtCaseEvent,
  type Registered,
  type ToAssignJudge,
  type ToRecuseJudge,
  type ToRegister,
  type Unregistered,
} from './court-case.ts'
import {
  benchIsNamedByItsAccounts,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  excludedJudgeIsNotSeated,
  recusedJudgeWasSeated,
  registrationAnswersAnIndictment,
} from './court-case.rules.ts'
import { decideHearing } from './hearings.decide.ts'
import { decideJudgment } from './judgment.decide.ts'
import { decideOrder } from './orders.decide.ts'

type Decision = Decided<CourtCaseEvent>

export const register = (_: Unregistered, { data }: ToRegister): Decision => ({
  under: [registrationAnswersAnIndictment],
  events: [{ type: 'adjudication.CourtCaseRegistered', data }],
})

export const assignJudge = (_: Registered, { data }: ToAssignJudge): Decision => ({
  under: [excludedJudgeIsNotSeated, benchIsNamedByItsAccounts],
  events: [{ type: 'adjudication.JudgeAssigned', data }],
})

export const recuseJudge = (_: Registered, { data }: ToRecuseJudge): Decision => ({
  under: [recusedJudgeWasSeated],
  events: [{ type: 'adjudication.JudgeRecused', data }],
})

const decide = (command: CourtCaseCommand, courtCase: CourtCase): Decision | Forbidden => {
  if (command.name === 'RegisterCourtCase')
    return courtCase.stage === 'unregistered' ? register(courtCase, command) : { forbiddenBy: courtCaseIsRegisteredOnce }
  if (courtCase.stage === 'unregistered') return { forbiddenBy: courtCaseIsRegisteredFirst }
  switch (command.name) {
    case 'AssignJudge':
      return assignJudge(courtCase, command)
    case 'RecuseJudge':
      return recuseJudge(courtCase, command)
    case 'OrderConfidentiality':
    case 'OrderProtectionMeasure':
    case 'LiftProtectionMeasure':
    case 'DecideBail':
    case 'OrderConfiscation':
      return decideOrder(courtCase, command)
    case 'DeliverVerdict':
    case 'ImposeSentence':
    case 'DecideAppeal':
    case 'MakeJudgmentFinal':
    case 'ApplyNonPunishment':
      return decideJudgment(courtCase, command)
    case 'OrderHearingDate':
    case 'ScheduleHearing':
    case 'AdjournHearing':
    case 'HoldHearing':
    case 'EnterPlea':
    case 'GiveTestimony':
    case 'RuleOnEvidence':
    case 'ReceiveVictimImpact':
      return decideHearing(courtCase, command)
  }
}

export const courtCase: Decider<CourtCase, CourtCaseCommand, CourtCaseEvent> = { initial: unregistered, evolve, decide }
