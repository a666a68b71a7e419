import { once } from 'node:events'
import { startProcess, type Urls } from './tally-process.fixtures.ts'

/** Rebuilds the notebooks with a comparison, and prints each page that it reads, the comparison before the swap, and the result. */
const REBUILDER = `
  import 'reflect-metadata'
  import { eventType } from '@case-timeline/contracts'
  import { postgresEventStore } from '@case-timeline/event-store/drivers'
  import { DiffersFromView, rebuild, storedView } from '@case-timeline/projections'
  import { writeSync } from 'node:fs'
  import { DataSource } from 'typeorm'
  import { z } from 'zod'
  const noted = (type) => eventType({
    type: 'investigation.' + type, version: 1, kind: 'report', meaning: 'Something was noted.', visibility: ['prosecution'],
    data: z.strictObject({ number: z.int() }), example: { number: 1 },
  })
  const [Noted, Erased, AllMarked] = [noted('Noted'), noted('Erased'), noted('AllMarked')]
  const parityOf = (number) => (number % 2 === 0 ? 'even' : 'odd')
  const view = storedView({
    name: 'test-notebooks', version: 1, migration: 1,
    columns: { title: 'text', notes: 'entries', byParity: 'namedEntries' },
    events: [Noted, Erased, AllMarked],
    on: {
      [Noted.type]: (row, { caseId, data: { number } }) => {
        const { notes, byParity } = row ?? { notes: [], byParity: {} }
        const parity = parityOf(number)
        return {
          caseId,
          title: row?.title ?? 'begins with ' + number,
          notes: [...notes, { number, marks: [] }],
          byParity: { ...byParity, [parity]: [...(byParity[parity] ?? []), { number }] },
        }
      },
      [Erased.type]: (row, { data: { number } }) =>
        row === undefined || number === 0 ? null : { ...row, notes: row.notes.filter((note) => note.number !== number) },
      [AllMarked.type]: (row, { data: { number } }) =>
        row ? { ...row, notes: row.notes.map((note) => (note.number > number ? { ...note, marks: [...note.marks, number] } : note)) } : null,
    },
  })
  const print = (line) => writeSync(1, JSON.stringify(line) + '\\n')
  const store = postgresEventStore({ url: process.env.STORE_URL, pollMs: 200 })
  const db = await new DataSource({ type: 'postgres', url: process.env.VIEWS_URL }).initialize()
  const { OPERATION: operation, DIFFERENCES: differences } = process.env
  const { readAll } = store
  store.readAll = async (from) => {
    const page = await readAll.call(store, from)
    print({ read: page.events.length })
    return page
  }
  const kept = {
    keep: async (found) => {
      await db.query('insert into kept_comparison values ($1, $2) on conflict (operation) do update set found = excluded.found', [operation, found ?? null])
      print({ isCompared: true })
    },
    read: async () => (await db.query('select found from kept_comparison where operation = $1', [operation]))[0]?.found ?? undefined,
  }
  try {
    const { compared } = await rebuild({ view, store, db, operation, differences, kept })
    print({ compared })
  } catch (error) {
    if (!(error instanceof DiffersFromView)) throw error
    print({ refused: error.comparison })
  }
  await store.close()
  await db.destroy()
`

/** What a comparison found. */
export interface Found {
  readonly differing: number
  readonly differingCases: number
}

/** One process of a rebuild with a comparison. */
export interface ComparedRebuild {
  /** A process that continues this operation does not swap again. */
  readonly operation: string
  readonly differences: 'refused' | 'accepted'
  /** Receives how many events it has read, and whether it has compared. @returns after how many milliseconds to kill it; undefined: not yet */
  killAfter(progress: { readonly read: number; readonly isCompared: boolean }): number | undefined
}

interface Line {
  readonly read?: number
  readonly isCompared?: true
  readonly compared?: Found
  readonly refused?: Found
}

/** How a process ended. */
export interface EndedRebuild extends Pick<Line, 'compared' | 'refused'> {
  readonly read: number
  readonly isCompared: boolean
  /** The exit code; null: it was killed. */
  readonly code: number | null
}

/** Rebuilds the notebooks in a process of its own, which is killed when it is time. */
export const compareInProcess = async (urls: Urls, { operation, differences, killAfter }: ComparedRebuild): Promise<EndedRebuild> => {
  const child = startProcess(REBUILDER, urls, { OPERATION: operation, DIFFERENCES: differences })
  const lines: Line[] = []
  const progress = () => ({
    read: lines.reduce((sum, { read = 0 }) => sum + read, 0),
    isCompared: lines.some(({ isCompared }) => isCompared),
  })
  let kill: NodeJS.Timeout | undefined
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const texts = `${rest}${chunk.toString()}`.split('\n')
    rest = texts.pop() ?? ''
    lines.push(...texts.map((text) => JSON.parse(text) as Line))
    const after = killAfter(progress())
    if (after !== undefined) kill ??= setTimeout(() => child.kill('SIGKILL'), after)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(kill)
  const compared = lines.find((line) => line.compared)?.compared
  const refused = lines.find((line) => line.refused)?.refused
  return { ...progress(), code, ...(compared ? { compared } : {}), ...(refused ? { refused } : {}) }
}
