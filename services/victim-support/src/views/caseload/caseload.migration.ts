import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateCaseloadV11764000000430 implements MigrationInterface {
  readonly name = 'CreateCaseloadV11764000000430'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table caseload_v1 (
        case_id uuid not null,
        person_ref uuid not null,
        supported_by text not null,
        origin text not null,
        language text,
        urgent_needs text[],
        state text not null,
        closed_for text,
        rights_informed_at text,
        risk text,
        risk_review_by text,
        risk_to_reassess boolean not null,
        plans json not null,
        sheltered boolean not null,
        restrictions json not null,
        since text collate "C" not null,
        primary key (case_id, person_ref)
      )`)
    await db.query('create index caseload_v1_since on caseload_v1 (since, case_id, person_ref)')
    await db.query('create index caseload_v1_supported_by on caseload_v1 (supported_by, since, case_id, person_ref)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table caseload_v1')
  }
}

/** What her guardian consented to, and what of it she is to renew. */
export class CreateCaseloadV21764000000434 implements MigrationInterface {
  readonly name = 'CreateCaseloadV21764000000434'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table caseload_v2 (like caseload_v1 including all)')
    await db.query('alter table caseload_v2 add column guardians_consents json not null')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table caseload_v2')
  }
}

/** The same shape, folded so that support which opens again forgets nothing. */
export class CreateCaseloadV31764000000436 implements MigrationInterface {
  readonly name = 'CreateCaseloadV31764000000436'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table caseload_v3 (like caseload_v2 including all)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table caseload_v3')
  }
}

/** The migrations of the caseload, in order: list them in the service's DataSource. */
export const caseloadMigrations = [CreateCaseloadV11764000000430, CreateCaseloadV21764000000434, CreateCaseloadV31764000000436]
