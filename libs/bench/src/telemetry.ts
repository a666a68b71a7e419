import type { Plan } from './append.ts'
import { figures, judge, verdicts, type Target } from './comparison.ts'
import { measure } from './measure.ts'
import { measuredOf, measureRounds } from './rounds.ts'
import { table } from './table.ts'

const CLIENTS = 32

/** All load the same code: what a process has loaded costs garbage collection, too. */
const PEERS = [
  ['handleUnobserved', 'handle() without metrics and traces'],
  ['handleMeasured', 'with metrics, as every service has them'],
  ['handleSampled', 'with metrics and one trace in ten, as the chart does'],
  ['handleTraced', 'with metrics and every trace'],
] as const

type PeerName = (typeof PEERS)[number][0]

const contestantOf = (peer: PeerName) => ({ peer, clients: CLIENTS })

const target = (peer: PeerName, minimum: number): Target => ({
  of: contestantOf(peer),
  to: contestantOf('handleUnobserved'),
  perSecond: { minimum },
})

const TARGETS: readonly Target[] = [target('handleMeasured', 0.95), target('handleSampled', 0.9), target('handleTraced', 0.9)]

/** Compares commands that are observed with the same ones unobserved. */
export const compareTelemetry = async ({ serverUrl, rounds, ms, printLine }: Plan): Promise<void> => {
  const measured = await measureRounds({
    contestants: PEERS.map(([peer]) => contestantOf(peer)),
    targets: TARGETS,
    rounds,
    printLine,
    measureOnce: ({ peer, clients }) => measure({ serverUrl, peer, clients, ms }),
  })
  printLine('')
  printLine(
    `Commands of one event of about 1 KB, ${CLIENTS} clients: events/s (p50/p99 ms; processor time per event, client+server, µs), medians`,
  )
  printLine(table(PEERS.map(([peer, name]) => [name, figures(measuredOf(measured, contestantOf(peer)))])))
  printLine('')
  printLine(verdicts(judge(measured, TARGETS)))
}
