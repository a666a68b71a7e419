import { openBenchEnvironment } from './feed/bench-environment.ts'
import { listedCases, type ListedCases } from './lists/listed-cases.ts'
import { median, ratio, table } from './table.ts'

const FEW_CASES = 100
const READS = 30
/** The largest ratio of the time for a page among many cases to that among a hundred. */
const MAX_RATIO = 3
/** Minimum throughput of the deadlines view, as a share of a bare read of its events. */
const MIN_VIEW_SHARE = 0.3

export interface ListsPlan {
  readonly serverUrl: string
  readonly rounds: number
  readonly cases: number
  printLine(line: string): void
}

const msOf = async (read: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let i = 0; i < READS; i += 1) {
    const start = performance.now()
    await read()
    times.push(performance.now() - start)
  }
  return median(times)
}

/** Reads the same pages of both in turn, so that a machine that slows down affects both. */
const comparePages = async (few: ListedCases, many: ListedCases): Promise<readonly (readonly [string, number, number])[]> => {
  const measured: [string, number, number][] = []
  for (const [name, read] of Object.entries(many.pages)) {
    const small = await msOf(few.pages[name] ?? read)
    measured.push([name, small, await msOf(read)])
  }
  return measured
}

/**
 * Measures pages of lists among a hundred and among many cases, and the rate of the deadlines view against a bare read
 * of its events, in one run.
 */
export const compareLists = async ({ serverUrl, rounds, cases, printLine }: ListsPlan): Promise<void> => {
  // Nothing is relayed: no broker is needed.
  const environments = [await openBenchEnvironment(serverUrl, ''), await openBenchEnvironment(serverUrl, '')] as const
  try {
    const few = await listedCases(environments[0], FEW_CASES)
    const many = await listedCases(environments[1], cases)
    printLine(`Logs of ${few.events.toLocaleString('en')} and ${many.events.toLocaleString('en')} events recorded`)
    const pages = new Map<string, { readonly few: number[]; readonly many: number[] }>()
    const bare: number[] = []
    const view: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      for (const [name, small, large] of await comparePages(few, many)) {
        const before = pages.get(name) ?? { few: [], many: [] }
        pages.set(name, { few: [...before.few, small], many: [...before.many, large] })
      }
      bare.push(await many.bareRead())
      view.push(await many.rebuildDeadlines())
      printLine(`round ${round} of ${rounds} measured`)
    }
    printLine('')
    printLine(`A page of 50 among ${FEW_CASES} and ${cases.toLocaleString('en')} cases, medians of ${rounds}`)
    printLine(
      table([
        ['', `ms among ${FEW_CASES}`, `among ${cases.toLocaleString('en')}`, 'ratio', `at most ${MAX_RATIO}`],
        ...[...pages].map(([name, times]) => {
          const [small, large] = [median(times.few), median(times.many)]
          const reached = ratio(large, small)
          return [name, small.toFixed(1), large.toFixed(1), reached.toFixed(2), reached <= MAX_RATIO ? 'met' : 'missed']
        }),
      ]),
    )
    const share = ratio(median(view), median(bare))
    printLine('')
    printLine(
      table([
        ['', 'events/s'],
        ['bare read of the events of the deadlines view', Math.round(median(bare)).toLocaleString('en')],
        ['rebuild of the deadlines view', Math.round(median(view)).toLocaleString('en')],
      ]),
    )
    printLine(`view / bare: ${share.toFixed(2)} of at least ${MIN_VIEW_SHARE.toFixed(2)}: ${share >= MIN_VIEW_SHARE ? 'met' : 'missed'}`)
  } finally {
    for (const environment of environments) await environment.close()
  }
}
