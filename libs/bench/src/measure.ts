import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Measured } from './load.ts'

const run = promisify(execFile)

const OWN_PROGRAM = fileURLToPath(import.meta.resolve('./peer-process.js'))

/** The compiled program that runs a peer, of this checkout or of another one. */
export const peerProgramOf = (checkout: string): string => join(checkout, 'libs/bench/dist/peer-process.js')

export interface MeasureOptions {
  /** The compiled program that runs the peer; default: that of this checkout. */
  readonly process?: string | undefined
  readonly serverUrl: string
  readonly peer: string
  readonly clients: number
  readonly ms: number
  /** Keeps a snapshot open during the measurement, so that dead row versions cannot be removed. */
  readonly withOpenSnapshot?: boolean
}

const connected = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

/** Does something in a new database of the server, and drops it with the roles that are named after it. */
export const inNewDatabase = async <T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> => {
  const database = `bench_${randomBytes(4).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  const admin = await connected(serverUrl)
  try {
    await admin.query(`create database ${database}`)
    // Writes the changes of earlier measurements, so that they do not slow this one down.
    await admin.query('checkpoint')
    return await work(url.href)
  } finally {
    await admin.query(`drop database if exists ${database} with (force)`)
    const { rows } = await admin.query<{ name: string }>('select rolname as name from pg_roles where starts_with(rolname, $1)', [database])
    for (const { name } of rows) await admin.query(`drop role ${admin.escapeIdentifier(name)}`)
    await admin.end()
  }
}

/** Keeps a snapshot open while something is done. */
const underSnapshot = async <T>(url: string, work: () => Promise<T>): Promise<T> => {
  const reader = await connected(url)
  try {
    await reader.query('begin isolation level repeatable read')
    // The first query of the transaction takes the snapshot.
    await reader.query('select count(*) from pg_class')
    return await work()
  } finally {
    await reader.end()
  }
}

export interface PeerOptions extends Pick<MeasureOptions, 'process' | 'peer' | 'clients' | 'ms'> {
  readonly url: string
  /** The process of a server that is not PostgreSQL; undefined if it is not on this machine. */
  readonly serverPid?: number | undefined
}

/** One measurement in a separate process, on a server or database that is there. */
export const measurePeer = async ({ process: program = OWN_PROGRAM, peer, url, clients, ms, serverPid }: PeerOptions) => {
  const args = [program, peer, url, String(clients), String(ms), ...(serverPid === undefined ? [] : [String(serverPid)])]
  const { stdout } = await run(process.execPath, args)
  return JSON.parse(stdout) as Measured
}

/** One measurement in a separate process and database. */
export const measure = ({ serverUrl, withOpenSnapshot, ...options }: MeasureOptions) =>
  inNewDatabase(serverUrl, (url) => {
    const measured = () => measurePeer({ ...options, url })
    return withOpenSnapshot ? underSnapshot(url, measured) : measured()
  })
