import type { Rule } from '@case-timeline/decider'
import type { CourtCase, Registered, ToAssignJudge, ToRecuseJudge, ToRegister } from './court-case.ts'
import { integrity, procedure } from './sources.ts'

export const courtCaseIsRegisteredFirst: Rule<CourtCase> = {
  id: 'adjudication.court-case-is-registered-first',
  sentence: 'a court case is registered before anything else is recorded in it',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'registered',
}

export const courtCaseIsRegisteredOnce: Rule<CourtCase> = {
  id: 'adjudication.court-case-is-registered-once',
  sentence: 'a court case is registered once',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'unregistered',
}

export const registrationAnswersAnIndictment: Rule<CourtCase, ToRegister> = {
  id: 'adjudication.registration-answers-an-indictment',
  sentence: 'a court case is registered on an indictment that was filed in the case, unless it was migrated',
  source: procedure,
  level: 'block',
  holds: (_, { data, known }) =>
    data.origin === 'migrated' || known.indictments.some(({ indictmentId }) => indictmentId === data.indictmentId),
  facts: (_, { data }) => (data.indictmentId === undefined ? [] : [data.indictmentId]),
}

export const excludedJudgeIsNotSeated: Rule<Registered, ToAssignJudge> = {
  id: 'adjudication.excluded-judge-is-not-seated',
  sentence: 'a judge who was recused or is excluded from the case is not seated in it',
  source: 'Bangalore Principles of Judicial Conduct 2.5 [G]; exclusion beats every role',
  level: 'block',
  holds: (courtCase, command) => barred(courtCase, command).length === 0,
  facts: (courtCase, command) => barred(courtCase, command),
}

const barred = ({ recused }: Registered, { data: { judgeRefs, userIds = [] }, known }: ToAssignJudge): readonly string[] => [
  ...judgeRefs.filter((one) => recused.includes(one) || known.excludedJudges.includes(one)),
  ...userIds.filter((one) => known.excludedAccounts.includes(one)),
]

export const benchIsNamedByItsAccounts: Rule<Registered, ToAssignJudge> = {
  id: 'adjudication.bench-is-named-by-its-accounts',
  sentence: 'where somebody is excluded by an account of which nobody says whose it is, the bench is named by its accounts too',
  source: 'Bangalore Principles of Judicial Conduct 2.5 [G]; exclusion beats every role',
  level: 'block',
  holds: (_, { data: { judgeRefs, userIds }, known }) => known.unnamedAccounts.length === 0 || userIds?.length === judgeRefs.length,
  facts: (_, { known }) => known.unnamedAccounts,
}

export const recusedJudgeWasSeated: Rule<Registered, ToRecuseJudge> = {
  id: 'adjudication.recused-judge-was-seated',
  sentence: 'only a judge who sits in the case is recused',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ judges }, { data }) => judges.includes(data.judgeRef),
  facts: (_, { data }) => [data.judgeRef],
}
