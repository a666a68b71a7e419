import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateTimelineV11764000000300 implements MigrationInterface {
  readonly name = 'CreateTimelineV11764000000300'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table timeline_v1 (
        case_id uuid not null,
        position bigint not null,
        type text not null,
        stream text not null,
        revision int not null,
        occurred_at text,
        occurred_zone text,
        occurred_from timestamptz not null,
        recorded_at text collate "C" not null,
        agency text not null,
        kind text,
        record json not null,
        primary key (case_id, position)
      )`)
    await db.query('create index timeline_v1_occurred on timeline_v1 (case_id, occurred_from, position)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table timeline_v1')
  }
}

/** For the end of the log: positions are not dense in every store, so the last events are found by looking, not by counting back. */
export class IndexTimelineByPosition1764000000310 implements MigrationInterface {
  readonly name = 'IndexTimelineByPosition1764000000310'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create index timeline_v1_position on timeline_v1 (position)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index timeline_v1_position')
  }
}

/** The migrations of the timeline, in order: list them in the service's DataSource. */
export const timelineMigrations = [CreateTimelineV11764000000300, IndexTimelineByPosition1764000000310]
