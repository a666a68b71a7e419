import { existsSync } from 'node:fs'
import type { DiffOptions } from './diff.ts'
import type { Program } from './projections/commands.ts'

/** The commands that show how a case became what it is. */
export const addHistoryCommands = ({
  casectl,
  command,
  screen,
  client,
  env,
  dataDir,
}: Program & { readonly dataDir: () => string }): void => {
  const stores = 'file of the event stores, to fold the views from; default: that of the embedded system'

  command(
    casectl,
    'replay <case>',
    'show the history of a case step by step in the order of recording, with the changes of each step, and of the views of each sector',
  )
    .option('--stores <file>', stores)
    .action(async (caseId: string, options: { stores?: string }) => {
      const [{ replay }, { storesFile }] = await Promise.all([import('./replay.ts'), import('./import/destination.ts')])
      const own = storesFile(dataDir())
      await replay(screen(), await client(), env, caseId, options.stores ?? (existsSync(own) ? own : undefined))
    })

  command(casectl, 'diff <case>', 'show what changed in a case between two moments of recording, in whose view, and by which event')
    .requiredOption('--from <time>', 'what had been recorded by then, such as 2026-03-27 (until its end, UTC) or 2026-03-27T10:00:00+07:00')
    .option('--to <time>', 'default: now')
    .option('--stores <file>', stores)
    .action(async (caseId: string, options: Omit<DiffOptions, 'stores'> & { stores?: string }) => {
      const [{ diff }, { storesFile }] = await Promise.all([import('./diff.ts'), import('./import/destination.ts')])
      await diff(screen(), await client(), env, caseId, { ...options, stores: options.stores ?? storesFile(dataDir()) })
    })
}
