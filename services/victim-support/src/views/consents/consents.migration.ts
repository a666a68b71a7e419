import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateConsentsV11764000000431 implements MigrationInterface {
  readonly name = 'CreateConsentsV11764000000431'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table consents_v1 (
        case_id uuid not null,
        consent_id uuid not null,
        person_ref uuid not null,
        state text not null,
        by text not null,
        assent text,
        purposes text[] not null,
        recipients text[] not null,
        data_categories text[] not null,
        holders text[] not null,
        expires_at text,
        evidence_hash text,
        decided_at text,
        withdrawn_at text,
        recorded_by text not null,
        since text collate "C" not null,
        primary key (case_id, consent_id)
      )`)
    await db.query('create index consents_v1_since on consents_v1 (since, case_id, consent_id)')
    await db.query('create index consents_v1_recorded_by on consents_v1 (recorded_by)')
    await db.query('create index consents_v1_holders on consents_v1 using gin (holders)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table consents_v1')
  }
}

/** The countries that may be told of her. */
export class CreateConsentsV21764000000437 implements MigrationInterface {
  readonly name = 'CreateConsentsV21764000000437'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table consents_v2 (like consents_v1 including all)')
    await db.query('alter table consents_v2 add column parties text[]')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table consents_v2')
  }
}

/** The migrations of the consents, in order: list them in the service's DataSource. */
export const consentsMigrations = [CreateConsentsV11764000000431, CreateConsentsV21764000000437]
