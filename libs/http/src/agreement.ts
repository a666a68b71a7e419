import type { CaseGate, CaseUser } from '@case-timeline/access'
import { type AgreedBy, Id, type NamedCase } from '@case-timeline/contracts'

/** A command or event type that may state something about another case. */
interface Naming {
  readonly namesCase?: NamedCase | undefined
}

/**
 * Data with the member that states who agreed to what it says of another case: both sides, if the caller's agency takes
 * part in that case and the caller is not excluded from it. Whom an agency assigned to that case does not agree for it. The answer is the same for a case that does not exist.
 * @throws StoreUnavailable
 */
export const withAgreement = async ({ namesCase }: Naming, cases: CaseGate, caller: CaseUser, data: unknown): Promise<unknown> => {
  if (!namesCase || typeof data !== 'object' || data === null) return data
  const caseId = Id.safeParse(namesCase.caseId(data as never))
  if (!caseId.success) return data
  const participation = await cases.participationIn(caller, caseId.data)
  const agreedBy: AgreedBy = participation === 'participating' ? 'bothSides' : 'thisSide'
  return { ...data, [namesCase.agreedAs]: agreedBy }
}
