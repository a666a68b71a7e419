import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateMlaRequestsV11764000000411 implements MigrationInterface {
  readonly name = 'CreateMlaRequestsV11764000000411'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table mla_requests_v1 (
        case_id uuid not null,
        request_id uuid not null,
        direction text not null,
        other_party text not null,
        central_authority text,
        treaty_basis text not null,
        assistance text[] not null,
        purpose text not null,
        urgency text not null,
        use_limitation text not null,
        state text not null,
        asked_at text,
        acknowledged_at text,
        executions json not null,
        refusal json,
        since text collate "C" not null,
        primary key (case_id, request_id)
      )`)
    await db.query('create index mla_requests_v1_since on mla_requests_v1 (since, case_id, request_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table mla_requests_v1')
  }
}

/** The migrations of the requests for mutual legal assistance, in order: list them in the service's DataSource. */
export const mlaRequestsMigrations = [CreateMlaRequestsV11764000000411]
