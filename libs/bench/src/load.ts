import { setTimeout } from 'node:timers/promises'
import type { CpuUsed } from './cpu.ts'
import type { Peer } from './peer.ts'

export interface Measured {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Processor time per event in microseconds; undefined where it could not be measured. */
  readonly clientCpu?: number | undefined
  readonly serverCpu?: number | undefined
  /** Bytes of the WAL per event; undefined where nobody counted them. */
  readonly wal?: number | undefined
  /** All events that were appended, those of the warm-up included. */
  readonly appended?: number | undefined
  /** Of an EventStoreDB for each event; undefined where nobody counted them. */
  readonly appendCalls?: number | undefined
  readonly readCalls?: number | undefined
}

/** @param share from 0 to 1 @returns 0 for an empty list */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

export interface Load {
  readonly clients: number
  /** The events of this time are not counted. */
  readonly warmUpMs: number
  readonly ms: number
  readonly cpu: () => CpuUsed
}

/** Lets each client append one event after another. */
export const measureAppends = async (peer: Peer, { clients, warmUpMs, ms, cpu }: Load): Promise<Measured> => {
  const from = performance.now() + warmUpMs
  const until = from + ms
  const latencies: number[] = []
  let appended = 0
  const runClient = async (number: number): Promise<void> => {
    for (let before = performance.now(); before < until;) {
      await peer.append(number)
      appended += 1
      const after = performance.now()
      if (after >= from && after < until) latencies.push(after - before)
      before = after
    }
  }
  const [start, end] = await Promise.all([
    setTimeout(warmUpMs).then(cpu),
    setTimeout(warmUpMs + ms).then(cpu),
    ...Array.from({ length: clients }, (_, number) => runClient(number)),
  ])
  latencies.sort((a, b) => a - b)
  const perEvent = (used: number) => (used * 1000) / latencies.length
  return {
    perSecond: (latencies.length * 1000) / ms,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    clientCpu: perEvent(end.client - start.client),
    serverCpu: start.server === undefined || end.server === undefined ? undefined : perEvent(end.server - start.server),
    appended,
  }
}
