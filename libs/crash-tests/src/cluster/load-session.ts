import { createInterface } from 'node:readline'
import type { Cluster } from './cluster.ts'
import type { Answers, Line, LoadSettings, Order } from './load-protocol.ts'
import { LOAD_POD, PROGRAMS } from './pod-manifests.ts'

/** The load that runs in its pod. */
export interface LoadSession {
  /** Gives an order and waits for its answer. @throws with what the load wrote if it has ended */
  ask<Name extends Order>(order: Name): Promise<Answers[Name]>
  end(): void
}

/** Starts the load in its pod; it ends when this process ends, or its connection does. */
export const startLoadSession = (cluster: Pick<Cluster, 'start'>, settings: LoadSettings): LoadSession => {
  const child = cluster.start(['exec', '--stdin', LOAD_POD, '--', 'node', `${PROGRAMS}/dist/cluster/load-process.js`])
  let err = ''
  let waiting: { readonly resolve: (answer: object) => void; readonly reject: (failure: Error) => void } | undefined
  let isEnded = false
  const ended = (): Error => new Error(`the load has ended: ${err.trim().slice(-1_000)}`)
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
  createInterface({ input: child.stdout! }).on('line', (text) => {
    const line = JSON.parse(text) as Line
    if ('answer' in line) waiting?.resolve(line.answer)
  })
  child
    .once('error', (failure) => (err += failure.message))
    .once('close', () => {
      isEnded = true
      waiting?.reject(ended())
    })
  child.stdin?.on('error', () => undefined).write(`${JSON.stringify(settings)}\n`)
  return {
    ask: <Name extends Order>(order: Name) =>
      new Promise<Answers[Name]>((resolve, reject) => {
        if (isEnded) return void reject(ended())
        waiting = { resolve: (answer) => resolve(answer as Answers[Name]), reject }
        child.stdin?.write(`${order}\n`)
      }),
    end: () => void child.kill('SIGTERM'),
  }
}
