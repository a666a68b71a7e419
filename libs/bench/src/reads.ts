import type { ServiceName } from '@case-timeline/contracts'
import { type Counters, countersOf } from './commands/counters.ts'
import { type MeasuredSystem, startMeasuredSystem } from './commands/running-system.ts'
import { percentile } from './load.ts'
import { caseRecorder } from './reads/recorded-cases.ts'
import { table } from './table.ts'

export interface ReadsPlan {
  /** Duration of each measurement. */
  readonly seconds: number
  /** Facts of the cases that are read. */
  readonly facts: number
  /** Other cases in the log, in the second half of the measurements. */
  readonly cases: number
  /** Another checkout to measure, with installed packages and compiled services/casectl; default: this one. */
  readonly checkout?: string | undefined
  printLine(line: string): void
}

/** Each has an agency of its own, because the requests of an agency are limited: 2,000 in ten seconds. */
const CLIENTS = 8
/** Under an order each: a page of them is what an order costs most. */
const ORDERED_CASES = 100

interface Reading {
  readonly name: string
  /** One after another, by each of so many clients; default: all. */
  readonly clients?: number
  readonly sector: ServiceName
  readonly role: string
  /** Of which service, if it is not that of the reader's sector. */
  readonly at?: ServiceName
  readonly path: string
}

const police = { sector: 'investigation', role: 'lead-investigator' } as const
const policeAtAudit = { ...police, at: 'auditTrail' } as const
const auditor = { sector: 'auditTrail', role: 'auditor' } as const

const readingsOf = (plain: string, ordered: string): readonly Reading[] => [
  { name: 'whether the service lives', ...police, path: '/health/live' },
  { name: 'list of cases', ...police, path: '/cases?limit=50' },
  { name: 'deadlines', ...police, path: '/deadlines' },
  { name: 'case file', ...police, path: `/cases/${plain}` },
  { name: 'case file under an order', ...police, path: `/cases/${ordered}` },
  { name: 'timeline, to an auditor', ...auditor, path: `/cases/${plain}/timeline` },
  { name: 'timeline, to an agency', ...policeAtAudit, path: `/cases/${plain}/timeline` },
  { name: 'timeline under an order, to an agency', ...policeAtAudit, path: `/cases/${ordered}/timeline` },
  { name: 'timeline under an order, to an auditor', ...auditor, path: `/cases/${ordered}/timeline` },
]

const orderedPage: Reading = { name: `page of ${ORDERED_CASES} cases under orders`, ...police, path: `/cases?limit=${ORDERED_CASES}` }

const orderedDeadlines: Reading = { name: `deadlines, of which ${ORDERED_CASES} are of cases under orders`, ...police, path: '/deadlines' }

interface Measuring {
  readonly system: MeasuredSystem
  readonly counters: Counters
  readonly seconds: number
}

/** All clients read the same, one request after another. @returns the latencies in milliseconds */
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
  return latencies.toSorted((a, b) => a - b)
}

const measure = async (measuring: Measuring, reading: Reading): Promise<string[]> => {
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
  const each = (of: 'node' | 'postgres'): string => ((after[of] - before[of]) / latencies.length).toFixed(1)
  return [
    (latencies.length / elapsed).toFixed(0),
    percentile(latencies, 0.5).toFixed(1),
    percentile(latencies, 0.99).toFixed(1),
    (statements / counted).toFixed(1),
    each('node'),
    each('postgres'),
    (body.length / 1_024).toFixed(0),
  ]
}

/** Measures readings over HTTP of cases with and without a court order, among few and among many cases. */
export const measureReads = async ({ seconds, facts, cases, checkout, printLine }: ReadsPlan): Promise<void> => {
  const system = await startMeasuredSystem(checkout)
  const counters = await countersOf(system)
  const recorder = caseRecorder(system)
  try {
    const rows: string[][] = []
    const plain = await recorder.withFacts(facts, CLIENTS, false)
    const ordered = await recorder.withFacts(facts, CLIENTS, true)
    const measureOne = async (reading: Reading, among: string): Promise<void> => {
      rows.push([`${reading.name}, ${among}`, ...(await measure({ system, counters, seconds }, reading))])
      printLine(`${reading.name}, ${among}: measured`)
    }
    const measureAll = async (among: string): Promise<void> => {
      for (const reading of readingsOf(plain, ordered)) await measureOne(reading, among)
    }
    await measureAll('two cases')
    await recorder.opened(cases, system.agencyOf(0))
    const many = `${cases.toLocaleString('en')} cases`
    await measureAll(many)
    // They are the newest, so they are on the first page.
    for (let more = 0; more < ORDERED_CASES; more += 1) await recorder.withFacts(CLIENTS + 1, CLIENTS, true)
    await measureOne(orderedPage, many)
    await measureOne({ ...orderedPage, clients: 1 }, `${many}, one client`)
    await measureOne(orderedDeadlines, many)
    printLine('')
    printLine(`Cases of ${facts} facts, ${CLIENTS} clients of as many agencies; processor time in ms a request, its body in KB.`)
    printLine(table([['', 'requests/s', 'p50 ms', 'p99 ms', 'statements', 'Node', 'PostgreSQL', 'KB'], ...rows]))
  } finally {
    await recorder.close()
    await counters.close()
    await system.stop()
  }
}
