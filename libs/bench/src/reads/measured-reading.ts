import type { ServiceName } from '@case-timeline/contracts'
import type { Counters } from '../commands/counters.ts'
import type { MeasuredSystem } from '../commands/running-system.ts'
import { percentile } from '../load.ts'
import { estimate, type Estimate } from '../paired.ts'
import { median } from '../table.ts'

/** Each has an agency of its own, because the requests of an agency are limited: 2,000 in ten seconds. */
export const CLIENTS = 8

export interface Reading {
  readonly name: string
  /** One after another, by each of so many clients; default: all. */
  readonly clients?: number
  readonly sector: ServiceName
  readonly role: string
  /** Of which service, if it is not that of the reader's sector. */
  readonly at?: ServiceName
  readonly path: string
}

export interface Measuring {
  readonly system: MeasuredSystem
  readonly counters: Counters
  readonly seconds: number
}

/** Parts of a measurement, one after another: what slows the machine down is in few of them. */
const PARTS = 9

export interface MeasuredReading {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Of the medians of the parts of the measurement, in milliseconds. */
  readonly latency: Estimate
  /** Of PostgreSQL, for each request; those of jobs meanwhile are among them. */
  readonly statements: number
  /** Processor time of each request in milliseconds. */
  readonly node: number
  readonly postgres: number
  /** Of the body. */
  readonly bytes: number
}

/** All clients read the same, one request after another. @returns the latencies in milliseconds, in the order in which requests ended */
const readFor = async ({ system }: Measuring, { path, clients = CLIENTS, ...reader }: Reading, ms: number): Promise<readonly number[]> => {
  const end = performance.now() + ms
  const latencies: number[] = []
  const client = async (number: number): Promise<void> => {
    const agencyId = system.agencyOf(number, reader.sector)
    for (let before = performance.now(); before < end; before = performance.now()) {
      await system.read({ ...reader, agencyId }, path)
      latencies.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  return latencies
}

const mediansOfParts = (latencies: readonly number[]): readonly number[] => {
  const size = Math.ceil(latencies.length / PARTS)
  return Array.from({ length: PARTS }, (_, part) => latencies.slice(part * size, (part + 1) * size)).flatMap((part) =>
    part.length === 0 ? [] : [median(part)],
  )
}

/** Reads once, and for half a second, before it measures. */
export const measureReading = async (measuring: Measuring, reading: Reading): Promise<MeasuredReading> => {
  const { system, counters, seconds } = measuring
  const { path, ...reader } = reading
  const body = await system.read({ ...reader, agencyId: system.agencyOf(0, reader.sector) }, path)
  await readFor(measuring, reading, 500)
  const before = await counters.used()
  const start = performance.now()
  const latencies = await readFor(measuring, reading, seconds * 1_000)
  const elapsed = (performance.now() - start) / 1_000
  const after = await counters.used()
  let counted = 0
  const statements = await counters.statementsDuring(async () => void (counted = (await readFor(measuring, reading, 1_000)).length))
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    perSecond: latencies.length / elapsed,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    latency: estimate(mediansOfParts(latencies)),
    statements: statements / counted,
    node: (after.node - before.node) / latencies.length,
    postgres: (after.postgres - before.postgres) / latencies.length,
    bytes: body.length,
  }
}

export const HEADINGS = ['', 'requests/s', 'p50 ms', 'p99 ms', 'statements', 'Node', 'PostgreSQL', 'KB']

export const rowOf = (name: string, { perSecond, p50, p99, statements, node, postgres, bytes }: MeasuredReading): string[] => [
  name,
  perSecond.toFixed(0),
  ...[p50, p99, statements, node, postgres].map((figure) => figure.toFixed(1)),
  (bytes / 1_024).toFixed(0),
]
