import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The state of the relay in addition to its checkpoint, in the database of the service that runs it. */
export class RememberRelayed1764300000000 implements MigrationInterface {
  readonly name = 'RememberRelayed1764300000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table feed_relayed (
        topic text not null,
        partition int not null,
        position bigint not null,
        primary key (topic, partition)
      )`)
    await db.query(`
      create table feed_oversized (
        topic text not null,
        position bigint not null,
        event_id uuid not null,
        type text not null,
        bytes int not null,
        since timestamptz not null default now(),
        primary key (topic, position)
      )`)
    await db.query(`
      create table feed_suspended_topic (
        topic text primary key,
        reason text not null,
        since timestamptz not null default now()
      )`)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table feed_suspended_topic, feed_oversized, feed_relayed')
  }
}
