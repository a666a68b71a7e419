import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateOrdersV11764000000422 implements MigrationInterface {
  readonly name = 'CreateOrdersV11764000000422'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table orders_v1 (
        case_id uuid not null,
        order_event_id uuid not null,
        kind text not null,
        state text not null,
        person_ref uuid,
        until text,
        ordered_at text,
        terms json not null,
        lifted json,
        since text collate "C" not null,
        primary key (case_id, order_event_id)
      )`)
    await db.query('create index orders_v1_since on orders_v1 (since, case_id, order_event_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table orders_v1')
  }
}

/** The migrations of the orders of the court, in order: list them in the service's DataSource. */
export const ordersMigrations = [CreateOrdersV11764000000422]
