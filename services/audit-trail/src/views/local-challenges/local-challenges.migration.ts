import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateLocalChallengesV11764000000440 implements MigrationInterface {
  readonly name = 'CreateLocalChallengesV11764000000440'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table local_challenges_v1 (
        case_id uuid not null,
        event_id uuid not null,
        rule_id text collate "C" not null,
        agency text collate "C" not null,
        month text collate "C" not null,
        kind text not null,
        primary key (case_id, event_id)
      )`)
    await db.query('create index local_challenges_v1_counted on local_challenges_v1 (rule_id, agency, month)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table local_challenges_v1')
  }
}

/** The migrations of the rules not kept, in order: list them in the service's DataSource. */
export const localChallengesMigrations = [CreateLocalChallengesV11764000000440]
