import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateEvidenceRegisterV11764000000401 implements MigrationInterface {
  readonly name = 'CreateEvidenceRegisterV11764000000401'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table evidence_register_v1 (
        case_id uuid not null,
        evidence_id uuid not null,
        kind text not null,
        sha256 text,
        place text not null,
        authority text not null,
        collected_by text not null,
        collected_at text,
        custodian text not null,
        custody_unbroken boolean not null,
        handovers json not null,
        dossiers text[] not null,
        certificates json not null,
        ruling json,
        since text collate "C" not null,
        primary key (case_id, evidence_id)
      )`)
    await db.query('create index evidence_register_v1_since on evidence_register_v1 (since, case_id, evidence_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table evidence_register_v1')
  }
}

/** The migrations of the evidence, in order: list them in the service's DataSource. */
export const evidenceRegisterMigrations = [CreateEvidenceRegisterV11764000000401]
