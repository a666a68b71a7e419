import type { Measured } from './load.ts'
import { measure } from './measure.ts'
import { median, ratio, table } from './table.ts'

export const CLIENTS = [1, 8, 32] as const

const PEERS = [
  ['append', 'case-timeline append (hashed, chained, total order)'],
  ['handle', 'case-timeline handle(), 90 % of states cached'],
  ['unbatched', 'case-timeline append, unbatched'],
  ['raw', 'raw single-row INSERT, connection per client'],
  ['emmett', '@event-driven-io/emmett-postgresql'],
  ['messageDb', '@eventide/message-db'],
] as const

/** What append and handle() are held to, as shares of a peer in the same run. */
const BARS = [
  ['append', 'emmett', 32, 4],
  ['append', 'raw', 32, 1],
  ['append', 'unbatched', 32, 5],
  ['append', 'raw', 8, 0.6],
  ['append', 'raw', 1, 0.55],
  ['handle', 'append', 1, 0.75],
  ['handle', 'append', 8, 0.75],
  ['handle', 'append', 32, 0.75],
] as const

const SNAPSHOT_CLIENTS = 32

export interface Plan {
  readonly serverUrl: string
  readonly rounds: number
  readonly ms: number
  say(line: string): void
}

const key = (peer: string, clients: number): string => `${peer}@${clients}`

const middle = (of: readonly Measured[]): Measured => ({
  perSecond: median(of.map((one) => one.perSecond)),
  p50: median(of.map((one) => one.p50)),
  p99: median(of.map((one) => one.p99)),
})

/** Measures all peers in turn, several rounds, so that a machine that gets slower gets slower for all. */
export const compareAppends = async ({ serverUrl, rounds, ms, say }: Plan): Promise<void> => {
  const measured = new Map<string, Measured[]>()
  const one = async (peer: string, clients: number, withOpenSnapshot = false): Promise<void> => {
    const name = key(withOpenSnapshot ? `${peer} under a snapshot` : peer, clients)
    const result = await measure({ serverUrl, peer, clients, ms, withOpenSnapshot })
    measured.set(name, [...(measured.get(name) ?? []), result])
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const clients of CLIENTS) for (const [peer] of PEERS) await one(peer, clients)
    await one('appendBusy', SNAPSHOT_CLIENTS)
    await one('appendBusy', SNAPSHOT_CLIENTS, true)
    say(`round ${round} of ${rounds} measured`)
  }
  const of = (peer: string, clients: number): Measured => middle(measured.get(key(peer, clients)) ?? [])
  const cell = ({ perSecond, p50, p99 }: Measured): string =>
    `${Math.round(perSecond).toLocaleString('en')} (${p50.toFixed(1)}/${p99.toFixed(1)})`

  say('')
  say(`Appends of one event of about 1 KB: events a second (p50/p99 in ms), medians of ${rounds}`)
  say(
    table([
      ['', ...CLIENTS.map((n) => `${n} client${n > 1 ? 's' : ''}`)],
      ...PEERS.map(([peer, name]) => [name, ...CLIENTS.map((n) => cell(of(peer, n)))]),
    ]),
  )
  say('')
  say(
    table([
      ['ratio', 'clients', 'measured', 'bar', ''],
      ...BARS.map(([mine, theirs, clients, bar]) => {
        const reached = ratio(of(mine, clients).perSecond, of(theirs, clients).perSecond)
        return [`${mine} / ${theirs}`, String(clients), reached.toFixed(2), bar.toFixed(2), reached >= bar ? 'met' : 'missed']
      }),
    ]),
  )
  const [free, under] = [of('appendBusy', SNAPSHOT_CLIENTS), of('appendBusy under a snapshot', SNAPSHOT_CLIENTS)]
  say('')
  say(
    `Busy streams, ${SNAPSHOT_CLIENTS} clients: ${cell(free)}; under a snapshot that stays open: ${cell(under)}; ratio ${ratio(under.perSecond, free.perSecond).toFixed(2)}`,
  )
}
