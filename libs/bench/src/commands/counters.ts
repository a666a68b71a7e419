import { open, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { cpuClock, processCpu } from '../cpu.ts'
import type { MeasuredSystem } from './running-system.ts'

/** What a system has used so far. */
export interface Used {
  /** Processor time in milliseconds. */
  readonly node: number
  readonly postgres: number
  /** Bytes written to the WAL. */
  readonly wal: number
}

/** The process whose cost is counted, and the PostgreSQL that it uses. */
export type MeasuredProcess = Pick<MeasuredSystem, 'pid' | 'databaseUrl' | 'databaseLog'>

export interface Counters {
  used(): Promise<Used>
  /** Rows of tables that were written so far, in all databases. Takes ten seconds, until idle connections have reported theirs. */
  rowsWritten(): Promise<number>
  /** Counts the statements that the server receives while something is done; BEGIN and COMMIT are statements. */
  statementsDuring(work: () => Promise<void>): Promise<number>
  close(): Promise<void>
}

const SETTING_MS = 300
/** When PostgreSQL has the statistics of an idle connection at the latest. */
const REPORTED_MS = 11_000
const STATEMENT = /^[^\t\n]* LOG: {2}(?:statement|execute)/gm

/** Opens the counters of a system. Counting statements writes each to the server's log, so nothing else is measured meanwhile. */
export const countersOf = async ({ pid, databaseUrl, databaseLog }: MeasuredProcess): Promise<Counters> => {
  const admin = new pg.Client({ connectionString: databaseUrl })
  await admin.connect()
  const serverCpu = await cpuClock(databaseUrl)
  const log = async (setting: 'all' | 'none'): Promise<void> => {
    await admin.query(`alter system set log_statement = '${setting}'`)
    await admin.query('select pg_reload_conf()')
    await pause(SETTING_MS)
  }
  return {
    async used() {
      const { rows } = await admin.query<{ wal: string }>(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal`)
      return { node: processCpu(pid) ?? Number.NaN, postgres: serverCpu().server ?? Number.NaN, wal: Number(rows[0]?.wal) }
    },
    async rowsWritten() {
      await pause(REPORTED_MS)
      const { rows: databases } = await admin.query<{ name: string }>('select datname as name from pg_database where not datistemplate')
      const written = databases.map(async ({ name }) => {
        const url = new URL(databaseUrl)
        url.pathname = `/${name}`
        const client = new pg.Client({ connectionString: url.href })
        await client.connect()
        const { rows } = await client.query<{ written: string | null }>(
          'select sum(n_tup_ins + n_tup_upd + n_tup_del) as written from pg_stat_user_tables',
        )
        await client.end()
        return Number(rows[0]?.written ?? 0)
      })
      return (await Promise.all(written)).reduce((sum, one) => sum + one, 0)
    },
    async statementsDuring(work) {
      await log('all')
      const { size: start } = await stat(databaseLog)
      await work()
      const { size: end } = await stat(databaseLog)
      await log('none')
      const file = await open(databaseLog)
      const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
      await file.close()
      return buffer.toString('utf8').match(STATEMENT)?.length ?? 0
    },
    close: () => admin.end(),
  }
}
