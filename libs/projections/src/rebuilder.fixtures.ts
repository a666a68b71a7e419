import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))

/** Rebuilds the tally, from the compiled packages, and prints how many events each page had that it read. */
const REBUILDER = `
  import 'reflect-metadata'
  import { eventType } from '@case-timeline/contracts'
  import { postgresEventStore } from '@case-timeline/event-store/drivers'
  import { optional, rebuild, storedView } from '@case-timeline/projections'
  import { writeSync } from 'node:fs'
  import { DataSource } from 'typeorm'
  import { z } from 'zod'
  const Noted = eventType({
    type: 'investigation.Noted', version: 1, kind: 'report', meaning: 'Something was noted.', visibility: ['prosecution'],
    data: z.strictObject({ number: z.int() }), example: { number: 1 },
  })
  const view = storedView({
    name: 'number-tally', version: 1, key: ['number'], migration: 1,
    columns: { number: 'text', count: 'int', marks: 'jsonb', since: optional('text') },
    events: [Noted], rows: ({ data }) => [[String(data.number)]],
    on: {
      [Noted.type]: (row, { caseId, data, occurredAt }) =>
        row ? { ...row, count: row.count + 1 } : { caseId, number: String(data.number), count: 1, marks: [], since: occurredAt },
    },
  })
  const store = postgresEventStore({ url: process.env.STORE_URL, pollMs: 200 })
  const { readAll } = store
  store.readAll = async (from) => {
    const page = await readAll.call(store, from)
    writeSync(1, page.events.length + '\\n')
    return page
  }
  const db = await new DataSource({ type: 'postgres', url: process.env.VIEWS_URL }).initialize()
  await rebuild({ view, store, db, operation: process.env.OPERATION })
  await store.close()
  await db.destroy()
`

/** One process of a rebuild. */
export interface RebuildProcess {
  /** A process that continues this operation does not swap again. */
  readonly operation: string
  /** Receives how many events it has read. @returns after how many milliseconds to kill it; undefined: not yet */
  killAfter(read: number): number | undefined
}

/**
 * Rebuilds the tally in a process of its own, which is killed when it is time.
 * @returns how many events it read, and its exit code; none if it was killed
 */
export const rebuildInProcess = async (
  urls: { readonly store: string; readonly views: string },
  { operation, killAfter }: RebuildProcess,
): Promise<{ read: number; code: number | null }> => {
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', REBUILDER], {
    cwd: PACKAGE,
    env: { PATH: process.env['PATH'], STORE_URL: urls.store, VIEWS_URL: urls.views, OPERATION: operation },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let read = 0
  let kill: NodeJS.Timeout | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) read += Number(line)
    const after = killAfter(read)
    if (after !== undefined) kill ??= setTimeout(() => child.kill('SIGKILL'), after)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(kill)
  return { read, code }
}
