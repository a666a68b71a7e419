import { judge, type Contestant, type Target, verdictRows } from '../comparison.ts'
import { measureRounds } from '../rounds.ts'
import { measureShortly, type Measuring } from './cost.ts'
import type { Command } from './round.ts'

/** Short, so that a noisy moment of the machine reaches few rounds. */
const ROUND_MS = 1_000
const ROUNDS = 7
/** What is unclear then stays so: the whole bench is to end within minutes. */
const REPEATS = 2

/** A contestant whose system runs. */
export interface Sending extends Contestant {
  readonly measuring: Measuring
  /** Prepares a round. */
  begin(): Promise<Command>
}

/**
 * Lets systems that run at the same time answer commands in turn, in short rounds.
 * @returns a row for each ratio of the targets
 */
export const compareInTurn = async (
  contestants: readonly Sending[],
  targets: readonly Target[],
  printLine: (line: string) => void,
): Promise<readonly (readonly string[])[]> => {
  const measureOnce = async ({ measuring, clients, begin }: Sending) => {
    const command = await begin()
    // What it reads once is kept from then on.
    await measuring.system.settle(await command(0))
    return measureShortly(measuring, command, clients, ROUND_MS)
  }
  return verdictRows(
    judge(await measureRounds({ contestants, targets, rounds: ROUNDS, repeats: REPEATS, measureOnce, printLine }), targets),
  )
}
