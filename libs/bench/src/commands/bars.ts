import type { CommandCost } from './cost.ts'
import type { IdleCost } from './idle.ts'

/** The most that a figure may be. */
interface MostOf<T> {
  readonly name: string
  readonly maximum: number
  of(cost: T): number
}

interface CommandBars {
  readonly clients: number
  readonly bars: readonly MostOf<CommandCost>[]
}

const statements = (maximum: number): MostOf<CommandCost> => ({ name: 'statements', maximum, of: (cost) => cost.statements })

const cpu = (maximum: number): MostOf<CommandCost> => ({
  name: 'processor time, ms',
  maximum,
  of: ({ clientCpu = Number.NaN, serverCpu = Number.NaN }) => (clientCpu + serverCpu) / 1_000,
})

const COMMAND_BARS: readonly CommandBars[] = [
  { clients: 1, bars: [statements(40), cpu(12), { name: 'p50, ms', maximum: 8, of: ({ p50 }) => p50 }] },
  { clients: 24, bars: [statements(12), cpu(5)] },
]

const IDLE_BARS: readonly MostOf<IdleCost>[] = [
  { name: 'statements a second', maximum: 10, of: (cost) => cost.statements },
  { name: 'hundredths of a core', maximum: 1, of: ({ node, postgres }) => node + postgres },
]

/** A row as those of ratios have it: the figure in place of the median, which has no interval. */
const row = <T>(name: string, clients: string, cost: T, { name: figure, maximum, of }: MostOf<T>, digits: number): readonly string[] => {
  const reached = of(cost)
  const verdict = Number.isNaN(reached) ? 'unclear' : reached <= maximum ? 'met' : 'missed'
  return [name, clients, figure, reached.toFixed(digits), '', `at most ${maximum}`, verdict]
}

/** A row for each bar on what a command costs by itself. @param costOf by the number of clients */
export const commandBarRows = (name: string, costOf: (clients: number) => CommandCost | undefined): readonly (readonly string[])[] =>
  COMMAND_BARS.flatMap(({ clients, bars }) => {
    const cost = costOf(clients)
    return cost ? bars.map((bar) => row(name, String(clients), cost, bar, 1)) : []
  })

/** A row for each bar on what an idle system costs. */
export const idleBarRows = (cost: IdleCost): readonly (readonly string[])[] => IDLE_BARS.map((bar) => row('idle', '', cost, bar, 2))
