import type { CustodyConcerned, Holding } from '@case-timeline/casework'

type Concern = Pick<CustodyConcerned, 'concern' | 'contradictedBy' | 'ground' | 'law' | 'notAccepted' | 'unlawfulFrom'>

/** What is to be said about a holding. */
export const concerned = ({ by, from }: Pick<Holding, 'by' | 'from'>, concern: Concern): CustodyConcerned => ({
  ...concern,
  authority: by.custody.authority,
  by: by.custody.by,
  from,
  heldByEventId: by.eventId,
  orderRef: by.custody.orderRef,
  legalBasis: by.custody.legalBasis,
})
