import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateOpenReferralsV11764000000200 implements MigrationInterface {
  readonly name = 'CreateOpenReferralsV11764000000200'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table open_referrals_v1 (
        case_id uuid not null,
        referral_id uuid not null,
        person_ref uuid not null,
        to_org text not null,
        services text[] not null,
        data_categories text[] not null,
        consent_id uuid,
        state text not null,
        consent text not null,
        made_by text not null,
        made_at text,
        event_id uuid not null,
        since text collate "C" not null,
        primary key (case_id, referral_id)
      )`)
    await db.query('create index open_referrals_v1_to_org on open_referrals_v1 (to_org, since, referral_id)')
    await db.query('create index open_referrals_v1_made_by on open_referrals_v1 (made_by, since, referral_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table open_referrals_v1')
  }
}

/** The migrations of the open referrals, in order: list them in the service's DataSource. */
export const openReferralsMigrations = [CreateOpenReferralsV11764000000200]
