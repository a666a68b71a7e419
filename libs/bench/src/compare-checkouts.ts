import type { Plan } from './append.ts'
import { figures, judge, verdicts, type Contestant, type Target } from './comparison.ts'
import { measure, peerProgramOf } from './measure.ts'
import { measuredOf, measureRounds } from './rounds.ts'
import { table } from './table.ts'

const HERE: Contestant = { peer: 'this checkout', clients: 32 }
const THERE: Contestant = { peer: 'the other checkout', clients: 32 }

const TARGETS: readonly Target[] = [{ of: HERE, to: THERE, perSecond: { minimum: 0.95 }, p99: { maximum: 1.5 }, cpu: { maximum: 1.05 } }]

export interface CheckoutComparison extends Plan {
  /** The other checkout, with installed packages and compiled libs/bench. */
  readonly checkout: string
}

/**
 * Measures handle() of this checkout and of another one alternately, on one server, so that the cost of a change shows.
 */
export const compareCheckouts = async ({ checkout, serverUrl, rounds, ms, printLine }: CheckoutComparison): Promise<void> => {
  const contestants = [
    { ...THERE, process: peerProgramOf(checkout) },
    { ...HERE, process: undefined },
  ]
  const measured = await measureRounds({
    contestants,
    targets: TARGETS,
    rounds,
    printLine,
    measureOnce: ({ clients, process }) => measure({ serverUrl, peer: 'handle', clients, ms, process }),
  })
  printLine('')
  printLine(`handle() at ${HERE.clients} clients: commands/s (p50/p99 ms; processor time per command, client+server, µs), medians`)
  printLine(table(contestants.map((one) => [one.peer, figures(measuredOf(measured, one))])))
  printLine('')
  printLine(verdicts(judge(measured, TARGETS)))
}
