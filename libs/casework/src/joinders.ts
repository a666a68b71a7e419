import type { CaseFact, CaseHistory } from './case-history.ts'

/**
 * Two cases are tried together while each says so in its own record: the one whose trial leads by an agreement, the one
 * that joins by an indictment; and while the court ended that in neither. Either may say so more than once: of another
 * indictment, or again after the court ended it.
 */
type Statement = CaseFact<'prosecution.JoinderAgreed' | 'prosecution.IndictmentFiled' | 'adjudication.JoinderEnded'>

/** The other case that a statement is about; undefined: none. */
const otherCaseOf = (statement: Statement): string | undefined =>
  statement.type === 'prosecution.IndictmentFiled' ? statement.data.joinedTo?.caseId : statement.data.otherCaseId

/** What was stated about a case after the court last ended the joint trial with it. */
const sinceLastEnd = (statements: readonly Statement[], otherCaseId: string): readonly Statement[] => {
  const about = statements.filter((statement) => otherCaseOf(statement) === otherCaseId)
  return about.slice(about.findLastIndex(({ type }) => type === 'adjudication.JoinderEnded') + 1)
}

/**
 * The agreements to try charges of another case with an indictment of this one, as far as this case is concerned.
 * @param history of the case whose trial leads
 */
export const agreedJoinders = (history: CaseHistory, otherCaseId: string): readonly CaseFact<'prosecution.JoinderAgreed'>[] =>
  sinceLastEnd(history.facts('prosecution.JoinderAgreed', 'adjudication.JoinderEnded'), otherCaseId).flatMap((statement) =>
    statement.type === 'prosecution.JoinderAgreed' ? [statement] : [],
  )

/** The cases that a case agreed to try together with an indictment of its own, and did not end since. */
export const casesAgreedToJoin = (history: CaseHistory): readonly string[] => {
  const named = history.facts('prosecution.JoinderAgreed').map(({ data }) => data.otherCaseId)
  return [...new Set(named)].filter((otherCaseId) => agreedJoinders(history, otherCaseId).length > 0)
}

/**
 * The indictments of a case that are tried with those of another case, as far as this case is concerned, in the order in
 * which they were filed.
 * @param history of the case that joins
 */
export const joinedIndictments = (history: CaseHistory, leadingCaseId: string): readonly CaseFact<'prosecution.IndictmentFiled'>[] =>
  sinceLastEnd(history.facts('prosecution.IndictmentFiled', 'adjudication.JoinderEnded'), leadingCaseId).flatMap((statement) =>
    statement.type === 'prosecution.IndictmentFiled' ? [statement] : [],
  )
