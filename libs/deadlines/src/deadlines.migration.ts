import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateDeadlinesV11764000000300 implements MigrationInterface {
  readonly name = 'CreateDeadlinesV11764000000300'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table deadlines_v1 (
        case_id uuid primary key,
        signals jsonb not null,
        deadlines jsonb not null,
        recorded text[] not null,
        owed_by text[] not null,
        next_due text collate "C"
      )`)
    await db.query('create index deadlines_v1_owed_by on deadlines_v1 using gin (owed_by)')
    await db.query('create index deadlines_v1_next_due on deadlines_v1 (next_due) where next_due is not null')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table deadlines_v1')
  }
}

/** The migrations of the deadlines, in order: list them in the service's DataSource. */
export const deadlinesMigrations = [CreateDeadlinesV11764000000300]
