import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateCompensationV11764000000433 implements MigrationInterface {
  readonly name = 'CreateCompensationV11764000000433'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table compensation_v1 (
        case_id uuid not null,
        person_ref uuid not null,
        claims json not null,
        orders json not null,
        since text collate "C" not null,
        primary key (case_id, person_ref)
      )`)
    await db.query('create index compensation_v1_since on compensation_v1 (since, case_id, person_ref)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table compensation_v1')
  }
}

/** The migrations of the compensation, in order: list them in the service's DataSource. */
export const compensationMigrations = [CreateCompensationV11764000000433]
