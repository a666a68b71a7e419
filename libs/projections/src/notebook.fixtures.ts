import { AllMarked, Erased, Noted } from './tally.fixtures.ts'
import { type StoredView, storedView } from './view-table.ts'

interface Note {
  readonly number: number
  readonly marks: readonly number[]
}

/** The numbers that were noted in a case. */
export interface Notebook {
  readonly caseId: string
  readonly title: string
  readonly notes: readonly Note[]
  readonly byParity: { readonly [P in 'even' | 'odd']?: readonly { readonly number: number }[] }
}

/** Erases the whole notebook; another number erases its notes. */
export const EVERYTHING = 0

const parityOf = (number: number): 'even' | 'odd' => (number % 2 === 0 ? 'even' : 'odd')

/** A view with lists that grow, get shorter, and whose entries change. */
export const notebook: StoredView<Notebook> = storedView({
  name: 'test-notebooks',
  version: 1,
  columns: { title: 'text', notes: 'entries', byParity: 'namedEntries' },
  migration: 1_764_000_000_003,
  events: [Noted, Erased, AllMarked],
  on: {
    [Noted.type]: (row, { caseId, data: { number } }) => {
      const { notes, byParity } = row ?? { notes: [], byParity: {} }
      const parity = parityOf(number)
      return {
        caseId,
        title: row?.title ?? `begins with ${number}`,
        notes: [...notes, { number, marks: [] }],
        byParity: { ...byParity, [parity]: [...(byParity[parity] ?? []), { number }] },
      }
    },
    [Erased.type]: (row, { data: { number } }) =>
      row === undefined || number === EVERYTHING ? null : { ...row, notes: row.notes.filter((note) => note.number !== number) },
    [AllMarked.type]: (row, { data: { number } }) =>
      row ? { ...row, notes: row.notes.map((note) => (note.number > number ? { ...note, marks: [...note.marks, number] } : note)) } : null,
  },
})
