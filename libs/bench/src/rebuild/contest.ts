import { type Bar, estimate, rotated, verdict } from '../paired.ts'
import { median, table } from '../table.ts'
import type { Sample } from './sample.ts'

/** What a measurement of views takes. */
export interface RebuildPlan {
  readonly serverUrl: string
  readonly rounds: number
  readonly cases: number
  printLine(line: string): void
}

/** What is measured in each round. */
export interface Contestant {
  readonly name: string
  /** For how many events it works. */
  readonly events: number
  run(): Promise<Sample>
}

/** What contestants took for an event, in microseconds, round by round. */
export interface Measured {
  timeOf(name: string): readonly number[]
  /** NaN where the server cannot be seen. */
  cpuOf(name: string): readonly number[]
  memoryOf(name: string): readonly number[]
}

/** Measures all contestants in each round, in changing order. */
export const measureAll = async (contestants: readonly Contestant[], { rounds, printLine }: RebuildPlan): Promise<Measured> => {
  const samples = new Map<string, Sample[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of rotated(contestants, round)) samples.get(name)?.push(await run())
    printLine(`round ${round + 1} of ${rounds} measured`)
  }
  const each = (name: string, valueOf: (sample: Sample, events: number) => number): readonly number[] => {
    const { events = 1 } = contestants.find((one) => one.name === name) ?? {}
    return (samples.get(name) ?? []).map((sample) => valueOf(sample, events))
  }
  return {
    timeOf: (name) => each(name, ({ ms }, events) => (ms * 1_000) / events),
    cpuOf: (name) => each(name, ({ cpuMs }, events) => ((cpuMs ?? Number.NaN) * 1_000) / events),
    memoryOf: (name) => each(name, ({ rssMib }) => rssMib),
  }
}

/** Of the contestants whose names begin with a text, by the rest of their names. */
export const partOf = ({ timeOf, cpuOf, memoryOf }: Measured, prefix: string): Measured => ({
  timeOf: (name) => timeOf(prefix + name),
  cpuOf: (name) => cpuOf(prefix + name),
  memoryOf: (name) => memoryOf(prefix + name),
})

/** Round by round. */
export const quotients = (one: readonly number[], other: readonly number[]): readonly number[] =>
  one.map((value, round) => value / (other[round] ?? Number.NaN))

/** The median of ratios with its 95 % interval. */
export const interval = (ratios: readonly number[]): string => {
  const { median: middle, low, high } = estimate(ratios)
  return `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
}

/** The same, and whether it keeps a bar. */
export const withVerdict = (ratios: readonly number[], bar: Bar): string => {
  const bound = 'minimum' in bar ? `at least ${bar.minimum}` : `at most ${bar.maximum}`
  return `${interval(ratios)}, ${bound}: ${verdict(estimate(ratios), bar)}`
}

/** Views next to their own limits. @param kind the name of what is compared with the limit */
export const viewsTable = (kind: string, views: readonly string[], { timeOf, cpuOf, memoryOf }: Measured): string => {
  const rate = (name: string): string => Math.round(1_000_000 / median(timeOf(name))).toLocaleString('en')
  const cpu = (name: string): string => median(cpuOf(name)).toFixed(1)
  return table([
    ['', 'bare limit', kind, 'part of the limit', 'processor µs: bare', kind, 'part of the limit', 'memory, MiB'],
    ...views.map((view) => {
      const [bare, whole] = [`bare ${view}`, `${kind} ${view}`]
      const memory = Math.max(...memoryOf(whole)).toFixed(0)
      const inTime = interval(quotients(timeOf(bare), timeOf(whole)))
      return [view, rate(bare), rate(whole), inTime, cpu(bare), cpu(whole), interval(quotients(cpuOf(bare), cpuOf(whole))), memory]
    }),
  ])
}
