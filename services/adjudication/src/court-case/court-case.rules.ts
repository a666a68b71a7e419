import { isSameUser, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type { AssignJudge, RecuseJudge, RegisterCourtCase, RegisterPrivateComplaint } from './court-case.commands.ts'
import type { CourtCase, Registered } from './court-case.ts'
import { partAt } from './parts.ts'
import { judgedThen } from './past.ts'
import { integrity, nonPunishment, quality } from './sources.ts'

export const courtCaseIsRegisteredFirst: Rule<CourtCase> = {
  id: 'adjudication.court-case-is-registered-first',
  sentence: 'a court case is registered before anything else is recorded in it, except orders on bail, confidentiality and protection',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'registered',
}

export const courtCaseIsRegisteredOnce: Rule<CourtCase> = {
  id: 'adjudication.court-case-is-registered-once',
  sentence: 'a court case is registered once, and each later indictment in it once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'unregistered',
}

export const registrationFollowsIndictment: Rule<CourtCase, RegisterCourtCase> = {
  id: 'adjudication.registration-follows-indictment',
  sentence: 'a court case is registered on an indictment that was filed in the case, unless it was migrated',
  source: 'practice: an indictment brings a case before a court; national law',
  level: 'warn',
  holds: (_, { data, known }) =>
    data.origin === 'migrated' || known.indictments.some(({ indictmentId }) => indictmentId === data.indictmentId),
  facts: (_, { data }) => (data.indictmentId === undefined ? [] : [data.indictmentId]),
}

export const privateComplaintIsRegisteredOnce: Rule<CourtCase, RegisterPrivateComplaint> = thingIsRecordedOnce('privateComplaint', {
  holds: (courtCase, { data: { complaintId } }) =>
    courtCase.stage === 'unregistered' || (courtCase.registeredOn !== complaintId && !courtCase.laterIndictments.includes(complaintId)),
  facts: (_, { data: { complaintId } }) => [complaintId],
})

const accusedVictims = (_: CourtCase, { data: { charges }, known: { victims } }: RegisterPrivateComplaint): readonly string[] => [
  ...new Set(charges.map(({ accusedRef }) => accusedRef).filter((accusedRef) => victims.includes(accusedRef))),
]

export const complaintAccusesNoVictim: Rule<CourtCase, RegisterPrivateComplaint> = {
  id: 'adjudication.complaint-accuses-no-victim',
  sentence: 'a private or direct complaint accuses nobody who is a presumed victim: who exploits a person may complain of that person',
  source: nonPunishment,
  level: 'warn',
  holds: (courtCase, command) => accusedVictims(courtCase, command).length === 0,
  facts: accusedVictims,
}

const decidedCharges = (courtCase: CourtCase, { data: { charges } }: RegisterPrivateComplaint): readonly string[] =>
  courtCase.stage === 'unregistered'
    ? []
    : charges
        .map(({ chargeId }) => chargeId)
        .filter((chargeId) => courtCase.verdicts[chargeId] !== undefined && !courtCase.endedCharges.includes(chargeId))

export const complainedChargeIsUndecided: Rule<CourtCase, RegisterPrivateComplaint> = {
  id: 'adjudication.complained-charge-is-undecided',
  sentence: 'a private or direct complaint brings no charge that the court has decided',
  source: 'ICCPR 14(7): ne bis in idem',
  level: 'warn',
  holds: (courtCase, command) => decidedCharges(courtCase, command).length === 0,
  facts: decidedCharges,
}

export const excludedJudgeIsNotSeated = judgedThen<AssignJudge>({
  id: 'adjudication.excluded-judge-is-not-seated',
  sentence: 'a judge who was recused from a part of a case, or is excluded from the case, is not assigned to it',
  source: 'Bangalore Principles 2.5; an exclusion from a case overrides every role',
  level: 'block',
  holds: (courtCase, command) => excludedFromBench(courtCase, command).length === 0,
  facts: (courtCase, command) => excludedFromBench(courtCase, command),
})

const excludedFromBench = (courtCase: Registered, { data: { judgeRefs, userIds = [], partId }, known }: AssignJudge): readonly string[] => [
  ...judgeRefs.filter((judgeRef) => partAt(courtCase, partId).recused.includes(judgeRef) || known.excludedJudges.includes(judgeRef)),
  ...userIds.filter((userId) => known.excludedAccounts.some((account) => isSameUser(account, userId))),
]

export const benchNamesUserAccounts: Rule<Registered, AssignJudge> = {
  id: 'adjudication.bench-names-user-accounts',
  sentence: 'when an excluded account has no recorded person, the assignment also names the user account of each judge',
  source: 'Bangalore Principles 2.5; an exclusion from a case overrides every role',
  level: 'warn',
  levelReason: 'it only makes an excluded judge visible to the rule that refuses one, and courts may have no accounts for all judges',
  holds: (_, { data: { judgeRefs, userIds }, known }) => known.unnamedAccounts.length === 0 || userIds?.length === judgeRefs.length,
  facts: (_, { known }) => known.unnamedAccounts,
}

export const recusedJudgeWasSeated = judgedThen<RecuseJudge>({
  id: 'adjudication.recused-judge-was-seated',
  sentence: 'only a judge who is assigned is recused, from the part to which the judge is assigned',
  source: quality,
  level: 'warn',
  holds: (courtCase, { data }) => partAt(courtCase, data.partId).judges.includes(data.judgeRef),
  facts: (_, { data }) => [data.judgeRef],
})
