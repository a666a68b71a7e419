import { expect } from '@jest/globals'
import type { CommandLoad } from './command-load.fixtures.ts'
import { compare, type Differences } from './comparison.fixtures.ts'
import type { EmbeddedSystem } from './embedded-system.fixtures.ts'
import { until } from '../until.ts'

interface Row {
  readonly fault: string
  readonly sent: number
  readonly acknowledged: number
  readonly refused: number
  readonly unanswered: number
  readonly differences: Differences
  readonly recoverySeconds: number
}

const COLUMNS = [
  'fault',
  'commands sent',
  'acknowledged',
  'refused',
  'attempts without answer',
  'lost',
  'doubled',
  'invented',
  'views different',
  'shown wrongly',
  'seconds to recover',
] as const

const cellsOf = ({ fault, sent, acknowledged, refused, unanswered, differences, recoverySeconds }: Row): readonly string[] => [
  fault,
  ...[sent, acknowledged, refused, unanswered].map(String),
  ...[differences.lost, differences.doubled, differences.invented, differences.views, differences.shown].map(({ length }) =>
    String(length),
  ),
  recoverySeconds.toFixed(1),
]

const tableOf = (rows: readonly Row[]): string => {
  const lines = [COLUMNS, ...rows.map(cellsOf)]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  return lines.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')).join('\n')
}

/** How many commands are acknowledged before a fault, and after it. */
const UNDISTURBED = 20

/**
 * Drills on one system and its load: each counts what was sent during a fault, and compares everything that was ever
 * answered after it.
 */
export const drills = (system: EmbeddedSystem, load: CommandLoad) => {
  const rows: Row[] = []
  return {
    table: (): string => tableOf(rows),
    /**
     * Lets a fault happen under load. It resolves when the fault has ended: what it takes from then until every service
     * is ready and a new command is acknowledged is the time to recover.
     */
    drill: async (fault: string, happens: () => Promise<void>): Promise<void> => {
      const before = new Set(load.notes().map(({ commandId }) => commandId))
      const { unanswered } = load.counts
      load.start()
      await load.acknowledges(UNDISTURBED)
      await happens()
      const ended = performance.now()
      await Promise.all([until('every service is ready', () => system.isReady()), load.acknowledges(1)])
      const recoverySeconds = (performance.now() - ended) / 1_000
      await load.acknowledges(UNDISTURBED)
      await load.finish()
      const notes = load.notes().filter(({ commandId }) => !before.has(commandId))
      const differences = await compare(system, load)
      rows.push({
        fault,
        sent: notes.length,
        acknowledged: notes.filter(({ outcome }) => outcome === 'acknowledged').length,
        refused: notes.filter(({ outcome }) => outcome === 'refused').length,
        unanswered: load.counts.unanswered - unanswered,
        differences,
        recoverySeconds,
      })
      expect({ ...differences, unexpected: load.unexpected }).toEqual({
        lost: [],
        doubled: [],
        invented: [],
        views: [],
        shown: [],
        verification: [],
        unexpected: [],
      })
    },
  }
}
