import { setTimeout as pause } from 'node:timers/promises'
import { type MassContestant, type MassSystem, type Measure, startMassSystem } from './mass/mass-system.ts'
import { estimate, rotated } from './paired.ts'
import { median, table } from './table.ts'

export interface MassPlan {
  /** Persons in the log, in one case and in cases of ten. */
  readonly persons: number
  /** Entries of the register of offices, where there is one. */
  readonly offices: number
  readonly rounds: number
  /** Rounds of the rebuilds, which take long, and whose ratio differs little from round to round. */
  readonly rebuilds: number
  /** Another checkout to measure in addition to this one, with installed packages and compiled services/casectl. */
  readonly checkout?: string | undefined
  printLine(line: string): void
}

const SMALL_CASE = 10
const REPEATED = 5
/** Until checkpoints that moved without an effect are written. */
const LATER_MS = 1_500

/** The case of many persons is compared with the same persons in cases of ten, each with and without what may slow it down. */
const contestantsOf = ({ persons, offices, checkout }: MassPlan): readonly MassContestant[] => {
  const small = { cases: Math.ceil(persons / SMALL_CASE), personsOfCase: SMALL_CASE }
  const large = { cases: 1, personsOfCase: persons }
  const variants: readonly Pick<MassContestant, 'name' | 'offices' | 'checkout'>[] =
    checkout === undefined
      ? [
          { name: 'no register', offices: 0 },
          { name: `${offices} offices`, offices },
        ]
      : [
          { name: 'this checkout', offices },
          { name: 'the other one', offices, checkout },
        ]
  return variants.flatMap(({ name, ...variant }) => [
    { ...small, ...variant, name: `${SMALL_CASE}, ${name}` },
    { ...large, ...variant, name: `${persons.toLocaleString('en')}, ${name}` },
  ])
}

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

const ratioCell = (measured: Rounds, of: string, to: string): string => {
  const others = measured.get(to) ?? []
  const { median: middle, low, high } = estimate((measured.get(of) ?? []).map((one, round) => one / (others[round] ?? Number.NaN)))
  const bound = (one: number): string => (Number.isFinite(one) ? one.toFixed(2) : '?')
  return `${middle.toFixed(2)} (${bound(low)}–${bound(high)})`
}

/** Which contestant is compared with which. */
const PAIRS = [
  [1, 0],
  [3, 2],
  [2, 0],
  [3, 1],
] as const

/** Statements of each measure; of commands also the rows of tables and the WAL that they write. */
const countsOf = async ({ counters, measures }: MassSystem): Promise<readonly string[][]> => {
  const repeat = async ({ run }: Measure): Promise<void> => {
    for (let times = 0; times < REPEATED; times += 1) await run()
    await pause(LATER_MS)
  }
  const each = (used: number): string => (used / REPEATED).toFixed(1)
  const statements: string[] = []
  for (const measure of measures) {
    await measure.run()
    statements.push(each(await counters.statementsDuring(() => repeat(measure))))
  }
  const written: (readonly string[])[] = []
  let rowsBefore = await counters.rowsWritten()
  for (const measure of measures.filter(({ isCommand }) => isCommand)) {
    const before = await counters.used()
    await repeat(measure)
    const after = await counters.used()
    const rows = await counters.rowsWritten()
    written.push([each(rows - rowsBefore), each((after.wal - before.wal) / 1_024)])
    rowsBefore = rows
  }
  return measures.map(({ name }, place) => [name, statements[place] ?? '', ...(written[place] ?? ['', ''])])
}

/**
 * Measures a case of many persons, and alternately the same persons in cases of ten: a command until all views show it,
 * pages of lists, and rebuilds of views; each without and with a register of offices, or in this checkout and in
 * another one.
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
    const lines: string[][] = []
    const measure = async (title: string, times: number, once: (system: MassSystem) => Promise<number>): Promise<void> => {
      const measured = await inRounds(running, times, once)
      const medians = names.map((name) => median(measured.get(name) ?? []).toFixed(1))
      lines.push([title, ...medians, ...PAIRS.map(([of, to]) => ratioCell(measured, names[of] ?? '', names[to] ?? ''))])
      printLine(`${title}: measured`)
    }
    const [{ measures } = { measures: [] }] = running.values()
    for (const { name } of measures)
      await measure(name, rounds, async (system) => {
        const latencies: number[] = []
        for (let times = 0; times < REPEATED; times += 1) latencies.push(await timedIfThere(named(system.measures, name)))
        return median(latencies)
      })
    const [{ rebuilds } = { rebuilds: [] }] = running.values()
    for (const { name } of rebuildRounds > 0 ? rebuilds : [])
      await measure(name, rebuildRounds, (system) => timedIfThere(named(system.rebuilds, name)))
    printLine('')
    printLine('Milliseconds, medians; then ratios of the same round, their median and 95 % interval.')
    printLine(table([['', ...names, ...PAIRS.map(([of, to]) => `${of + 1} to ${to + 1}`)], ...lines]))
  } finally {
    for (const system of running.values()) await system.stop()
  }
}
