import { InvalidArgumentError, Option } from 'commander'
import type { Program } from '../deployment/commands.ts'
import { count } from '../options.ts'

interface ImportOptions {
  readonly map: string
  readonly cases?: string
  readonly report?: string
  readonly rejects?: string
  readonly dryRun: boolean
  readonly stores?: string
  readonly threads?: number
}

const MAX_THREADS = 3

const threadCount = (text: string): number => {
  const threads = count(text)
  if (threads < 1 || threads > MAX_THREADS)
    throw new InvalidArgumentError(`It must be from 1 to ${MAX_THREADS}: they share the connections that one login may have.`)
  return threads
}

/** The command that imports a log. */
export const addImportCommand = ({ casectl, command, screen, env }: Program): void => {
  command(casectl, 'import <file>', 'import a CSV log through the rules of the services; a second run adds nothing')
    .requiredOption('--map <file>', 'mapping of the columns (docs/how-to/import-a-log.md)')
    .option('--cases <file>', 'case file that replaces the one in the mapping')
    .option('--report <file>', 'write the outcome of each row, one JSON document per line')
    .option('--rejects <file>', 'write the unreadable rows, with their text, one JSON document per line')
    .option('--dry-run', 'plan all rows and report what cannot be read, but record nothing', false)
    .option('--stores <file>', 'stores file of the target system; default: the running system')
    .addOption(
      new Option('--threads <n>', 'threads that record different cases at the same time; default: 1 for a short log').argParser(
        threadCount,
      ),
    )
    .action(async (file: string, options: ImportOptions) => {
      const [{ runImport }, { readStores, storesFile }] = await Promise.all([import('./run-import.ts'), import('./destination.ts')])
      const { map: mapping, cases, report, rejects, dryRun, threads } = options
      const { data } = casectl.opts<{ data: string }>()
      const policyDir = env['POLICY_DIR']
      await runImport(screen(), { log: { file, mapping, cases }, report, rejects, dryRun, policyDir, threads }, () =>
        readStores(options.stores ?? storesFile(data)),
      )
    })
}
