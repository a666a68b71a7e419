import { execFile } from 'node:child_process'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DataInUse } from './cannot-start.ts'

/** The process that uses a data folder, as its file names it. */
export interface OwnerFile {
  /** Removes the file: another process may use the folder. */
  release(): Promise<void>
}

/**
 * Claims a data folder for this process by a file in it. A lock of the database alone would end with its session, and
 * with it while the server recovers from the crash of any backend. The file of a process that has ended does not count.
 * @throws DataInUse when another running process has claimed the folder; then nothing was changed
 */
export const claimFolder = async (dataDir: string): Promise<OwnerFile> => {
  const file = join(dataDir, 'owner.json')
  const own = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) })
  for (;;) {
    if (await isCreated(file, own)) return { release: () => rm(file, { force: true }) }
    const found = await readFile(file, 'utf8').catch(() => undefined)
    if (found === undefined) continue
    if (await isRunning(found)) throw new DataInUse(dataDir)
    // Moved, not deleted: of two processes that find a stale file, only one moves it.
    const stale = join(dataDir, `owner.json.stale-${process.pid}`)
    await rename(file, stale).catch(() => undefined)
    await rm(stale, { force: true })
  }
}

const isCreated = async (file: string, text: string): Promise<boolean> => {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
    return true
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw failure
  }
}

/** Whether the process runs that wrote a file; a process id alone may have been used again since. */
const isRunning = async (text: string): Promise<boolean> => {
  const [, pid, started] = /^\{"pid":(\d+),"started":"([^"]*)"\}$/.exec(text) ?? []
  return pid !== undefined && (await startOf(Number(pid))) === started
}

/** When a process was started, in the words of its system; undefined if it has ended. */
const startOf = async (pid: number): Promise<string | undefined> => {
  try {
    process.kill(pid, 0)
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  if (process.platform === 'win32') return ''
  // Of the fields after the name, the first is the state (Z: ended, not yet reaped) and the 20th the start in ticks.
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (line === undefined) return startByPs(pid)
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return fields[0] === 'Z' ? undefined : `${boot.trim()} ${fields[19]}`
}

const startByPs = async (pid: number): Promise<string | undefined> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout.trim() || undefined
}
