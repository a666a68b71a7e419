import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateHearingsV11764000000421 implements MigrationInterface {
  readonly name = 'CreateHearingsV11764000000421'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table hearings_v1 (
        case_id uuid not null,
        hearing_id uuid not null,
        type text not null,
        at text not null,
        mode text not null,
        languages text[] not null,
        interpreters_named int not null,
        accommodations text[] not null,
        state text not null,
        adjournments json not null,
        held_at text,
        closed boolean,
        attended text[],
        since text collate "C" not null,
        primary key (case_id, hearing_id)
      )`)
    await db.query('create index hearings_v1_since on hearings_v1 (since, case_id, hearing_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table hearings_v1')
  }
}

/** A hearing that nobody scheduled has no type, day or mode. */
export class CreateHearingsV21764000000423 implements MigrationInterface {
  readonly name = 'CreateHearingsV21764000000423'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table hearings_v2 (like hearings_v1 including all)')
    await db.query(
      'alter table hearings_v2 alter column type drop not null, alter column at drop not null, alter column mode drop not null',
    )
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table hearings_v2')
  }
}

/** The migrations of the hearings, in order: list them in the service's DataSource. */
export const hearingsMigrations = [CreateHearingsV11764000000421, CreateHearingsV21764000000423]
