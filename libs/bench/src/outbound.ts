import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inNewDatabase } from './measure.ts'
import { recordCaseLog, SHARES } from './outbound/case-log.ts'
import type { PagesRead, Readings } from './outbound/page-process.ts'
import { estimate, rotated, verdict } from './paired.ts'
import { median, ratio, table } from './table.ts'

const run = promisify(execFile)
const PROGRAM = fileURLToPath(import.meta.resolve('./outbound/page-process.js'))
const OWN_CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url))

/** Minimum throughput of `GET /events`, as a share of a bare read of the log. */
const BAR = { minimum: 0.3 }
const PAGE_SIZES = [100, 1_000] as const

export interface OutboundPlan {
  readonly serverUrl: string
  readonly rounds: number
  /** Number of events in the log, of which the second half is read. */
  readonly events: number
  /** Another checkout, with installed packages and compiled libs/agency-api. */
  readonly checkout?: string | undefined
  printLine(line: string): void
}

/** An agency that reads pages of a size by the code of a checkout. */
interface Reader {
  readonly agencyId: string
  readonly pageSize: number
  readonly folder: string
  readonly name: string
}

const perSecond = ({ positions, ms }: PagesRead): number => (positions * 1000) / ms

const cellsOf = (readings: readonly Readings[], isOwn: boolean): string[] => {
  const speedOf = (way: keyof Readings) => Math.round(median(readings.map((one) => perSecond(one[way])))).toLocaleString('en')
  const ratios = (['first', 'next'] as const).map((way) => estimate(readings.map((one) => ratio(perSecond(one[way]), perSecond(one.bare)))))
  return [
    ...(['bare', 'first', 'next'] as const).map(speedOf),
    ...ratios.flatMap((reached) => [
      reached.median.toFixed(2),
      Number.isFinite(reached.low) ? `${reached.low.toFixed(2)}–${reached.high.toFixed(2)}` : 'too few rounds',
      isOwn ? verdict(reached, BAR) : '',
    ]),
  ]
}

/** Measures the pages of events that agencies read in the middle of a log against a bare read of the same positions. */
export const compareOutbound = async ({ serverUrl, rounds, events, checkout, printLine }: OutboundPlan): Promise<void> =>
  inNewDatabase(serverUrl, async (adminUrl) => {
    const url = await recordCaseLog(adminUrl, events)
    const start = String(Math.floor(events / 2))
    const checkouts = [{ folder: OWN_CHECKOUT, name: 'this' }, ...(checkout === undefined ? [] : [{ folder: checkout, name: 'the other' }])]
    const readers: readonly Reader[] = PAGE_SIZES.flatMap((pageSize) =>
      Object.keys(SHARES).flatMap((agencyId) => checkouts.map((of) => ({ ...of, agencyId, pageSize }))),
    )
    const measured = new Map<Reader, Readings[]>(readers.map((reader) => [reader, []]))
    for (let round = 0; round < rounds; round += 1) {
      for (const reader of rotated(readers, round)) {
        const { folder, agencyId, pageSize } = reader
        const { stdout } = await run(process.execPath, [PROGRAM, folder, url, agencyId, start, String(pageSize)])
        measured.get(reader)?.push(JSON.parse(stdout) as Readings)
      }
      printLine(`round ${round + 1} of ${rounds} measured`)
    }
    printLine('')
    printLine(`GET /events from position ${Number(start).toLocaleString('en')} to the head, positions a second, medians of ${rounds}.`)
    printLine('first: nothing is known of the cases yet; next: another user reads the same. Ratios to the bare read, 95 % intervals.')
    printLine(
      table([
        ['an agency in', 'bare read', 'first', 'next', 'first/bare', '', `at least ${BAR.minimum}`, 'next/bare', '', ''],
        ...[...measured].map(([{ agencyId, pageSize, name }, readings]) => [
          `${(SHARES[agencyId] ?? 0) * 100} % of the cases, pages of ${pageSize}, ${name} checkout`,
          ...cellsOf(readings, name === 'this'),
        ]),
      ]),
    )
  })
