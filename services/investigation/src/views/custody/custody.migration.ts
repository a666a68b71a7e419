import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateCustodyV11764000000400 implements MigrationInterface {
  readonly name = 'CreateCustodyV11764000000400'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table custody_v1 (
        case_id uuid not null,
        person_ref uuid not null,
        state text not null,
        authority text,
        until text,
        presumed_victim boolean not null,
        non_punishment_assessed boolean not null,
        arrests json not null,
        orders json not null,
        releases json not null,
        since text collate "C" not null,
        primary key (case_id, person_ref)
      )`)
    await db.query('create index custody_v1_since on custody_v1 (since, case_id, person_ref)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table custody_v1')
  }
}

/** The migrations of who is held, in order: list them in the service's DataSource. */
export const custodyMigrations = [CreateCustodyV11764000000400]
