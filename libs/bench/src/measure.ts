import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Measured } from './load.ts'

const run = promisify(execFile)

const OWN = fileURLToPath(import.meta.resolve('./peer-process.js'))

/** The process that plays peers, of a checkout: this one's, or another's that has been compiled. */
export const peersOf = (checkout: string): string => join(checkout, 'libs/bench/dist/peer-process.js')

export interface Circumstance {
  /** The compiled process that plays the peer; this checkout's when absent. */
  readonly process?: string | undefined
  readonly serverUrl: string
  readonly peer: string
  readonly clients: number
  readonly ms: number
  /** Held open beside the measurement, so that no version that dies meanwhile can be removed. */
  readonly withOpenSnapshot?: boolean
}

const connected = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

/** One measurement in a process and a database of its own. */
export const measure = async ({
  process: played = OWN,
  serverUrl,
  peer,
  clients,
  ms,
  withOpenSnapshot,
}: Circumstance): Promise<Measured> => {
  const database = `bench_${randomBytes(4).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  const admin = await connected(serverUrl)
  let reader: pg.Client | undefined
  try {
    await admin.query(`create database ${database}`)
    await admin.query('checkpoint')
    if (withOpenSnapshot) {
      reader = await connected(url.href)
      await reader.query('begin isolation level repeatable read')
      await reader.query('select count(*) from pg_class')
    }
    const { stdout } = await run(process.execPath, [played, peer, url.href, String(clients), String(ms)])
    return JSON.parse(stdout) as Measured
  } finally {
    await reader?.end()
    await admin.query(`drop database if exists ${database} with (force)`)
    const { rows } = await admin.query<{ name: string }>('select rolname as name from pg_roles where starts_with(rolname, $1)', [database])
    for (const { name } of rows) await admin.query(`drop role ${admin.escapeIdentifier(name)}`)
    await admin.end()
  }
}
