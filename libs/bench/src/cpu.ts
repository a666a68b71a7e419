import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

/** Processor time used so far, in milliseconds. */
export interface CpuUsed {
  /** Of this process. */
  readonly client: number
  /** Of all processes of the PostgreSQL server; undefined where the server's processes cannot be seen. */
  readonly server: number | undefined
}

/** Linux counts the time of processes in hundredths of a second for every reader. */
const MS_PER_TICK = 10

interface ProcessTimes {
  readonly parent: number
  readonly own: number
  /** Of its children that have ended. */
  readonly ended: number
}

/** The times of a process in milliseconds; undefined if there is no such process, or no `/proc`. */
const timesOf = (pid: number | string): ProcessTimes | undefined => {
  try {
    // The second field, the program's name in brackets, may contain blanks.
    const [, fields = ''] = /\) \S (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    const [parent, ...numbers] = fields.split(' ').map(Number) as [number, ...number[]]
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = numbers.slice(9, 13)
    return { parent, own: (user + system) * MS_PER_TICK, ended: (endedUser + endedSystem) * MS_PER_TICK }
  } catch {
    return undefined
  }
}

const serverUsed = (postmaster: number): number | undefined => {
  const main = timesOf(postmaster)
  if (!main) return undefined
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(timesOf)
    .filter((times) => times?.parent === postmaster)
  return children.reduce((sum, times) => sum + (times?.own ?? 0), main.own + main.ended)
}

/**
 * Finds the server's processes, and returns what reads the processor time used so far by this process and by them.
 * @param url of a database of the server
 */
export const cpuClock = async (url: string): Promise<() => CpuUsed> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  // A server on another machine, or in another namespace, has no such process here, or has it with another parent.
  const postmaster = timesOf(rows[0]?.pid ?? 0)?.parent
  const isServer = postmaster !== undefined && commandOf(postmaster).includes('postgres')
  await client.end()
  return () => {
    const { user, system } = process.cpuUsage()
    return { client: (user + system) / 1000, server: isServer ? serverUsed(postmaster) : undefined }
  }
}

/** Reads the processor time used so far by this process and by a server that is one process. @param server its id; NaN if it is not here */
export const clockWith = (server: number) => (): CpuUsed => {
  const { user, system } = process.cpuUsage()
  return { client: (user + system) / 1000, server: processCpu(server) }
}

/** Processor time that a running process has used so far, in milliseconds; undefined where it cannot be seen. */
export const processCpu = (pid: number): number | undefined => timesOf(pid)?.own

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8')
  } catch {
    return ''
  }
}
