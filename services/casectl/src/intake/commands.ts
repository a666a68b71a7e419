import type { Program } from '../projections/commands.ts'

interface PersonsOptions {
  readonly file: string
  readonly case: string
  readonly sheet: string
  readonly report: string
  readonly rejects?: string
  readonly zone?: string
  readonly dates: string
  readonly newCase: boolean
  readonly delimiter: string
  readonly dryRun: boolean
  readonly agency?: string
  readonly user: string
}

/** The commands that record what was written down offline. */
export const addIntakeCommands = ({ casectl, command, calling, screen, client }: Omit<Program, 'env'>): void => {
  const intake = casectl.command('intake').description('commands for sheets that were filled offline (docs/how-to/take-in-many-people.md)')
  command(intake, 'template', 'print an empty sheet').action(async () => {
    const { printTemplate } = await import('./run-intake.ts')
    printTemplate(screen())
  })
  calling(intake, 'persons', 'record the persons of a sheet in a case of victim support; a second run adds nothing')
    .requiredOption('--file <file>', 'the sheet: CSV in UTF-8')
    .requiredOption('--case <id>', 'the case; a new one needs a random id (a UUID of version 4), and --new-case')
    .requiredOption('--sheet <name>', 'a name for this sheet that no other sheet of the case has')
    .requiredOption('--report <file>', 'write the outcome of each row, one JSON document per line')
    .option('--rejects <file>', 'write the unreadable rows, with their text, one JSON document per line')
    .option('--zone <zone>', 'the time zone of the dates, such as Asia/Manila')
    .option(
      '--dates <form>',
      'how days are written: iso (2026-11-20), day-first (20/11/2026), month-first (11/20/2026), thai (20/11/2569)',
      'iso',
    )
    .option('--delimiter <character>', 'what separates the cells', ',')
    .option('--new-case', 'found the case if it is not known: otherwise a mistyped id is refused', false)
    .option('--dry-run', 'read and check every row, but send nothing', false)
    .option('--agency <id>', 'of the embedded system: the agency that records; default: its agency of victim support')
    .option('--user <id>', 'of the embedded system: the user who records', 'casectl')
    .action(async ({ agency, user, ...request }: PersonsOptions) => {
      const [{ runIntake }, { AGENCIES }] = await Promise.all([import('./run-intake.ts'), import('../agencies.ts')])
      const identity = { userId: user, agencyId: agency ?? AGENCIES.victimSupport, roles: ['case-worker'] }
      await runIntake(screen(), request, () => client(identity))
    })
}
