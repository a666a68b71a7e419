import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))

/** The tally on its log and database, from the compiled packages. */
const OPENED = `
  import 'reflect-metadata'
  import { eventType } from '@case-timeline/contracts'
  import { postgresEventStore } from '@case-timeline/event-store/drivers'
  import { storeFeed } from '@case-timeline/feed'
  import { optional, projection, rebuild, storedView } from '@case-timeline/projections'
  import { writeSync } from 'node:fs'
  import { DataSource } from 'typeorm'
  import { z } from 'zod'
  const noted = (type) => eventType({
    type: 'investigation.' + type, version: 1, kind: 'report', meaning: 'Something was noted.', visibility: ['prosecution'],
    data: z.strictObject({ number: z.int() }), example: { number: 1 },
  })
  const [Noted, AllMarked] = [noted('Noted'), noted('AllMarked')]
  const view = storedView({
    name: 'number-tally', version: 1, key: ['number'], migration: 1,
    columns: { number: 'text', count: 'int', marks: 'jsonb', since: optional('text') },
    events: [Noted, AllMarked], rows: ({ type, data }) => (type === AllMarked.type ? 'every' : [[String(data.number)]]),
    on: {
      [Noted.type]: (row, { caseId, data, occurredAt }) =>
        row ? { ...row, count: row.count + 1 } : { caseId, number: String(data.number), count: 1, marks: [], since: occurredAt },
      [AllMarked.type]: (row, { data }) => (row ? { ...row, marks: [...row.marks, data.number] } : null),
    },
  })
  const store = postgresEventStore({ url: process.env.STORE_URL, pollMs: 200 })
  const db = await new DataSource({ type: 'postgres', url: process.env.VIEWS_URL }).initialize()
`

/** Rebuilds it, and prints how many events each page had that it read. */
const REBUILDER = `${OPENED}
  const { readAll } = store
  store.readAll = async (from) => {
    const page = await readAll.call(store, from)
    writeSync(1, page.events.length + '\\n')
    return page
  }
  await rebuild({ view, store, db, operation: process.env.OPERATION })
  await store.close()
  await db.destroy()
`

/** Follows the log as a replica of a service does, and prints each delivery. */
const FOLLOWER = `${OPENED}
  const observe = ({ kind }) => kind === 'delivered' && writeSync(1, 'delivered\\n')
  await storeFeed({ store, leaseMs: Number(process.env.LEASE_MS) }).consume({ db, consumer: projection(view, store), signal: new AbortController().signal, observe })
`

/** Where a process reaches the log and the views. */
export interface Urls {
  readonly store: string
  readonly views: string
}

/** Starts a program of the compiled packages. */
export const startProcess = (program: string, { store, views }: Urls, more: Readonly<Record<string, string>>) =>
  spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], {
    cwd: PACKAGE,
    env: { PATH: process.env['PATH'], STORE_URL: store, VIEWS_URL: views, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  })

/** A replica in a process of its own. */
export interface FollowingProcess {
  /** How often it has delivered a batch. */
  delivered(): number
  /** As kill -9. */
  kill(): Promise<unknown>
}

export const followInProcess = (urls: Urls, leaseMs: number): FollowingProcess => {
  const child = startProcess(FOLLOWER, urls, { LEASE_MS: String(leaseMs) })
  let delivered = 0
  child.stdout.on('data', (chunk: Buffer) => (delivered += chunk.toString().split('\n').length - 1))
  return {
    delivered: () => delivered,
    kill: () => {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      return closed
    },
  }
}

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
  urls: Urls,
  { operation, killAfter }: RebuildProcess,
): Promise<{ read: number; code: number | null }> => {
  const child = startProcess(REBUILDER, urls, { OPERATION: operation })
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
