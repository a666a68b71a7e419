import type { Command } from 'commander'
import type { Program } from '../deployment/commands.ts'
import { print } from '../screen.ts'

/** The commands that move a log from one event store to another. Addresses have passwords, so the environment has them. */
export const addMovingCommands = (events: Command, { command, screen, env }: Omit<Program, 'casectl'>): void => {
  const report = (sentence: string) => print({ json: false, out: process.stderr }, sentence)
  const prefix = ['--prefix <text>', 'prefix of the database of events, where it is in PostgreSQL', ''] as const

  command(
    events,
    'move',
    'copy the whole log of MOVE_FROM to MOVE_TO, an empty event store, while no service runs, and compare both; a run that ended early is continued',
  )
    .option(...prefix)
    .action(async (options: { prefix: string }) => {
      const { moveEvents } = await import('./move-events.ts')
      await moveEvents(screen(), env, options.prefix, report)
    })

  command(events, 'compare', 'compare the logs of MOVE_FROM and MOVE_TO event by event; changes nothing')
    .option(...prefix)
    .action(async (options: { prefix: string }) => {
      const { compareEvents } = await import('./move-events.ts')
      await compareEvents(screen(), env, options.prefix, report)
    })
}
