import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateReferralsV11764000000432 implements MigrationInterface {
  readonly name = 'CreateReferralsV11764000000432'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table referrals_v1 (
        case_id uuid not null,
        referral_id uuid not null,
        person_ref uuid not null,
        to_org text not null,
        services text[] not null,
        data_categories text[] not null,
        consent_id uuid,
        state text not null,
        reason_code text,
        consent text not null,
        made_by text not null,
        made_at text,
        answered_at text,
        event_id uuid not null,
        since text collate "C" not null,
        primary key (case_id, referral_id)
      )`)
    await db.query('create index referrals_v1_since on referrals_v1 (since, case_id, referral_id)')
    await db.query('create index referrals_v1_to_org on referrals_v1 (to_org, since, referral_id)')
    await db.query('create index referrals_v1_made_by on referrals_v1 (made_by, since, referral_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table referrals_v1')
  }
}

/** Since when a consent holds no more, or for less. */
export class CreateReferralsV21764000000435 implements MigrationInterface {
  readonly name = 'CreateReferralsV21764000000435'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table referrals_v2 (like referrals_v1 including all)')
    await db.query('alter table referrals_v2 add column consent_ended_at text')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table referrals_v2')
  }
}

/** The migrations of the referrals, in order: list them in the service's DataSource. */
export const referralsMigrations = [CreateReferralsV11764000000432, CreateReferralsV21764000000435]
