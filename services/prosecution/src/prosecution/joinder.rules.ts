import type { Rule } from '@case-timeline/decider'
import type { AgreeJoinder, FileIndictment } from './prosecution.commands.ts'
import type { Prosecution } from './prosecution.ts'

const joinder = 'practice: joinder and severance of trials; national law'

export const joinderIsOfFiledIndictment: Rule<Prosecution, AgreeJoinder> = {
  id: 'prosecution.joinder-is-of-filed-indictment',
  sentence: 'charges of another case are joined to an indictment that was filed in this one',
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
  holds: ({ indictments }, { data: { indictmentId } }) => indictments.includes(indictmentId),
  facts: (_, { data: { indictmentId } }) => [indictmentId],
}

export const joinedIndictmentLeadsNoOther: Rule<Prosecution, AgreeJoinder> = {
  id: 'prosecution.joined-indictment-leads-no-other',
  sentence: 'charges are joined to the indictment whose trial leads, not to one that is itself joined to another case',
  source: `${joinder}; ICCPR 14(3)(a): the accused knows where the charge is tried`,
  level: 'block',
  holds: ({ joinedIndictments }, { data: { indictmentId } }) => !joinedIndictments.includes(indictmentId),
  facts: (_, { data: { indictmentId } }) => [indictmentId],
}

export const joinedCasesAreLinked: Rule<Prosecution, AgreeJoinder> = {
  id: 'prosecution.joined-cases-are-linked',
  sentence: 'charges are joined only of a case with which a link is in force',
  source: `need to know; ${joinder}`,
  level: 'block',
  holds: (_, { data: { otherCaseId }, known: { linkedCases } }) => linkedCases.includes(otherCaseId),
  facts: (_, { data: { otherCaseId } }) => [otherCaseId],
}

// One rule for all that may be missing in the other case: its refusal shows nothing of that case, not even that it exists.
export const indictmentIsJoinedByAgreement: Rule<Prosecution, FileIndictment> = {
  id: 'prosecution.indictment-is-joined-by-agreement',
  sentence:
    'an indictment is joined to that of another case only while a link with it is in force, its prosecutor agreed, and both are before the same court',
  source: `need to know; ${joinder}`,
  level: 'block',
  holds: (_, { data: { joinedTo }, known: { joinderIsAgreed } }) => joinedTo === undefined || joinderIsAgreed === true,
  facts: (_, { data: { joinedTo } }) => (joinedTo === undefined ? [] : [joinedTo.caseId]),
}
