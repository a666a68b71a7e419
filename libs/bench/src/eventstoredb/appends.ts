import { figures, judge, verdicts, type Contestant, type Target } from '../comparison.ts'
import type { Measured } from '../load.ts'
import { measure, measurePeer } from '../measure.ts'
import { measuredOf, measureRounds } from '../rounds.ts'
import { table } from '../table.ts'
import { callsCell } from './calls-cell.ts'
import { countingCalls, onMeasuredServer, type StartServer } from './measured-server.ts'

const CLIENTS = [1, 32] as const

const ON_EVENTSTOREDB = [
  ['ownEventStoreDb', 'case-timeline append (hashed, chained), EventStoreDB'],
  ['handleEventStoreDb', 'case-timeline handle(), EventStoreDB'],
  ['eventStoreDbClient', '@eventstore/db-client appendToStream'],
  ['emmettEsdb', '@event-driven-io/emmett-esdb'],
] as const

const ON_POSTGRES = [
  ['append', 'case-timeline append, PostgreSQL'],
  ['handle', 'case-timeline handle(), PostgreSQL'],
] as const

const PEERS = [...ON_EVENTSTOREDB, ...ON_POSTGRES]

type PeerName = (typeof PEERS)[number][0]

const target = (peer: PeerName, reference: PeerName, clients: number, minimum: number): Target => ({
  of: { peer, clients },
  to: { peer: reference, clients },
  perSecond: { minimum },
})

const TARGETS: readonly Target[] = [
  target('ownEventStoreDb', 'eventStoreDbClient', 32, 1),
  target('ownEventStoreDb', 'eventStoreDbClient', 1, 0.7),
]

export interface AppendsPlan {
  readonly serverUrl: string
  readonly startServer: StartServer
  readonly rounds: number
  /** Duration of one measurement, after its warm-up. */
  readonly ms: number
  printLine(line: string): void
}

/** Compares appends and `handle()` on EventStoreDB with those of its own client, of emmett-esdb, and on PostgreSQL. */
export const compareAppendsOn = async ({ serverUrl, startServer, rounds, ms, printLine }: AppendsPlan): Promise<void> => {
  const isOnPostgres = (peer: string): boolean => ON_POSTGRES.some(([name]) => name === peer)
  const measureOnce = ({ peer, clients }: Contestant): Promise<Measured> =>
    isOnPostgres(peer)
      ? measure({ serverUrl, peer, clients, ms })
      : onMeasuredServer(startServer, (server) =>
          countingCalls(server, () => measurePeer({ peer, url: server.url, clients, ms, serverPid: server.pid })),
        )
  const contestants = CLIENTS.flatMap((clients) => PEERS.map(([peer]) => ({ peer, clients })))
  const measured = await measureRounds({ contestants, targets: TARGETS, rounds, measureOnce, printLine })
  printLine('')
  printLine('Appends of one event of about 1 KB: events/s (p50/p99 ms; processor time per event, client+server, µs), medians')
  printLine(
    table([
      ['', ...CLIENTS.flatMap((n) => [`${n} client${n > 1 ? 's' : ''}`, 'appends+reads'])],
      ...PEERS.map(([peer, name]) => [
        name,
        ...CLIENTS.map((clients) => measuredOf(measured, { peer, clients })).flatMap((found) => [figures(found), callsCell(found)]),
      ]),
    ]),
  )
  printLine('')
  printLine(verdicts(judge(measured, TARGETS)))
}
