import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateDocketV11764000000420 implements MigrationInterface {
  readonly name = 'CreateDocketV11764000000420'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table docket_v1 (
        case_id uuid not null,
        state text not null,
        court_case_no text,
        origin text,
        registered_at text,
        indictments text[] not null,
        bench text,
        judge_refs text[] not null,
        charges json not null,
        hearing_dates_ordered int not null,
        measures_sought json not null,
        appeals_pending text[] not null,
        laid json not null,
        since text collate "C" not null,
        primary key (case_id)
      )`)
    await db.query('create index docket_v1_since on docket_v1 (since, case_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table docket_v1')
  }
}

/** The migrations of the docket, in order: list them in the service's DataSource. */
export const docketMigrations = [CreateDocketV11764000000420]
