import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateCooperationRequestsV11764000000402 implements MigrationInterface {
  readonly name = 'CreateCooperationRequestsV11764000000402'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table cooperation_requests_v1 (
        case_id uuid not null,
        request_id uuid not null,
        from_party text not null,
        to_party text not null,
        to_agency text not null,
        mechanism_id uuid,
        channel text not null,
        purpose text not null,
        urgency text not null,
        data_categories text[] not null,
        use_limitation text not null,
        persons int not null,
        requested_at text,
        requested_zone text,
        state text not null,
        outcome text,
        material_class text,
        caveats text[],
        answered_at text,
        days_to_answer int,
        since text collate "C" not null,
        primary key (case_id, request_id)
      )`)
    await db.query('create index cooperation_requests_v1_since on cooperation_requests_v1 (since, case_id, request_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table cooperation_requests_v1')
  }
}

/** What material was sent as, and what certifies it. */
export class CreateCooperationRequestsV21764000000404 implements MigrationInterface {
  readonly name = 'CreateCooperationRequestsV21764000000404'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table cooperation_requests_v2 (like cooperation_requests_v1 including all)')
    await db.query(`
      alter table cooperation_requests_v2
        add column sent_as text,
        add column certified_by uuid,
        add column executed text[] not null`)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table cooperation_requests_v2')
  }
}

/** The migrations of the requests to police abroad, in order: list them in the service's DataSource. */
export const cooperationRequestsMigrations = [CreateCooperationRequestsV11764000000402, CreateCooperationRequestsV21764000000404]
