import { notedEventType } from '@case-timeline/feed/fixtures'
import { optional, type StoredView, storedView } from './view-table.ts'

export const Noted = notedEventType('Noted')
export const Erased = notedEventType('Erased')
export const AllMarked = notedEventType('AllMarked')

/** How often a number was noted in a case. */
export interface Tally {
  readonly caseId: string
  readonly number: string
  readonly count: number
  readonly marks: readonly number[]
  readonly since?: string | undefined
}

const numberOf = ({ data }: { readonly data: { readonly number: number } }) => [[String(data.number)]]

/**
 * A view that uses every feature: rows that are added, changed and removed, and an event that touches every row of its
 * case.
 */
export const tally: StoredView<Tally> = storedView({
  name: 'number-tally',
  version: 1,
  key: ['number'],
  columns: { number: 'text', count: 'int', marks: 'jsonb', since: optional('text') },
  indexes: { count: ['count'] },
  migration: 1_764_000_000_001,
  events: [Noted, Erased, AllMarked],
  rows: (event) => (event.type === AllMarked.type ? 'every' : numberOf(event)),
  on: {
    [Noted.type]: (row, { caseId, data, occurredAt }) =>
      row ? { ...row, count: row.count + 1 } : { caseId, number: String(data.number), count: 1, marks: [], since: occurredAt },
    [Erased.type]: () => null,
    [AllMarked.type]: (row, { data }) => (row ? { ...row, marks: [...row.marks, data.number] } : null),
  },
})
