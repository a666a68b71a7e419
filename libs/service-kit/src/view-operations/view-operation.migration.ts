import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What operators started on the views: its progress, for all replicas, and its result for as long as the views. */
export class KeepViewOperations1764600000000 implements MigrationInterface {
  readonly name = 'KeepViewOperations1764600000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table view_operation (
        id uuid primary key default gen_random_uuid(),
        purpose text not null,
        views text[] not null,
        options json not null,
        state text not null default 'running',
        requested_by text not null,
        requested_at timestamptz not null default now(),
        cancelled_by text,
        owner uuid,
        seen_at timestamptz not null default now(),
        events bigint not null default 0,
        position bigint,
        end_position bigint,
        rate real,
        seconds_left real,
        results json not null default '[]',
        reason text,
        ended_at timestamptz
      )`)
    await db.query(`create index view_operation_running on view_operation (requested_at) where state = 'running'`)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table view_operation')
  }
}

/** What a rebuild found different, by view, before it swaps: its process may end before the result is recorded. */
export class KeepComparisons1764600000001 implements MigrationInterface {
  readonly name = 'KeepComparisons1764600000001'

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table view_operation add column compared jsonb')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table view_operation drop column compared')
  }
}

/** The migrations of what a service keeps next to its views. */
export const viewOperationMigrations = [KeepViewOperations1764600000000, KeepComparisons1764600000001]
