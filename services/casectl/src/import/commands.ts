import type { Program } from '../projections/commands.ts'

interface ImportOptions {
  readonly map: string
  readonly cases?: string
  readonly report?: string
  readonly rejects?: string
  readonly dryRun: boolean
  readonly stores?: string
}

/** The commands that bring in what another system recorded. */
export const addImportCommands = ({
  casectl,
  command,
  screen,
  env,
  dataDir,
}: Pick<Program, 'casectl' | 'command' | 'screen' | 'env'> & { readonly dataDir: () => string }): void => {
  command(casectl, 'import <file>', 'import a CSV log through the rules of the services; a second run adds nothing')
    .requiredOption('--map <file>', 'mapping of the columns (docs/how-to/import-a-log.md)')
    .option('--cases <file>', 'case file that replaces the one in the mapping')
    .option('--report <file>', 'write the outcome of each row, one JSON document per line')
    .option('--rejects <file>', 'write the unreadable rows, with their text, one JSON document per line')
    .option('--dry-run', 'plan all rows and report what cannot be read, but record nothing', false)
    .option('--stores <file>', 'stores file of the target system; default: the running system')
    .action(async (file: string, options: ImportOptions) => {
      const [{ runImport }, { readStores, storesFile }] = await Promise.all([import('./run-import.ts'), import('./destination.ts')])
      const { map: mapping, cases, report, rejects, dryRun } = options
      const policyDir = env['POLICY_DIR']
      await runImport(screen(), { log: { file, mapping, cases }, report, rejects, dryRun, policyDir }, () =>
        readStores(options.stores ?? storesFile(dataDir()), env),
      )
    })

  command(casectl, 'hearings <files...>', 'turn resulted hearings of HMCTS Common Platform into a log for casectl import')
    .requiredOption('--out <file>', 'a new CSV file, to be imported with deploy/mappings/common-platform.json')
    .action(async (files: string[], { out }: { out: string }) => {
      const { hearingsToLog } = await import('./hearings/read-hearings.ts')
      await hearingsToLog(screen(), { files, out })
    })
}
