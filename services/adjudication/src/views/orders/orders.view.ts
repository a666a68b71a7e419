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
import { optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'
import { isInForceOn } from '../../court-case/court-case.ts'

/**
 * An order of the court, granted or refused.
 * This shape is stored in `orders_v1`: change it with the view's version.
 */
export const Order = z.strictObject({
  caseId: Id,
  orderEventId: Id,
  kind: z.enum(['confidentiality', 'protection', 'bail', 'compensation', 'confiscation']),
  state: z.enum(['inForce', 'refused', 'lifted']),
  /** The person whom the order protects, compensates or decides bail for. */
  personRef: PersonRef.optional(),
  until: z.string().optional().meta({ description: 'the last day in force; absent: until further notice' }),
  orderedAt: z.string().optional(),
  terms: z
    .union([
      ConfidentialityOrdered.data,
      ProtectionMeasureOrdered.data,
      BailDecided.data,
      CompensationOrdered.data,
      ConfiscationOrdered.data,
    ])
    .meta({ description: 'the content of the order: the data of its event' }),
  lifted: ProtectionMeasureLifted.data.optional(),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Order = z.infer<typeof Order>

/** An order in its state on a given day, which may be `expired`. */
export const OrderShown = Order.extend({ state: z.enum([...Order.shape.state.options, 'expired']) })
type OrderShown = z.infer<typeof OrderShown>

/** An example of an order in the list. */
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

/**
 * The state of an order on a day: an order in force is `expired` after its last day.
 * @param day such as `2026-11-25`
 */
export const orderOnDay = (day: string, order: Order): OrderShown =>
  order.state === 'inForce' && !isInForceOn(order, day) ? { ...order, state: 'expired' } : order

type Terms = Order['terms']

const orderOf = (
  { id, caseId, data, occurredAt, stored }: Recorded<Fact<string, Terms>>,
  details: Pick<Order, 'kind' | 'state' | 'personRef' | 'until'>,
): Order => ({ caseId, orderEventId: id, ...details, orderedAt: occurredAt, terms: data, since: stored.recordedAt })

const stateOf = (isGranted: boolean): Order['state'] => (isGranted ? 'inForce' : 'refused')

/** The orders of the court, without its judgments. */
export const ordersView: StoredView<Order> = storedView({
  name: 'orders',
  version: 1,
  key: ['orderEventId'],
  columns: {
    orderEventId: 'uuid',
    kind: 'text',
    state: 'text',
    personRef: optional('uuid'),
    until: optional('text'),
    orderedAt: optional('text'),
    terms: 'json',
    lifted: optional('json'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'orderEventId'] },
  migration: 1_764_000_000_422,
  events: [
    ConfidentialityOrdered,
    ProtectionMeasureOrdered,
    ProtectionMeasureLifted,
    BailDecided,
    CompensationOrdered,
    ConfiscationOrdered,
  ],
  rows: (event) => [[event.type === 'adjudication.ProtectionMeasureLifted' ? event.data.orderEventId : event.id]],
  on: {
    'adjudication.ConfidentialityOrdered': (_, event) =>
      orderOf(event, { kind: 'confidentiality', state: 'inForce', until: event.data.until }),
    'adjudication.ProtectionMeasureOrdered': (_, event) => {
      const { personRef, until } = event.data
      return orderOf(event, { kind: 'protection', state: stateOf(event.data.granted), personRef, until })
    },
    'adjudication.ProtectionMeasureLifted': (order, { data }) => (order ? { ...order, state: 'lifted', lifted: data } : null),
    'adjudication.BailDecided': (_, event) =>
      orderOf(event, { kind: 'bail', state: stateOf(event.data.granted), personRef: event.data.accusedRef }),
    'adjudication.CompensationOrdered': (_, event) =>
      orderOf(event, { kind: 'compensation', state: 'inForce', personRef: event.data.personRef }),
    'adjudication.ConfiscationOrdered': (_, event) => orderOf(event, { kind: 'confiscation', state: 'inForce' }),
  },
})
