import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateCaseFileV11764000000100 implements MigrationInterface {
  readonly name = 'CreateCaseFileV11764000000100'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table case_file_v1 (
        case_id uuid primary key,
        since text collate "C" not null,
        lead_agency text,
        agencies text[] not null,
        handed_over boolean not null,
        excluded text[] not null,
        opening json,
        persons json not null,
        evidence json not null,
        detentions json not null,
        dossiers json not null,
        charges json not null,
        indictments json not null,
        court_case json,
        bench json,
        hearings json not null,
        verdicts json not null,
        sentences json not null,
        consents json not null,
        referrals json not null,
        chapters json not null,
        warnings json not null,
        overrides json not null
      )`)
    await db.query('create index case_file_v1_newest on case_file_v1 (since desc, case_id desc)')
    await db.query('create index case_file_v1_agencies on case_file_v1 using gin (agencies)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table case_file_v1')
  }
}

/** The migrations of the case files, in order: list them in the service's DataSource. */
export const caseFileMigrations = [CreateCaseFileV11764000000100]
