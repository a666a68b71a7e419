import type pg from 'pg'
import type { StoredEvent } from '../event-store.ts'
import { int8s, texts } from './binary-arrays.ts'
import { storedEvent, type EventRow } from '../stored-event.ts'
import { columns } from './columns.ts'
import { together } from './together.ts'

/** Runs a prepared statement on a connection that reads. */
export type Read = <R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) => Promise<R[]>

interface Wanted {
  readonly stream: string
  readonly after: number
}

const PAGE = 5_000
/** Of each of several streams; a longer one is read on by itself. */
const FIRST_PAGE = 200
const STREAMS = 32

/** Reads streams; those that are asked for at the same time are read together. */
export const streamReader = (read: Read): ((stream: string, after: number) => Promise<StoredEvent[]>) => {
  const readOn = async (wanted: Wanted): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = []
    for (let after = wanted.after; ;) {
      const rows = await read<EventRow>(
        'read_stream',
        `select ${columns} from events.event e where e.stream = $1 and e.revision > $2 order by e.revision limit ${PAGE}`,
        [wanted.stream, after],
      )
      for (const row of rows) events.push(storedEvent(row))
      if (rows.length < PAGE) return events
      after = events.at(-1)?.revision ?? after
    }
  }

  const readSeveral = async (wanted: readonly Wanted[]): Promise<StoredEvent[][]> => {
    const rows = await read<EventRow & { no: string }>(
      'read_streams',
      `select wanted.no, page.* from unnest($1::text[], $2::bigint[]) with ordinality wanted(stream, after, no)
       cross join lateral (
         select ${columns} from events.event e where e.stream = wanted.stream and e.revision > wanted.after order by e.revision limit ${FIRST_PAGE}) page
       order by wanted.no, page.revision`,
      [texts(wanted.map((one) => one.stream)), int8s(wanted.map((one) => one.after))],
    )
    const pages = wanted.map((): StoredEvent[] => [])
    for (const row of rows) pages[Number(row.no) - 1]?.push(storedEvent(row))
    return Promise.all(
      pages.map(async (page, index) => {
        const last = page.at(-1)
        const { stream = '' } = wanted[index] ?? {}
        return last && page.length === FIRST_PAGE ? [...page, ...(await readOn({ stream, after: last.revision }))] : page
      }),
    )
  }

  const readWanted = together<Wanted, StoredEvent[]>(STREAMS, async (wanted) => {
    const [only] = wanted
    return wanted.length === 1 && only ? [await readOn(only)] : readSeveral(wanted)
  })
  return (stream, after) => readWanted({ stream, after })
}
