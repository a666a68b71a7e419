import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ServiceName } from '@case-timeline/contracts'
import type { Environment } from '@case-timeline/service-kit'
import { freePort } from '../../../../deploy/kafka/free-port.mjs'
import { inKebabCase } from '../kebab-case.ts'
import type { LoadBalancer } from './load-balancer.fixtures.ts'

/** How long after SIGTERM a cluster still sends new connections to a replica. */
const ENDPOINT_REMOVED_AFTER_MS = 2_000

/** Five processes that start at the same time on a slow machine. */
const START_MS = 300_000

const programOf = (service: ServiceName): string =>
  fileURLToPath(new URL(`../../../../services/${inKebabCase(service)}/dist/main.js`, import.meta.url))

/** How a replica ended. */
export interface EndedReplica {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly err: string
  /** From SIGTERM on. */
  readonly seconds: number
}

/** A process of a service, to which connections are passed while it is an endpoint. */
export interface Replica {
  /** Sends SIGTERM and waits for the end. @returns it with the first answer of `/health/ready` other than 200 while it was an endpoint */
  stop(): Promise<EndedReplica & { readonly readiness: Awaited<ReturnType<typeof readinessAt>> }>
  /** Ends it at once; from then on it is no endpoint. */
  kill(): void
}

/** What `/health/ready` answers, with the reason of a 503; the status is 0 if nothing listens. */
const readinessAt = async (url: string): Promise<{ readonly status: number; readonly reason?: unknown }> => {
  try {
    const answer = await fetch(`${url}/health/ready`)
    return { status: answer.status, reason: ((await answer.json()) as { reason?: unknown }).reason }
  } catch {
    return { status: 0 }
  }
}

/** Starts a replica as a process, and resolves when it is ready and an endpoint. */
export const startReplica = async (service: ServiceName, environment: Environment, balancer: LoadBalancer): Promise<Replica> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', programOf(service)], {
    env: { PATH: process.env['PATH'], ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr?.on('data', (chunk) => (err += String(chunk)))
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  for (const end = Date.now() + START_MS; (await readinessAt(url)).status !== 200; await pause(100))
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL')
      throw new Error(`${service} ${child.exitCode === null ? `was not ready within ${START_MS / 1_000} s` : `ended: ${err}`}`)
    }
  balancer.add(port)
  return {
    kill: () => {
      child.kill('SIGKILL')
      balancer.remove(port)
    },
    stop: async () => {
      const begun = performance.now()
      child.kill('SIGTERM')
      setTimeout(() => balancer.remove(port), ENDPOINT_REMOVED_AFTER_MS)
      let readiness = await readinessAt(url)
      // A busy machine delivers the signal late.
      while (readiness.status === 200 && performance.now() - begun < ENDPOINT_REMOVED_AFTER_MS) {
        await pause(ENDPOINT_REMOVED_AFTER_MS / 100)
        readiness = await readinessAt(url)
      }
      const [code, signal] = await exited
      return { code, signal, err, seconds: (performance.now() - begun) / 1_000, readiness }
    },
  }
}
