import { setTimeout as pause } from 'node:timers/promises'
import { type MassContestant, type MassSystem, startMassSystem } from './mass/mass-system.ts'
import type { Measure } from './mass/measures.ts'
import { estimate, rotated, verdict } from './paired.ts'
import { median, table } from './table.ts'

export interface MassPlan {
  /** Persons in the log in addition to those of the offices' cases: in one case, and in cases of a hundred. */
  readonly persons: number
  /** Of each sector. */
  readonly offices: number
  /** Of each office, with facts of each sector. */
  readonly casesOfOffice: number
  readonly rounds: number
  /** Rounds of the rebuilds, which take long, and whose ratio differs little from round to round. */
  readonly rebuilds: number
  /** Another checkout to measure in addition to this one, with installed packages and compiled services/casectl. */
  readonly checkout?: string | undefined
  printLine(line: string): void
}

const SMALL_CASE = 100
const REPEATED = 5
/** Until checkpoints that moved without an effect are written. */
const LATER_MS = 1_500

/** The same log three times: of one office in each sector, of many, and of many with all persons in one case. */
const contestantsOf = ({ persons, offices, casesOfOffice, checkout }: MassPlan): readonly MassContestant[] => {
  const small = { cases: Math.ceil(persons / SMALL_CASE), personsOfCase: SMALL_CASE }
  const large = { cases: 1, personsOfCase: persons }
  const many = { offices, casesOfOffice }
  const ofMany = `${offices} offices`
  const inOneCase = `${ofMany}, all in one case`
  return [
    { ...small, offices: 1, casesOfOffice: offices * casesOfOffice, name: 'one office' },
    { ...small, ...many, name: ofMany },
    { ...large, ...many, name: inOneCase },
    ...(checkout === undefined ? [] : [{ ...large, ...many, checkout, name: `${inOneCase}, the other checkout` }]),
  ]
}

interface Pair {
  readonly title: string
  /** Of which contestant to which. */
  readonly of: number
  readonly to: number
  barOf(measure: Measure): number | undefined
}

const PAIRS: readonly Pair[] = [
  { title: 'many offices to one', of: 1, to: 0, barOf: ({ mostToOneOffice }) => mostToOneOffice },
  { title: 'one case to small ones', of: 2, to: 1, barOf: ({ mostToSmallCase }) => mostToSmallCase },
  { title: 'this checkout to the other', of: 2, to: 3, barOf: () => undefined },
]

/** Milliseconds of each round, by contestant. */
type Rounds = ReadonlyMap<string, readonly number[]>
type Running = ReadonlyMap<MassContestant, MassSystem>

/** Another checkout may not have all of them. */
const named = (measures: readonly Measure[], name: string): Measure | undefined => measures.find((one) => one.name === name)

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** NaN: the system does not have it. */
const timedIfThere = async (measure: Measure | undefined): Promise<number> =>
  measure === undefined ? Number.NaN : timed(() => measure.run())

/** The same in all systems, in another order in each round, so that what slows the machine down is in all of them. */
const inRounds = async (running: Running, rounds: number, once: (system: MassSystem) => Promise<number>): Promise<Rounds> => {
  const measured = new Map([...running.keys()].map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round += 1)
    for (const [{ name }, system] of rotated([...running], round)) measured.get(name)?.push(await once(system))
  return measured
}

/** A ratio with its interval, and whether it keeps its bar. */
const ratioCell = (measured: Rounds, names: readonly string[], { of, to, barOf }: Pair, measure: Measure): string => {
  const others = measured.get(names[to] ?? '') ?? []
  const reached = estimate((measured.get(names[of] ?? '') ?? []).map((one, round) => one / (others[round] ?? Number.NaN)))
  const bound = (one: number): string => (Number.isFinite(one) ? one.toFixed(2) : '?')
  const bar = barOf(measure)
  const judged = bar === undefined ? '' : ` ${verdict(reached, { maximum: bar })} (at most ${bar})`
  return `${reached.median.toFixed(2)} (${bound(reached.low)}–${bound(reached.high)})${judged}`
}

/** Statements of each measure; of commands also the rows of tables and the WAL that they write. */
const countsOf = async ({ counters, measures }: MassSystem): Promise<readonly string[][]> => {
  const repeat = async ({ run }: Measure): Promise<void> => {
    for (let times = 0; times < REPEATED; times += 1) await run()
    await pause(LATER_MS)
  }
  const each = (used: number): string => (used / REPEATED).toFixed(1)
  const statements = new Map<string, string>()
  for (const measure of measures) {
    await measure.run()
    statements.set(measure.name, each(await counters.statementsDuring(() => repeat(measure))))
  }
  const written = new Map<string, readonly string[]>()
  let rowsBefore = await counters.rowsWritten()
  for (const measure of measures.filter(({ isCommand }) => isCommand)) {
    const before = await counters.used()
    await repeat(measure)
    const after = await counters.used()
    const rows = await counters.rowsWritten()
    written.set(measure.name, [each(rows - rowsBefore), each((after.wal - before.wal) / 1_024)])
    rowsBefore = rows
  }
  return measures.map(({ name }) => [name, statements.get(name) ?? '', ...(written.get(name) ?? ['', ''])])
}

/**
 * Measures an office with few cases among many busy ones, in a log that otherwise belongs to one office of each sector;
 * and all persons of a rescue in one case, in place of cases of a hundred: commands until all views show them, case
 * files, pages of lists, and rebuilds of views; and the same in another checkout.
 */
export const measureMass = async (plan: MassPlan): Promise<void> => {
  const { rounds, rebuilds: rebuildRounds, printLine } = plan
  const running = new Map<MassContestant, MassSystem>()
  try {
    for (const contestant of contestantsOf(plan)) {
      const system = await startMassSystem(contestant)
      running.set(contestant, system)
      printLine('')
      printLine(`${contestant.name}: of each, counted over ${REPEATED}`)
      printLine(table([['', 'statements', 'rows written', 'WAL KB'], ...(await countsOf(system))]))
    }
    const names = [...running.keys()].map(({ name }) => name)
    const pairs = PAIRS.filter(({ of, to }) => of < names.length && to < names.length)
    const lines: string[][] = []
    const measure = async (one: Measure, times: number, once: (system: MassSystem) => Promise<number>): Promise<void> => {
      const measured = await inRounds(running, times, once)
      const medians = names.map((name) => median(measured.get(name) ?? []).toFixed(1))
      lines.push([one.name, ...medians, ...pairs.map((pair) => ratioCell(measured, names, pair, one))])
      // At once, too: what is measured until then is there if somebody ends the measurement.
      printLine(lines.at(-1)?.join('; ') ?? '')
    }
    const [{ measures, rebuilds } = { measures: [], rebuilds: [] }] = running.values()
    for (const one of measures)
      await measure(one, rounds, async (system) => {
        const latencies: number[] = []
        for (let times = 0; times < REPEATED; times += 1) latencies.push(await timedIfThere(named(system.measures, one.name)))
        return median(latencies)
      })
    for (const one of rebuildRounds > 0 ? rebuilds : [])
      await measure(one, rebuildRounds, (system) => timedIfThere(named(system.rebuilds, one.name)))
    printLine('')
    printLine('Milliseconds, medians; then ratios of the same round, their median and 95 % interval, and whether they keep their bar.')
    printLine(table([['', ...names, ...pairs.map(({ title }) => title)], ...lines]))
  } finally {
    for (const system of running.values()) await system.stop()
  }
}
