import type { Row } from './view.ts'
import { type StoredView, viewTable } from './view-table.ts'

/** One event of a case. */
interface NoteEntry extends Row {
  readonly position: string
  readonly label: string
  readonly data: object
}

/** The number of a note whose label no text of PostgreSQL can contain: a surrogate without the other one. */
export const UNSTORABLE = 66_666

/** A view with a row for each event. */
export const noteLog: StoredView<NoteEntry> = {
  ...viewTable<NoteEntry>({
    name: 'test-note-log',
    version: 1,
    key: ['position'],
    columns: { position: 'bigint', label: 'text', data: 'json' },
    indexes: { label: ['label'] },
    migration: 1_764_000_000_004,
  }),
  events: 'every',
  rows: ({ stored }) => [[stored.position]],
  evolve: (_, { caseId, data, stored: { position } }) => {
    const { number } = data as { number: number }
    return { caseId, position, label: number === UNSTORABLE ? '\uD83D' : `note\t${number}\n\\N`, data: data as object }
  },
}
