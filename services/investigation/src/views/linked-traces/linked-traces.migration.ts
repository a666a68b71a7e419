import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateLinkedTracesV11764000000403 implements MigrationInterface {
  readonly name = 'CreateLinkedTracesV11764000000403'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table linked_traces_v1 (
        case_id uuid not null,
        trace_id uuid not null,
        kind text not null,
        platform text not null,
        trace_hash text not null,
        recorded_by text not null,
        recorded_at text,
        since text collate "C" not null,
        primary key (case_id, trace_id)
      )`)
    await db.query('create index linked_traces_v1_since on linked_traces_v1 (since, case_id, trace_id)')
    await db.query('create index linked_traces_v1_hash on linked_traces_v1 (trace_hash)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table linked_traces_v1')
  }
}

/** The migrations of the online traces, in order: list them in the service's DataSource. */
export const linkedTracesMigrations = [CreateLinkedTracesV11764000000403]
