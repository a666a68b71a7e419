import { figures, judge, STATED, verdicts, type Contestant, type Target } from './comparison.ts'
import { measure } from './measure.ts'
import { measuredOf, measureRounds } from './rounds.ts'
import { table } from './table.ts'

const CLIENTS = [1, 8, 32] as const

const PEERS = [
  ['append', 'case-timeline append (hashed, chained, total order)'],
  ['handle', 'case-timeline handle(), 90 % of states cached'],
  ['unbatched', 'case-timeline append, unbatched'],
  ['raw', 'raw single-row INSERT, connection per client'],
  ['emmett', '@event-driven-io/emmett-postgresql'],
  ['messageDb', '@eventide/message-db'],
] as const

interface Appending extends Contestant {
  readonly withOpenSnapshot?: boolean
}

const target = (peer: string, reference: string, clients: number, bars: Omit<Target, 'of' | 'to'>): Target => ({
  of: { peer, clients },
  to: { peer: reference, clients },
  cpu: STATED,
  ...bars,
})

const BUSY: Appending = { peer: 'appendBusy', clients: 32 }
const BUSY_UNDER_SNAPSHOT: Appending = { peer: 'appendBusy under a snapshot', clients: 32, withOpenSnapshot: true }

const TARGETS: readonly Target[] = [
  target('append', 'emmett', 32, { perSecond: { minimum: 5 }, cpu: { maximum: 0.25 } }),
  target('append', 'raw', 32, { perSecond: { minimum: 1.3 }, cpu: { maximum: 1 } }),
  target('append', 'unbatched', 32, { perSecond: { minimum: 5 } }),
  target('append', 'raw', 8, { perSecond: { minimum: 0.6 } }),
  target('append', 'raw', 1, { perSecond: { minimum: 0.55 } }),
  ...CLIENTS.map((clients) => target('handle', 'append', clients, { perSecond: { minimum: 0.75 }, cpu: { maximum: 1.5 } })),
  { of: BUSY_UNDER_SNAPSHOT, to: BUSY, perSecond: { minimum: 0.8 }, cpu: STATED },
]

export interface Plan {
  readonly serverUrl: string
  readonly rounds: number
  /** Duration of one measurement, after its warm-up. */
  readonly ms: number
  printLine(line: string): void
}

/** Compares appends with those of other stores, each measurement in a database of its own that is empty at first. */
export const compareAppends = async ({ serverUrl, rounds, ms, printLine }: Plan): Promise<void> => {
  const contestants: readonly Appending[] = [
    ...CLIENTS.flatMap((clients) => PEERS.map(([peer]) => ({ peer, clients }))),
    BUSY,
    BUSY_UNDER_SNAPSHOT,
  ]
  const measured = await measureRounds({
    contestants,
    targets: TARGETS,
    rounds,
    printLine,
    measureOnce: ({ peer, clients, withOpenSnapshot = false }) =>
      measure({ serverUrl, peer: withOpenSnapshot ? BUSY.peer : peer, clients, ms, withOpenSnapshot }),
  })
  const cell = (contestant: Contestant): string => figures(measuredOf(measured, contestant))
  printLine('')
  printLine('Appends of one event of about 1 KB: events/s (p50/p99 ms; processor time per event, client+server, µs), medians')
  printLine(
    table([
      ['', ...CLIENTS.map((n) => `${n} client${n > 1 ? 's' : ''}`)],
      ...PEERS.map(([peer, name]) => [name, ...CLIENTS.map((clients) => cell({ peer, clients }))]),
    ]),
  )
  printLine('')
  printLine(`Busy streams, ${BUSY.clients} clients: ${cell(BUSY)}; under a snapshot that stays open: ${cell(BUSY_UNDER_SNAPSHOT)}`)
  printLine('')
  printLine(verdicts(judge(measured, TARGETS)))
}
