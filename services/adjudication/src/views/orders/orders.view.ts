import {
  BailDecided,
  CompensationOrdered,
  ConfidentialityOrdered,
  ConfiscationOrdered,
  type Fact,
  type FactOf,
  type PersonRef,
  ProtectionMeasureLifted,
  ProtectionMeasureOrdered,
} from '@case-timeline/contracts'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'

type Of<E> = FactOf<E>['data']

/**
 * An order of the court, granted or refused.
 * This shape is stored in `orders_v1`: change it with the view's version.
 */
export interface Order extends Row {
  readonly orderEventId: string
  readonly kind: 'confidentiality' | 'protection' | 'bail' | 'compensation' | 'confiscation'
  readonly state: 'inForce' | 'refused' | 'lifted'
  /** The person whom it protects, compensates or lets go. */
  readonly personRef?: PersonRef | undefined
  /** The last day on which it holds; absent: until further notice. */
  readonly until?: string | undefined
  readonly orderedAt?: string | undefined
  /** What was ordered, in the words of the event. */
  readonly terms:
    | Of<typeof ConfidentialityOrdered>
    | Of<typeof ProtectionMeasureOrdered>
    | Of<typeof BailDecided>
    | Of<typeof CompensationOrdered>
    | Of<typeof ConfiscationOrdered>
  readonly lifted?: Of<typeof ProtectionMeasureLifted> | undefined
  readonly since: string
}

/** An order as it stands on a day: one that has run out is in force no more, though nobody lifted it. @param day `2026-11-25` */
export const orderOn = (day: string, order: Order): Omit<Order, 'state'> & { readonly state: Order['state'] | 'expired' } =>
  order.state === 'inForce' && order.until !== undefined && order.until.slice(0, 10) < day ? { ...order, state: 'expired' } : order

type Terms = Order['terms']

const order = (
  { id, caseId, data, occurredAt, stored }: Recorded<Fact<string, Terms>>,
  its: Pick<Order, 'kind' | 'state' | 'personRef' | 'until'>,
): Order => ({ caseId, orderEventId: id, ...its, orderedAt: occurredAt, terms: data, since: stored.recordedAt })

const granted = (isGranted: boolean): Order['state'] => (isGranted ? 'inForce' : 'refused')

/** What the court ordered beside its judgment. */
export const ordersView: View<Order> = view({
  name: 'orders',
  version: 1,
  events: [
    ConfidentialityOrdered,
    ProtectionMeasureOrdered,
    ProtectionMeasureLifted,
    BailDecided,
    CompensationOrdered,
    ConfiscationOrdered,
  ],
  key: ['orderEventId'],
  rows: (event) => [[event.type === 'adjudication.ProtectionMeasureLifted' ? event.data.orderEventId : event.id]],
  on: {
    'adjudication.ConfidentialityOrdered': (_, event) =>
      order(event, { kind: 'confidentiality', state: 'inForce', until: event.data.until }),
    'adjudication.ProtectionMeasureOrdered': (_, event) => {
      const { personRef, until } = event.data
      return order(event, { kind: 'protection', state: granted(event.data.granted), personRef, until })
    },
    'adjudication.ProtectionMeasureLifted': (lifted, { data }) => (lifted ? { ...lifted, state: 'lifted', lifted: data } : null),
    'adjudication.BailDecided': (_, event) =>
      order(event, { kind: 'bail', state: granted(event.data.granted), personRef: event.data.accusedRef }),
    'adjudication.CompensationOrdered': (_, event) =>
      order(event, { kind: 'compensation', state: 'inForce', personRef: event.data.personRef }),
    'adjudication.ConfiscationOrdered': (_, event) => order(event, { kind: 'confiscation', state: 'inForce' }),
  },
})
