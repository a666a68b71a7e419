import type { Measured } from './load.ts'
import { estimate, verdict, type Bar, type Estimate, type Verdict } from './paired.ts'
import { median, ratio, table } from './table.ts'

/** What is compared: a peer with a number of clients. */
export interface Contestant {
  readonly peer: string
  readonly clients: number
}

/** A ratio that is stated without a bar. */
export const STATED = 'stated'

/** Bars on one contestant as the ratio to another: of throughput, of latency, of processor time and of what is written per event. */
export interface Target {
  readonly of: Contestant
  readonly to: Contestant
  readonly perSecond?: Bar | typeof STATED
  readonly p99?: Bar | typeof STATED
  /** Of client and server together: what a busy machine hardly changes. */
  readonly cpu?: Bar | typeof STATED
  readonly wal?: Bar | typeof STATED
}

/** The measurements of all rounds so far: `rounds[n]` has those of round n by `keyOf`. */
export type Rounds = readonly ReadonlyMap<string, Measured>[]

export const keyOf = ({ peer, clients }: Contestant): string => `${peer}@${clients}`

const cpuOf = ({ clientCpu, serverCpu }: Measured): number | undefined =>
  clientCpu === undefined || serverCpu === undefined ? undefined : clientCpu + serverCpu

const FIGURES = {
  perSecond: { name: 'throughput', of: ({ perSecond }: Measured): number | undefined => perSecond },
  p99: { name: 'p99', of: ({ p99 }: Measured): number | undefined => p99 },
  cpu: { name: 'processor time', of: cpuOf },
  wal: { name: 'bytes written', of: ({ wal }: Measured): number | undefined => wal },
} as const
type Figure = keyof typeof FIGURES

interface Judged {
  readonly target: Target
  readonly figure: Figure
  readonly bar: Bar | typeof STATED
  readonly reached: Estimate
  /** Absent without a bar. */
  readonly verdict?: Verdict
}

const ratiosOf = (rounds: Rounds, { of, to }: Target, figure: Figure): number[] =>
  rounds.flatMap((round) => {
    const [measured, reference] = [round.get(keyOf(of)), round.get(keyOf(to))].map((one) => one && FIGURES[figure].of(one))
    return measured === undefined || reference === undefined ? [] : [ratio(measured, reference)]
  })

/** Judges each bar by the ratios within each round. */
export const judge = (rounds: Rounds, targets: readonly Target[]): readonly Judged[] =>
  targets.flatMap((target) =>
    (Object.keys(FIGURES) as Figure[]).flatMap((figure) => {
      const bar = target[figure]
      const ratios = ratiosOf(rounds, target, figure)
      if (bar === undefined || ratios.length === 0) return []
      const reached = estimate(ratios)
      return [{ target, figure, bar, reached, ...(bar === STATED ? {} : { verdict: verdict(reached, bar) }) }]
    }),
  )

/** The contestants of the targets that are not decided yet. */
export const undecided = (judged: readonly Judged[]): ReadonlySet<string> =>
  new Set(judged.filter((one) => one.verdict === 'unclear').flatMap(({ target: { of, to } }) => [keyOf(of), keyOf(to)]))

/** A row for each ratio: its contestants, the median, its 95 % interval, the bar, and the verdict. */
export const verdictRows = (judged: readonly Judged[]): readonly (readonly string[])[] =>
  judged.map(({ target: { of, to }, figure, bar, reached: { median: middle, low, high }, verdict: said = '' }) => [
    `${of.peer} / ${to.peer}`,
    String(of.clients),
    FIGURES[figure].name,
    middle.toFixed(2),
    Number.isFinite(low) ? `${low.toFixed(2)}–${high.toFixed(2)}` : 'too few rounds',
    bar === STATED ? '' : 'minimum' in bar ? `at least ${bar.minimum.toFixed(2)}` : `at most ${bar.maximum.toFixed(2)}`,
    said,
  ])

/** The table of these rows. */
export const verdicts = (judged: readonly Judged[]): string =>
  table([['ratio', 'clients', 'of', 'median', '95 % interval', 'bar', ''], ...verdictRows(judged)])

/** The medians of some measurements of one contestant, in one cell. */
export const figures = (measured: readonly Measured[]): string => {
  const middle = (figure: keyof Measured): number => median(measured.map((one) => one[figure] ?? 0))
  const rate = Math.round(middle('perSecond')).toLocaleString('en')
  const cpu = measured.every((one) => cpuOf(one) !== undefined)
    ? `${middle('clientCpu').toFixed(0)}+${middle('serverCpu').toFixed(0)}`
    : '–'
  return `${rate} (${middle('p50').toFixed(1)}/${middle('p99').toFixed(1)}; ${cpu})`
}
