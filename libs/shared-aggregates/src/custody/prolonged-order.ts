import { powerOf, timeOf, type DatedCustodyFact } from '@case-timeline/casework'
import { endsBeforeItStarts } from './interval.ts'

interface Order {
  readonly authority: string
  readonly power: string
  readonly from: string
}

/**
 * By extension: the authority whose order it prolongs, as far as recorded before it. That is the last recorded order under
 * the same power that did not begin later: an order of immigration is not prolonged by a court.
 * @param recorded facts of one person, in recording order
 */
export const prolongedBy = <F extends DatedCustodyFact>(recorded: readonly F[]): ReadonlyMap<F, string | undefined> => {
  const orders: Order[] = []
  const authorities = new Map<F, string | undefined>()
  for (const fact of recorded) {
    if (fact.custody.is !== 'held') continue
    const { by, authority } = fact.custody
    const [power, from] = [powerOf(fact.custody), timeOf(fact)]
    const isProlonged = (order: Order): boolean => order.power === power && !endsBeforeItStarts(order.from, from)
    if (by === 'extension') authorities.set(fact, orders.findLast(isProlonged)?.authority)
    if (by === 'order') orders.push({ authority, power, from })
  }
  return authorities
}
