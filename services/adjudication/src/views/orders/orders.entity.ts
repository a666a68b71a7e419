import { EntitySchema } from 'typeorm'
import type { Order } from './orders.view.ts'

/** The table of the orders of the court, for queries; only the projection writes it. */
export const OrderTable = new EntitySchema<Order>({
  name: 'Order',
  tableName: 'orders_v1',
  columns: {
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    orderEventId: { name: 'order_event_id', type: 'uuid', primary: true },
    kind: { type: 'text' },
    state: { type: 'text' },
    personRef: { name: 'person_ref', type: 'uuid', nullable: true },
    until: { type: 'text', nullable: true },
    orderedAt: { name: 'ordered_at', type: 'text', nullable: true },
    terms: { type: 'json' },
    lifted: { type: 'json', nullable: true },
    since: { type: 'text' },
  },
})
