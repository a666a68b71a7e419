import { endsBeforeItStarts } from './interval.ts'

/**
 * The order under which a person was held on a day, so that an extension from that day prolongs it: the last recorded
 * one that did not begin later.
 * @param from absent: any order
 */
export const prolongedOrder = <O extends { readonly from: string }>(orders: readonly O[], from: string | undefined): O | undefined =>
  orders.findLast((order) => from === undefined || !endsBeforeItStarts(order.from, from))
