import { existsSync } from 'node:fs'
import { EXIT, Failure } from './failure.ts'
import type { DiffOptions } from './diff.ts'
import type { Program } from './projections/commands.ts'
import type { ReplayOptions } from './replay.ts'

/** The commands that show how a case became what it is. */
export const addHistoryCommands = ({
  casectl,
  calling,
  screen,
  client,
  env,
  dataDir,
}: Omit<Program, 'command'> & { readonly dataDir: () => string }): void => {
  const stores = 'file of the event stores, to fold the views from; default: that of the embedded system'

  calling(
    casectl,
    'replay [case]',
    'show the history of a case step by step in the order of recording, with the changes of each step, and of the views of each sector; or, with --all, fill the views of a service as they were known at a position',
  )
    .option('--stores <file>', stores)
    .option('--until <moment>', 'what had been recorded by then: a position of the log or a time, such as 2026-03-27 (until its end, UTC)')
    .option('--all', 'all cases: fills the views of a service up to a position, with the variables of that service, next to the live ones')
    .option('--service <name>', 'with --all: the service, such as victim-support')
    .option('--into <schema>', 'with --all: the schema of the tables, to be read by SQL; one of an earlier replay is replaced')
    .action(async (caseId: string | undefined, options: ReplayOptions) => {
      if (options.all) {
        const [{ replayAll }, { shutdownRequested }] = await Promise.all([import('./replay-all.ts'), import('./shutdown.ts')])
        return replayAll(screen(), env, options, shutdownRequested({ startedByNpm: env['npm_lifecycle_event'] !== undefined }))
      }
      const [{ replay }, { storesFile }] = await Promise.all([import('./replay.ts'), import('./import/destination.ts')])
      const [own, running] = [storesFile(dataDir()), await client()]
      // The stores of the data folder are those of the embedded system, and of no other.
      const stores = options.stores ?? (running.isEmbedded && existsSync(own) ? own : undefined)
      await replay(screen(), running, env, caseId, { ...options, stores })
    })

  calling(casectl, 'diff <case>', 'show what changed in a case between two moments of recording, in whose view, and by which event')
    .requiredOption('--from <time>', 'what had been recorded by then, such as 2026-03-27 (until its end, UTC) or 2026-03-27T10:00:00+07:00')
    .option('--to <time>', 'default: now')
    .option('--stores <file>', stores)
    .action(async (caseId: string, options: Omit<DiffOptions, 'stores'> & { stores?: string }) => {
      const [{ diff }, { storesFile }] = await Promise.all([import('./diff.ts'), import('./import/destination.ts')])
      const running = await client()
      const own = running.isEmbedded ? storesFile(dataDir()) : undefined
      const file = options.stores ?? own
      if (file === undefined)
        throw new Failure('The event stores of that deployment are not known.', ['name their file: --stores FILE'], EXIT.usage)
      await diff(screen(), running, env, caseId, { ...options, stores: file })
    })
}
