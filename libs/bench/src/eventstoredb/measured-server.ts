import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { firstLine } from '../commands/with-postgres.ts'
import type { Measured } from '../load.ts'

/** What a server was asked so far; of the appends, many may be in one call. */
export interface Calls {
  readonly appends: number
  readonly reads: number
}

/** An EventStoreDB that is measured. */
export interface MeasuredServer {
  readonly url: string
  /** Its process; undefined if it is not known. */
  readonly pid: number | undefined
  /** Undefined where the server does not count them. */
  calls(): Promise<Calls | undefined>
  stop(): Promise<void>
}

const PROGRAM = join(import.meta.dirname, 'counting-server.js')

/** Starts the test server of this repository, empty, in a process of its own. */
export const startCountingServer = async (): Promise<MeasuredServer> => {
  const server = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const ended = once(server, 'exit')
  const url = await firstLine(server, ended)
  if (url === undefined) throw new Error('the test server of EventStoreDB did not start: see its message above')
  return {
    url,
    pid: server.pid,
    async calls() {
      const answer = once(server, 'message') as Promise<[Calls]>
      server.send('calls')
      return (await answer)[0]
    },
    async stop() {
      server.kill('SIGTERM')
      await ended
    },
  }
}

/** Starts what is measured: an empty test server each time, or nothing where a server was named. */
export type StartServer = () => Promise<MeasuredServer>

/** @param named the URL of a server; undefined for test servers */
export const measuredServers = (named: string | undefined): StartServer =>
  named === undefined
    ? startCountingServer
    : () => Promise.resolve({ url: named, pid: undefined, calls: () => Promise.resolve(undefined), stop: () => Promise.resolve() })

/** Does something on a server, and stops it. */
export const onMeasuredServer = async <T>(start: StartServer, work: (server: MeasuredServer) => Promise<T>): Promise<T> => {
  const server = await start()
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

/** Counts the calls to a server during a measurement, for each of the events that were appended. */
export const countingCalls = async (server: Pick<MeasuredServer, 'calls'>, work: () => Promise<Measured>): Promise<Measured> => {
  const before = await server.calls()
  const measured = await work()
  const after = await server.calls()
  const { appended: count } = measured
  if (!before || !after || count === undefined) return measured
  return { ...measured, appendCalls: (after.appends - before.appends) / count, readCalls: (after.reads - before.reads) / count }
}
