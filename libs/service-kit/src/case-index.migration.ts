import { CASE_INDEX_TABLES } from '@case-timeline/event-store/drivers'
import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The index of cases of a service whose event store has none: empty where the store has one. */
export class KeepCaseIndex1764700000000 implements MigrationInterface {
  readonly name = 'KeepCaseIndex1764700000000'

  async up(db: QueryRunner): Promise<void> {
    for (const table of CASE_INDEX_TABLES) await db.query(table)
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table case_index_stream, case_index')
  }
}

export const caseIndexMigrations = [KeepCaseIndex1764700000000]
