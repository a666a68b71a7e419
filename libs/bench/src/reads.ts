import { countersOf } from './commands/counters.ts'
import { startMeasuredSystem } from './commands/running-system.ts'
import { verdict } from './paired.ts'
import { CLIENTS, HEADINGS, type MeasuredReading, measureReading, type Reading, rowOf } from './reads/measured-reading.ts'
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

/** Under an order each: a page of them is what an order costs most. */
const ORDERED_CASES = 100
const RECORDED_AT_ONCE = 10
/** Of small cases under orders. */
const FEW_FACTS = CLIENTS + 1
/** Milliseconds that a page of these cases may take one client. */
const MAX_PAGE_MS = 50
/** How many statements more such a page may take than a page of one case: none a row, and those of jobs are counted, too. */
const MAX_MORE_STATEMENTS = 1

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

const orderedDeadlines: Reading = { name: 'deadlines, also of cases under orders', ...police, path: '/deadlines' }

/** @param facts of each case */
const orderedPage = (facts: number, limit = ORDERED_CASES): Reading => ({
  name: `page of ${limit} of the cases of ${facts} facts under orders`,
  ...police,
  path: `/cases?limit=${limit}`,
})

/** What a page of cases under orders may cost one client, and whether it does. */
const pageBars = (facts: number, page: MeasuredReading, ofOne: MeasuredReading): string[][] => {
  const name = orderedPage(facts).name
  const { median, low, high } = page.latency
  const more = page.statements - ofOne.statements
  return [
    [
      `${name}, ms`,
      `${median.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`,
      `at most ${MAX_PAGE_MS}`,
      verdict(page.latency, { maximum: MAX_PAGE_MS }),
    ],
    [
      `${name}, statements more than for a page of 1`,
      more.toFixed(1),
      `at most ${MAX_MORE_STATEMENTS}`,
      more <= MAX_MORE_STATEMENTS ? 'met' : 'missed',
    ],
  ]
}

/** Measures readings over HTTP of cases with and without a court order, among few and among many cases. */
export const measureReads = async ({ seconds, facts, cases, checkout, printLine }: ReadsPlan): Promise<void> => {
  const system = await startMeasuredSystem(checkout)
  const counters = await countersOf(system)
  const recorder = caseRecorder(system)
  try {
    const rows: string[][] = []
    const bars: string[][] = []
    const plain = await recorder.withFacts(facts, CLIENTS, false)
    const ordered = await recorder.withFacts(facts, CLIENTS, true)
    const measureOne = async (reading: Reading, among: string): Promise<MeasuredReading> => {
      const measured = await measureReading({ system, counters, seconds }, reading)
      rows.push(rowOf(`${reading.name}, ${among}`, measured))
      printLine(`${reading.name}, ${among}: measured`)
      return measured
    }
    const measureAll = async (among: string): Promise<void> => {
      for (const reading of readingsOf(plain, ordered)) await measureOne(reading, among)
    }
    /** Of new cases: they are the newest, so they are on the first page. */
    const measurePages = async (among: string, ofEach: number): Promise<void> => {
      for (let recorded = 0; recorded < ORDERED_CASES; recorded += RECORDED_AT_ONCE)
        await Promise.all(Array.from({ length: RECORDED_AT_ONCE }, () => recorder.withFacts(ofEach, CLIENTS, true)))
      const page = orderedPage(ofEach)
      await measureOne(page, among)
      const ofOne = await measureOne({ ...orderedPage(ofEach, 1), clients: 1 }, `${among}, one client`)
      bars.push(...pageBars(ofEach, await measureOne({ ...page, clients: 1 }, `${among}, one client`), ofOne))
      await measureOne(orderedDeadlines, among)
    }
    await measureAll('two cases')
    await recorder.opened(cases, system.agencyOf(0))
    const many = `${cases.toLocaleString('en')} cases`
    await measureAll(many)
    await measurePages(many, FEW_FACTS)
    await measurePages(`${many} and ${ORDERED_CASES} under orders`, facts)
    printLine('')
    printLine(`Cases of ${facts} facts, ${CLIENTS} clients of as many agencies; processor time in ms a request, its body in KB.`)
    printLine(table([HEADINGS, ...rows]))
    printLine('')
    printLine('For one client; the median of the latency with its 95 % interval')
    printLine(table([['', 'reached', 'bar', 'verdict'], ...bars]))
  } finally {
    await recorder.close()
    await counters.close()
    await system.stop()
  }
}
