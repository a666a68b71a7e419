import type { ConsentWithdrawn, FactOf, SharingPurpose } from '@case-timeline/contracts'
import { historyOf } from '@case-timeline/event-store'
import type { ConcernsAgency } from './handover-triggers.ts'

type Withdrawn = FactOf<typeof ConsentWithdrawn>['data']

/** A withdrawn purpose or data category affects every recipient; withdrawn recipients are only those listed. */
const restrictsAgency = ({ scope }: Withdrawn, agencyId: string): boolean =>
  scope === 'all' || scope.purposes !== undefined || scope.dataCategories !== undefined || (scope.recipients?.includes(agencyId) ?? false)

/**
 * Whether a withdrawal of consent concerns an agency. It does if the consent names the agency and the withdrawal
 * reduces what the agency may receive, or if the agency's sector shares data onward for a purpose of the consent. If
 * the consent is not found, the withdrawal concerns every agency.
 * @param onwardPurposes the purposes for which the agency's sector shares the person's data onward
 */
export const withdrawalConcernsAgency =
  (...onwardPurposes: readonly SharingPurpose[]): ConcernsAgency =>
  ({ data }, agencyId, history) => {
    // The trigger subscribes to ConsentWithdrawn only.
    const withdrawn = data as Withdrawn
    const granted = historyOf(history)
      .facts('victimSupport.ConsentGranted')
      .filter((consent) => consent.data.consentId === withdrawn.consentId)
    const isNamed = granted.some((consent) => consent.data.recipients.includes(agencyId))
    const sharesOnward = granted.some((consent) => consent.data.purposes.some((purpose) => onwardPurposes.includes(purpose)))
    return granted.length === 0 || sharesOnward || (isNamed && restrictsAgency(withdrawn, agencyId))
  }
