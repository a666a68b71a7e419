import { ConsentGranted, type ConsentWithdrawn, type FactOf, type SharingPurpose } from '@case-timeline/contracts'
import { standing } from '@case-timeline/event-store'
import type { Reaches } from './notices.ts'

type Withdrawn = FactOf<typeof ConsentWithdrawn>['data']

const takesFrom = ({ scope }: Withdrawn, agencyId: string): boolean =>
  scope === 'all' || scope.purposes !== undefined || scope.dataCategories !== undefined || (scope.recipients?.includes(agencyId) ?? false)

/**
 * A withdrawal reaches whom the consent named as far as it takes something from them, and the sector that shares with others for one
 * of its purposes. Where no consent is found that it takes back, it reaches everybody.
 * @param onwards the purposes for which the sector itself hands her data on
 */
export const withdrawalReaches =
  (...onwards: readonly SharingPurpose[]): Reaches =>
  ({ data }, agencyId, history) => {
    const withdrawn = data as Withdrawn
    const granted = standing(history, ConsentGranted).filter((consent) => consent.data.consentId === withdrawn.consentId)
    const isNamed = granted.some((consent) => consent.data.recipients.includes(agencyId))
    const handsOn = granted.some((consent) => consent.data.purposes.some((purpose) => onwards.includes(purpose)))
    return granted.length === 0 || handsOn || (isNamed && takesFrom(withdrawn, agencyId))
  }
