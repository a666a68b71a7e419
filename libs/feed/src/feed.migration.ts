import type { MigrationInterface, QueryRunner } from 'typeorm'
import { RememberRelayed1764300000000 } from './kafka/relay.migration.ts'
import { KeepLogPositions1764400000000 } from './log-positions.migration.ts'

/**
 * The tables of a service's consumers, in the database of its views, so that effect and checkpoint share a transaction.
 */
export class CreateFeed1764000000000 implements MigrationInterface {
  readonly name = 'CreateFeed1764000000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table feed_checkpoint (
        consumer text not null,
        partition int not null,
        position bigint not null,
        epoch bigint not null default 0,
        owner text,
        lease_until timestamptz,
        moved_at timestamptz not null default now(),
        primary key (consumer, partition)
      )`)
    await db.query(`
      create table feed_parked_case (
        consumer text not null,
        case_key text not null,
        since timestamptz not null default now(),
        reason text not null,
        attempts int not null default 1,
        primary key (consumer, case_key)
      )`)
    await db.query(`
      create table feed_parked_event (
        consumer text not null,
        case_key text not null,
        position bigint not null,
        event_id uuid not null,
        type text not null,
        schema_version int not null,
        primary key (consumer, case_key, position),
        foreign key (consumer, case_key) references feed_parked_case on delete cascade on update cascade
      )`)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table feed_parked_event, feed_parked_case, feed_checkpoint')
  }
}

/** Divides each consumer's work into partitions, and separates the lease of a whole consumer from its checkpoints. */
export class PartitionFeed1764100000000 implements MigrationInterface {
  readonly name = 'PartitionFeed1764100000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query('create table feed_lease (consumer text primary key, owner text not null, lease_until timestamptz not null)')
    await db.query('alter table feed_checkpoint drop column owner, drop column lease_until, add column next_offset bigint')
    // The number of partitions at the time of this migration.
    await db.query(`
      insert into feed_checkpoint (consumer, partition, position)
      select consumer, later, position from feed_checkpoint, generate_series(1, 11) later where partition = 0`)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('delete from feed_checkpoint where partition > 0')
    await db.query('alter table feed_checkpoint drop column next_offset, add column owner text, add column lease_until timestamptz')
    await db.query('drop table feed_lease')
  }
}

/** The events that operators decided to skip, kept for as long as the views. */
export class RecordSkips1764200000000 implements MigrationInterface {
  readonly name = 'RecordSkips1764200000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table feed_skipped_event (
        consumer text not null,
        case_key text not null,
        position bigint not null,
        event_id uuid not null,
        type text not null,
        failed_because text not null,
        skipped_by text not null,
        reason_code text not null,
        skipped_at timestamptz not null default now(),
        primary key (consumer, position)
      )`)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table feed_skipped_event')
  }
}

/** A checkpoint is a position alone: a consumer that begins reads from the store what was recorded before (decision 69). */
export class ForgetOffsets1764500000000 implements MigrationInterface {
  readonly name = 'ForgetOffsets1764500000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table feed_checkpoint drop column next_offset')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table feed_checkpoint add column next_offset bigint')
  }
}

/** How old an event is that waits with its parked case; null if a release before parked it. */
export class KeepTimesOfParked1764600000000 implements MigrationInterface {
  readonly name = 'KeepTimesOfParked1764600000000'

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table feed_parked_event add column recorded_at timestamptz')
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table feed_parked_event drop column recorded_at')
  }
}

/** All migrations of this library, in order: list them in the service's DataSource. */
export const feedMigrations = [
  CreateFeed1764000000000,
  PartitionFeed1764100000000,
  RecordSkips1764200000000,
  RememberRelayed1764300000000,
  KeepLogPositions1764400000000,
  ForgetOffsets1764500000000,
  KeepTimesOfParked1764600000000,
]
