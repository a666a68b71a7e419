import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startPostgres } from '@case-timeline/embedded'

/** A program of Node.js, which is started on a database and ends with SIGTERM. */
interface Program {
  readonly name: string
  /** @param folder for its files, which is removed when it has ended */
  args(databaseUrl: string, folder: string): readonly string[]
  env?(databaseUrl: string): NodeJS.ProcessEnv
}

/** A program that runs, and the PostgreSQL that was started for it. */
interface RunningProgram {
  readonly pid: number
  readonly databaseUrl: string
  readonly databaseLog: string
  readonly folder: string
  /** The line by which it said that it is ready. */
  readonly ready: string
  stop(): Promise<void>
}

/** The first line that a program prints; undefined if it ends before. */
export const firstLine = async ({ stdout }: ChildProcess, ended: Promise<unknown>): Promise<string | undefined> => {
  if (!stdout) return undefined
  const line = once(createInterface(stdout), 'line') as Promise<[string]>
  return (await Promise.race([line, ended.then(() => undefined)]))?.[0]
}

/** Starts a program on a PostgreSQL of its own, and waits for its first line. @throws if it ends before */
export const startWithPostgres = async ({ name, args, env }: Program): Promise<RunningProgram> => {
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-bench-'))
  const databaseLog = join(folder, 'postgres.log')
  const { url: databaseUrl, stop: stopPostgres } = await startPostgres({ dataDir: folder, logFile: databaseLog })
  const program = spawn(process.execPath, args(databaseUrl, folder), {
    env: env?.(databaseUrl) ?? {},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(program, 'exit')
  const stop = async () => {
    program.kill('SIGTERM')
    await ended
    await stopPostgres()
    await rm(folder, { recursive: true, force: true })
  }
  const ready = await firstLine(program, ended)
  if (ready === undefined) {
    await stop()
    throw new Error(`${name} did not start: see its message above`)
  }
  return { pid: program.pid ?? 0, databaseUrl, databaseLog, folder, ready, stop }
}
