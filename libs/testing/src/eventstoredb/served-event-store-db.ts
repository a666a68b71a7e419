import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { ChannelCredentials, Metadata } from '@grpc/grpc-js'
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { type EventStoreDb, startEventStoreDb } from './event-store-db.ts'

/** An empty EventStoreDB for one specification. */
export interface ServedEventStoreDb {
  url(): string
  /** The test server; undefined where another program serves, which offers nothing but its protocol. */
  readonly testServer: EventStoreDb | undefined
  close(): Promise<void>
}

/** Names a program that serves an empty EventStoreDB, without TLS, on `127.0.0.1:$PORT` until it is ended. */
export const SERVER_VARIABLE = 'CASE_TIMELINE_TEST_EVENTSTOREDB'
const START_TIMEOUT_MS = 120_000
const END_TIMEOUT_MS = 20_000

/** The server that a command serves. @throws Error if the command ends, or does not answer within two minutes */
const served = async (command: string): Promise<ServedEventStoreDb> => {
  const port = await unusedPort()
  // A group of its own: the shell that runs the command, and whatever it starts, are ended together.
  const program = spawn(`export PORT=${port}; ${command}`, { shell: true, detached: true, stdio: 'ignore' })
  const ended = new Promise<never>((_, reject) => {
    program.once('error', reject)
    program.once('exit', (code) =>
      reject(new Error(`${SERVER_VARIABLE}: the program ended with ${code} before it answered on port ${port}`)),
    )
  })
  // The end of a program that is closed concerns nobody.
  ended.catch(() => undefined)
  try {
    await Promise.race([untilAnswered(port), ended])
  } catch (error) {
    await endGroup(program)
    throw error
  }
  return { url: () => `esdb://127.0.0.1:${port}?tls=false`, testServer: undefined, close: () => endGroup(program) }
}

const unusedPort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

const untilAnswered = async (port: number): Promise<void> => {
  const client = new features.ServerFeaturesClient(`127.0.0.1:${port}`, ChannelCredentials.createInsecure())
  const isReady = (): Promise<boolean> =>
    new Promise((resolve) =>
      client.getSupportedMethods(new shared.Empty(), new Metadata(), { deadline: Date.now() + 2_000 }, (error) => resolve(!error)),
    )
  try {
    for (const end = Date.now() + START_TIMEOUT_MS; !(await isReady()); await pause(100))
      if (Date.now() > end) throw new Error(`${SERVER_VARIABLE}: nothing answers on port ${port} after ${START_TIMEOUT_MS / 1000} s`)
  } finally {
    client.close()
  }
}

const endGroup = async (program: ChildProcess): Promise<void> => {
  if (program.pid === undefined || program.exitCode !== null || program.signalCode !== null) return
  const exited = once(program, 'exit')
  const group = -program.pid
  process.kill(group, 'SIGTERM')
  const timer = setTimeout(() => process.kill(group, 'SIGKILL'), END_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}

/** Serves an empty EventStoreDB. @param command the value of `CASE_TIMELINE_TEST_EVENTSTOREDB`; undefined: the test server */
export const serveEventStoreDb = async (command: string | undefined): Promise<ServedEventStoreDb> => {
  if (command !== undefined) return served(command)
  const testServer = await startEventStoreDb()
  return { url: () => testServer.url(), testServer, close: () => testServer.close() }
}
