import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateChargesV11764000000410 implements MigrationInterface {
  readonly name = 'CreateChargesV11764000000410'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table charges_v1 (
        case_id uuid not null,
        charge_id uuid not null,
        accused_ref uuid not null,
        offence_code text not null,
        per_victim json not null,
        aggravating text[] not null,
        state text not null,
        laid_at text,
        amendments json not null,
        withdrawal json,
        transferred_to text,
        indictment_id uuid,
        plea text,
        verdict json,
        sentence json,
        appeal text,
        since text collate "C" not null,
        primary key (case_id, charge_id)
      )`)
    await db.query('create index charges_v1_since on charges_v1 (since, case_id, charge_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table charges_v1')
  }
}

/** The migrations of the charges, in order: list them in the service's DataSource. */
export const chargesMigrations = [CreateChargesV11764000000410]
