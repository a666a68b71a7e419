import { noted } from '@case-timeline/feed/fixtures'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { type View, view } from './view.ts'

export const Noted = noted('Noted')
export const Erased = noted('Erased')
export const AllMarked = noted('AllMarked')

/** How often a number was noted in a case. */
export interface Tally {
  readonly caseId: string
  readonly number: string
  readonly count: number
  readonly marks: readonly number[]
  readonly since?: string | undefined
}

const numberOf = ({ data }: { readonly data: { readonly number: number } }) => [[String(data.number)]]

/** A view with all that a view may do: rows that come, change and go, and an event that touches every row of its case. */
export const tally: View<Tally> = view({
  name: 'number-tally',
  version: 1,
  events: [Noted, Erased, AllMarked],
  key: ['number'],
  rows: (event) => (event.type === AllMarked.type ? 'every' : numberOf(event)),
  on: {
    [Noted.type]: (row, { caseId, data, occurredAt }) =>
      row ? { ...row, count: row.count + 1 } : { caseId, number: String(data.number), count: 1, marks: [], since: occurredAt },
    [Erased.type]: () => null,
    [AllMarked.type]: (row, { data }) => (row ? { ...row, marks: [...row.marks, data.number] } : null),
  },
})

export class CreateTally1764000000001 implements MigrationInterface {
  readonly name = 'CreateTally1764000000001'
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      'create table number_tally_v1 (case_id uuid, number text, count int not null, marks jsonb not null, since text, primary key (case_id, number))',
    )
    await db.query('create index number_tally_v1_count on number_tally_v1 (count)')
  }
  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table number_tally_v1')
  }
}
