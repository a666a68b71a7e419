import type { Decided, Forbidden } from '@case-timeline/decider'
import type { AssignJudge, RecuseJudge, RegisterCourtCase, RegisterPrivateComplaint } from './court-case.commands.ts'
import type { CourtCase, CourtCaseEvent, Registered } from './court-case.ts'
import { partIsOnRecord } from './parts.rules.ts'
import {
  benchNamesUserAccounts,
  complainedChargeIsUndecided,
  complaintAccusesNoVictim,
  courtCaseIsRegisteredFirst,
  courtCaseIsRegisteredOnce,
  excludedJudgeIsNotSeated,
  privateComplaintIsRegisteredOnce,
  recusedJudgeWasSeated,
  registrationFollowsIndictment,
} from './court-case.rules.ts'

type Decision = Decided<CourtCaseEvent>
type Outcome = Decision | Forbidden

/** Registers a court case; in one that is registered, a later indictment as a part of its own. */
export const registerCourtCase = (courtCase: CourtCase, command: RegisterCourtCase): Outcome => {
  const { data } = command
  if (courtCase.stage === 'unregistered')
    return { under: [registrationFollowsIndictment], events: [{ type: 'adjudication.CourtCaseRegistered', data }] }
  return data.indictmentId === undefined || isRegistered(courtCase, data.indictmentId, command)
    ? { forbiddenBy: courtCaseIsRegisteredOnce }
    : registerLaterIndictment(data.indictmentId, command)
}

/** The first indictment of the record belongs to a court case that was registered without naming one. */
const isRegistered = ({ registeredOn, laterIndictments }: Registered, indictmentId: string, { known }: RegisterCourtCase): boolean =>
  (registeredOn ?? known.indictments[0]?.indictmentId) === indictmentId || laterIndictments.includes(indictmentId)

const registerLaterIndictment = (indictmentId: string, { data: { courtCaseNo }, known }: RegisterCourtCase): Decision => {
  const filed = known.indictments.find((one) => one.indictmentId === indictmentId)
  const courtId = filed?.courtId
  const data = {
    indictmentId,
    chargeIds: [...(filed?.chargeIds ?? [])],
    ...(courtId === undefined ? {} : { courtId }),
    ...(courtCaseNo === undefined ? {} : { courtCaseNo }),
  }
  return { under: [registrationFollowsIndictment], events: [{ type: 'adjudication.LaterIndictmentRegistered', data }] }
}

/** What no prosecutor brings needs no indictment: the complaint is registered as one would be. */
export const registerPrivateComplaint = (_: CourtCase, { data }: RegisterPrivateComplaint): Decision => ({
  under: [privateComplaintIsRegisteredOnce, complaintAccusesNoVictim, complainedChargeIsUndecided],
  events: [{ type: 'adjudication.PrivateComplaintRegistered', data }],
})

export const assignJudge = (_: Registered, { data }: AssignJudge): Decision => ({
  under: [partIsOnRecord, excludedJudgeIsNotSeated, benchNamesUserAccounts],
  events: [{ type: 'adjudication.JudgeAssigned', data }],
})

export const recuseJudge = (_: Registered, { data }: RecuseJudge): Decision => ({
  under: [partIsOnRecord, recusedJudgeWasSeated],
  events: [{ type: 'adjudication.JudgeRecused', data }],
})

export const whenRegistered =
  <C>(decide: (courtCase: Registered, command: C) => Decision) =>
  (courtCase: CourtCase, command: C): Outcome =>
    courtCase.stage === 'registered' ? decide(courtCase, command) : { forbiddenBy: courtCaseIsRegisteredFirst }
