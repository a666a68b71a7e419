import type { AgencyId } from '@case-timeline/contracts'
import type { CaseHistory } from './case-history.ts'

/** The offices between which a case was transferred. */
export interface Transfer {
  readonly from: AgencyId
  readonly to: AgencyId
}

/**
 * Who has the duties of an office in a case after its transfers, in the order in which they were recorded: the office to
 * which the case went, also if it went on from there; an office that got the case back has its own again.
 */
export const dutyHolderAfter = (transfers: readonly Transfer[]): ((office: AgencyId) => AgencyId) => {
  const holders = new Map<AgencyId, AgencyId>()
  for (const { from, to } of transfers) {
    for (const [office, holder] of holders) if (holder === from) holders.set(office, to)
    holders.set(from, to)
    holders.delete(to)
  }
  return (office) => holders.get(office) ?? office
}

/**
 * The office that has what an office of a sector recorded in a case: its successor, if it was reorganised. A transfer for
 * another reason gives the case, but not what the first office recorded.
 */
export const successorIn = (history: CaseHistory, sector: string): ((office: AgencyId) => AgencyId) =>
  dutyHolderAfter(
    history
      .facts('case.CaseTransferred', 'case.OfficeAdmitted')
      .filter(({ stored }) => stored.stream.startsWith(`${sector}.`))
      .flatMap((fact) => {
        if (fact.type === 'case.CaseTransferred') return fact.data.reason === 'officeReorganised' ? [fact.data] : []
        const { inPlaceOf, office } = fact.data
        return inPlaceOf === undefined ? [] : [{ from: inPlaceOf, to: office }]
      }),
  )
