import {
  BailDecided,
  CompensationOrdered,
  ConfidentialityOrdered,
  ConfiscationOrdered,
  type Fact,
  Id,
  PersonRef,
  ProtectionMeasureLifted,
  ProtectionMeasureOrdered,
} from '@case-timeline/contracts'
import { type Recorded, type View, view } from '@case-timeline/projections'
import { z } from 'zod'

/**
 * An order of the court, granted or refused.
 * This shape is stored in `orders_v1`: change it with the view's version.
 */
export const Order = z.strictObject({
  caseId: Id,
  orderEventId: Id,
  kind: z.enum(['confidentiality', 'protection', 'bail', 'compensation', 'confiscation']),
  state: z.enum(['inForce', 'refused', 'lifted']),
  /** The person whom it protects, compensates or lets go. */
  personRef: PersonRef.optional(),
  until: z.string().optional().meta({ description: 'the last day on which it holds; absent: until further notice' }),
  orderedAt: z.string().optional(),
  terms: z
    .union([
      ConfidentialityOrdered.data,
      ProtectionMeasureOrdered.data,
      BailDecided.data,
      CompensationOrdered.data,
      ConfiscationOrdered.data,
    ])
    .meta({ description: 'what was ordered, in the words of the event' }),
  lifted: ProtectionMeasureLifted.data.optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Order = z.infer<typeof Order>

/** An order as it is shown on a day: it may have run out. */
export const OrderShown = Order.extend({ state: z.enum([...Order.shape.state.options, 'expired']) })
type OrderShown = z.infer<typeof OrderShown>

/** What a list of orders shows of one. */
export const ORDER: OrderShown = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  orderEventId: ProtectionMeasureLifted.example.orderEventId,
  kind: 'protection',
  state: 'inForce',
  personRef: ProtectionMeasureOrdered.example.personRef,
  until: ProtectionMeasureOrdered.example.until,
  orderedAt: '2026-06-12',
  terms: ProtectionMeasureOrdered.example,
  since: '2026-06-12T02:15:00.000000Z',
}

/** An order as it stands on a day: one that has run out is in force no more, though nobody lifted it. @param day `2026-11-25` */
export const orderOn = (day: string, order: Order): OrderShown =>
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
