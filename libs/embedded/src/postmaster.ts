import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { processExists } from './process-exists.ts'

/** The content of a cluster's `postmaster.pid`, about a server that runs, or ran, on it. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

const lockFile = (cluster: string): string => join(cluster, 'postmaster.pid')

/** The server in the lock file, or undefined; lines 1 and 4 of the file are process id and port. */
export const postmasterOf = async (cluster: string): Promise<Postmaster | undefined> => {
  const lines = (await readFile(lockFile(cluster), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3] ?? 0) } : undefined
}

/**
 * Whether a process is a running PostgreSQL: a zombie (dead, but not reaped by its parent) or a reused process id is
 * not.
 */
export const runsPostgres = async (pid: number): Promise<boolean> => {
  if (!processExists(pid)) return false
  if (process.platform === 'win32') return true
  const { state, command } = (await fromProc(pid)) ?? (await fromPs(pid))
  return !state.startsWith('Z') && command.includes('postgres')
}

const fromProc = async (pid: number): Promise<{ state: string; command: string } | undefined> => {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  const match = line === undefined ? null : /^\d+ \((.*)\) (\S)/s.exec(line)
  return match === null ? undefined : { command: match[1] ?? '', state: match[2] ?? '' }
}

const fromPs = async (pid: number): Promise<{ state: string; command: string }> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,comm=', '-p', String(pid)]).catch(() => ({ stdout: 'Z' }))
  const [state = '', command = ''] = stdout.trim().split(/\s+/, 2)
  return { state, command }
}

/** Larger than any process id of Linux (4,194,304 at most): no such process can exist. */
const UNUSED_PID = 4_194_305

/**
 * Lets a new server start in spite of the lock file of a dead one. PostgreSQL takes any process with that id, even a
 * zombie, for a running server. The file itself stays: PostgreSQL still checks its line on shared memory before it
 * starts.
 */
export const replaceStaleLockFile = async (cluster: string): Promise<void> => {
  const text = await readFile(lockFile(cluster), 'utf8').catch(() => undefined)
  if (text !== undefined) await writeFile(lockFile(cluster), text.replace(/^-?\d+/, String(UNUSED_PID)))
}
