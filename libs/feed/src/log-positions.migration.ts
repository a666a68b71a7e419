import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What checkpoints rest on: a log that lacks it went back. Earlier such events, to find where a consumer can continue. */
export class KeepLogPositions1764400000000 implements MigrationInterface {
  readonly name = 'KeepLogPositions1764400000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table feed_checkpoint add column log_position bigint, add column log_hash text')
    await db.query(`
      create table feed_mark (
        consumer text not null,
        partition int not null,
        log_position bigint not null,
        log_hash text not null,
        position bigint not null,
        primary key (consumer, partition, log_position)
      )`)
    // After the log went back there may be another event at the position of a skipped one.
    await db.query('alter table feed_skipped_event drop constraint feed_skipped_event_pkey, add primary key (consumer, position, event_id)')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table feed_skipped_event drop constraint feed_skipped_event_pkey, add primary key (consumer, position)')
    await db.query('drop table feed_mark')
    await db.query('alter table feed_checkpoint drop column log_position, drop column log_hash')
  }
}
