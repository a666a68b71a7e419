import type { Decided, Forbidden } from '@case-timeline/decider'
import type { AssignJudge, RecuseJudge, RegisterCourtCase } from './court-case.commands.ts'
import type { CourtCase, CourtCaseEvent, Registered, Unregistered } from './court-case.ts'
import {
  benchNamesUserAccounts,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  excludedJudgeIsNotSeated,
  recusedJudgeWasSeated,
  registrationFollowsIndictment,
} from './court-case.rules.ts'

type Decision = Decided<CourtCaseEvent>
type Outcome = Decision | Forbidden

export const registerCourtCase = (_: Unregistered, { data }: RegisterCourtCase): Decision => ({
  under: [registrationFollowsIndictment],
  events: [{ type: 'adjudication.CourtCaseRegistered', data }],
})

export const assignJudge = (_: Registered, { data }: AssignJudge): Decision => ({
  under: [excludedJudgeIsNotSeated, benchNamesUserAccounts],
  events: [{ type: 'adjudication.JudgeAssigned', data }],
})

export const recuseJudge = (_: Registered, { data }: RecuseJudge): Decision => ({
  under: [recusedJudgeWasSeated],
  events: [{ type: 'adjudication.JudgeRecused', data }],
})

export const whenUnregistered =
  <C>(decide: (courtCase: Unregistered, command: C) => Decision) =>
  (courtCase: CourtCase, command: C): Outcome =>
    courtCase.stage === 'unregistered' ? decide(courtCase, command) : { forbiddenBy: courtCaseIsRegisteredOnce }

export const whenRegistered =
  <C>(decide: (courtCase: Registered, command: C) => Decision) =>
  (courtCase: CourtCase, command: C): Outcome =>
    courtCase.stage === 'registered' ? decide(courtCase, command) : { forbiddenBy: courtCaseIsRegisteredFirst }
