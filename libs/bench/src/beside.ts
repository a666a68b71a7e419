import type { Plan } from './append.ts'
import type { Measured } from './load.ts'
import { measure, peersOf } from './measure.ts'
import { median, ratio, table } from './table.ts'

const CLIENTS = 32

/** How many times slower than the other checkout's a command may be in its slowest hundredth. */
const MOST = 1.5

export interface Beside extends Plan {
  /** The other checkout: installed, and its libs/bench compiled. */
  readonly checkout: string
}

/** Measures handle() of this checkout and of another in turn, on one server, so that a change's cost shows. */
export const compareWith = async ({ checkout, serverUrl, rounds, ms, say }: Beside): Promise<void> => {
  const here: Measured[] = []
  const there: Measured[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const it = { serverUrl, peer: 'handle', clients: CLIENTS, ms }
    there.push(await measure({ ...it, process: peersOf(checkout) }))
    here.push(await measure(it))
    say(`round ${round} of ${rounds} measured`)
  }
  const row = (name: string, of: readonly Measured[]): string[] => [
    name,
    String(Math.round(median(of.map(({ perSecond }) => perSecond)))),
    median(of.map(({ p50 }) => p50)).toFixed(1),
    median(of.map(({ p99 }) => p99)).toFixed(1),
  ]
  const slower = ratio(median(here.map(({ p99 }) => p99)), median(there.map(({ p99 }) => p99)))
  say('')
  say(
    table([
      [`handle() at ${CLIENTS} clients, medians of ${rounds}`, 'commands/s', 'p50 ms', 'p99 ms'],
      row('the other checkout', there),
      row('this checkout', here),
    ]),
  )
  say(`p99, this / the other: ${slower.toFixed(2)} of at most ${MOST.toFixed(2)}: ${slower <= MOST ? 'met' : 'missed'}`)
}
