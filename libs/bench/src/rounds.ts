import { judge, keyOf, undecided, type Contestant, type Rounds, type Target } from './comparison.ts'
import type { Measured } from './load.ts'
import { rotated } from './paired.ts'

export interface RoundsPlan<T extends Contestant> {
  readonly contestants: readonly T[]
  readonly targets: readonly Target[]
  readonly rounds: number
  /** How often these rounds are repeated at most, for targets that are still unclear; default: 3. */
  readonly repeats?: number
  measureOnce(contestant: T): Promise<Measured>
  printLine(line: string): void
}

/**
 * Measures all contestants in many short rounds, in changing order. As long as a target is unclear, its contestants are
 * measured in more rounds.
 */
export const measureRounds = async <T extends Contestant>(plan: RoundsPlan<T>): Promise<Rounds> => {
  const { contestants, targets, rounds, repeats = 3, measureOnce, printLine } = plan
  const measured: ReadonlyMap<string, Measured>[] = []
  for (let round = 0; round < rounds * repeats; round += 1) {
    const open = undecided(judge(measured, targets))
    const taking = round < rounds ? contestants : contestants.filter((one) => open.has(keyOf(one)))
    if (taking.length === 0) break
    const results = new Map<string, Measured>()
    for (const contestant of rotated(taking, round)) results.set(keyOf(contestant), await measureOnce(contestant))
    measured.push(results)
    printLine(`round ${round + 1} of ${round < rounds ? rounds : `at most ${rounds * repeats}`} measured`)
  }
  return measured
}

/** All measurements of one contestant. */
export const measuredOf = (rounds: Rounds, contestant: Contestant): readonly Measured[] =>
  rounds.map((round) => round.get(keyOf(contestant))).filter((one) => one !== undefined)
