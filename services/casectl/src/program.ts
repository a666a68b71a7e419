import { Command, InvalidArgumentError, Option } from 'commander'
import { connect, type Environment } from './client.ts'
import type { PrepareOptions } from './feed-topics.ts'
import { type Screen } from './screen.ts'
import type { SignRequest } from './sign.ts'

interface Everywhere {
  readonly data: string
  readonly json: boolean
}

interface ImportOptions {
  readonly map: string
  readonly cases?: string
  readonly report?: string
  readonly dryRun: boolean
  readonly stores?: string
}

const count = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is not a whole number.')
  return Number(text)
}

const port = (text: string): number => {
  const base = count(text)
  if (base > 65_530) throw new InvalidArgumentError('Ports end at 65535.')
  return base
}

const collected = (one: string, before: readonly string[]): string[] => [...before, one]

/** The command line. Each command loads what it needs when it runs, so that a question does not wait for five services to load. */
export const program = (env: Environment, out: NodeJS.WritableStream): Command => {
  const casectl = new Command('casectl')
    .description('Runs and asks case-timeline. Exit codes: 0 done, 1 failed, 2 usage, 3 refused by a rule, 4 not found.')
    .option('--data <dir>', 'folder of the embedded system', '.case-timeline')
    .option('--json', 'JSON for machines instead of text', false)
    .showHelpAfterError('casectl --help shows what there is.')
    .exitOverride()
    .enablePositionalOptions(false)

  const behindNpm = env['npm_lifecycle_event'] !== undefined
  const screen = (): Screen => ({ json: casectl.opts<Everywhere>().json, out })
  const dataDir = (): string => casectl.opts<Everywhere>().data
  const client = () => connect(dataDir(), env)
  const command = (parent: Command, usage: string, description: string): Command =>
    parent
      .command(usage)
      .description(description)
      .option('--data <dir>', 'folder of the embedded system')
      .option('--json', 'JSON for machines instead of text')
      .hook('preAction', (_, acting) => {
        const { data, json } = acting.opts<Partial<Everywhere>>()
        if (data !== undefined) casectl.setOptionValue('data', data)
        if (json) casectl.setOptionValue('json', json)
      })

  command(casectl, 'up', 'start everything in this process, on an embedded PostgreSQL or on DATABASE_URL')
    .option('--demo', 'play the demo case', false)
    .addOption(new Option('--port-base <n>', 'services listen on the five ports after it; 0: on free ones').argParser(port).default(3000))
    .action(async (options: { demo: boolean; portBase: number }) => {
      const [{ up }, { ending }] = await Promise.all([import('./up.ts'), import('./ending.ts')])
      await up(screen(), { data: dataDir(), ...options }, env, ending({ behindNpm }))
    })

  command(casectl, 'import <file>', 'record a CSV log through the rules of the services; running it again adds nothing')
    .requiredOption('--map <file>', 'what the columns mean (docs/how-to/import-a-log.md)')
    .option('--cases <file>', 'case file, instead of the one that the mapping names')
    .option('--report <file>', 'write what became of each row, one JSON document a line')
    .option('--dry-run', 'plan every row and record nothing', false)
    .option('--stores <file>', 'the stores to import into; default: those of the running system')
    .action(async (file: string, options: ImportOptions) => {
      const [{ runImport }, { readStores, storesFile }] = await Promise.all([
        import('./import/run-import.ts'),
        import('./import/destination.ts'),
      ])
      const { map: mapping, cases, report, dryRun } = options
      const policyDir = env['POLICY_DIR']
      await runImport(screen(), { log: { file, mapping, cases }, report, dryRun, policyDir }, () =>
        readStores(options.stores ?? storesFile(dataDir())),
      )
    })

  command(casectl, 'timeline <case>', 'the merged timeline of a case')
    .option('--as-of <time>', 'only what had happened by then')
    .option('--known-at <time>', 'only what had been recorded by then')
    .addOption(new Option('--order <by>', 'sort by').choices(['occurred', 'recorded']).default('occurred'))
    .action(async (caseId: string, question: { asOf?: string; knownAt?: string; order: 'occurred' | 'recorded' }) => {
      const { timeline } = await import('./timeline.ts')
      await timeline(screen(), await client(), caseId, question)
    })

  command(casectl, 'replay <case>', 'the history of a case step by step, as it was recorded, and what each step changed').action(
    async (caseId: string) => {
      const { replay } = await import('./replay.ts')
      await replay(screen(), await client(), caseId)
    },
  )

  const events = casectl.command('events').description('the log of events')
  command(events, 'tail', 'the last events, or those after a position')
    .option('--after <position>', 'only events after this position')
    .option('--limit <n>', 'at most so many', count, 20)
    .option('--follow', 'go on as events are recorded', false)
    .action(async (options: { after?: string; limit: number; follow: boolean }) => {
      const { tail } = await import('./events.ts')
      const { ending } = await import('./ending.ts')
      await tail(screen(), await client(), options, options.follow ? ending({ behindNpm }) : undefined)
    })

  const feed = casectl.command('feed').description('the way of events to their readers')
  command(feed, 'status', 'how far the relay and each consumer are behind the event store')
    .option('--partitions', 'each partition, not only those that are behind', false)
    .action(async (options: { partitions: boolean }) => {
      const { feedStatus } = await import('./feed.ts')
      await feedStatus(screen(), await client(), options)
    })
  command(feed, 'prepare', 'create the topics that are missing in the Kafka of EVENT_FEED_URL; what is there is never changed')
    .option('--agency <id>', 'an agency that sends commands: it gets a topic of answers (repeatable)', collected, [])
    .option('--replication <n>', 'copies of each partition (default: 3, or as many as there are brokers)', count)
    .option('--min-insync <n>', 'copies that must have a message before it counts (default: one less)', count)
    .option('--retention-days <n>', 'how long events, commands and answers are kept', count)
    .action(async (options: PrepareOptions) => {
      const { prepare } = await import('./feed-topics.ts')
      await prepare(screen(), env, options)
    })
  command(feed, 'acls', 'print the commands that give each login of the Kafka of EVENT_FEED_URL its rights')
    .requiredOption('--deployment <name>', 'name of the deployment, part of the names of groups', env['DEPLOYMENT'])
    .option('--agency <id>', 'an agency that sends commands (repeatable)', collected, [])
    .action(async ({ deployment, agency }: { deployment: string; agency: string[] }) => {
      const { accessRights } = await import('./feed-topics.ts')
      accessRights(screen(), env, deployment, agency)
    })

  const projections = casectl.command('projections').description('the read models')
  command(projections, 'list', 'how every view stands').action(async () => {
    const { listViews } = await import('./projections.ts')
    await listViews(screen(), await client())
  })
  command(projections, 'rebuild [service] [view]', 'build views anew from the first event, while they serve').action(
    async (service?: string, view?: string) => {
      const { rebuildViews } = await import('./projections.ts')
      await rebuildViews(screen(), await client(), service, view)
    },
  )
  command(projections, 'verify [service] [view]', 'compare views with what the events say, row by row').action(
    async (service?: string, view?: string) => {
      const { verifyViews } = await import('./projections.ts')
      await verifyViews(screen(), await client(), service, view)
    },
  )

  const parked = casectl.command('parked').description('cases that wait, because an event of theirs could not be handled')
  command(parked, 'list', 'which cases wait, and why').action(async () => {
    const { listParked } = await import('./parked.ts')
    await listParked(screen(), await client())
  })
  command(parked, 'retry [case]', 'try one of them again, or all').action(async (caseKey?: string) => {
    const { retryParked } = await import('./parked.ts')
    await retryParked(screen(), await client(), caseKey)
  })

  command(parked, 'skip <case>', 'let one consumer go on without the event at which the case stands; the decision is kept')
    .requiredOption('--consumer <name>', 'as parked list shows it')
    .requiredOption('--position <position>', 'of the event, as parked list shows it')
    .requiredOption('--because <code>', 'why, as a code such as defectKnown')
    .action(async (caseKey: string, options: { consumer: string; position: string; because: string }) => {
      const { skipParked } = await import('./parked.ts')
      await skipParked(screen(), await client(), { case: caseKey, ...options })
    })
  command(parked, 'skipped', 'what was left out, by whom and why').action(async () => {
    const { listSkipped } = await import('./parked.ts')
    await listSkipped(screen(), await client())
  })

  const audit = casectl.command('audit').description('whether what is recorded is what was recorded')
  command(audit, 'verify-case <case>', 'recompute every hash and chain of a case').action(async (caseId: string) => {
    const { verifyCase } = await import('./audit.ts')
    await verifyCase(screen(), await client(), caseId)
  })

  command(casectl, 'token', 'a development token (embedded system only)')
    .requiredOption('--agency <id>', 'registered id of the agency, such as ph-police')
    .requiredOption('--sector <service>', 'investigation, prosecution, adjudication, victim-support or audit-trail')
    .option('--role <role>', 'a role; may be repeated', collected, [])
    .option('--user <id>', 'user id', 'developer')
    .option('--hours <n>', 'how long it is valid', count, 8)
    .action(async (asked: { agency: string; sector: string; role: string[]; user: string; hours: number }) => {
      const { token } = await import('./token.ts')
      await token(screen(), dataDir(), env, asked)
    })

  command(casectl, 'playground', 'what the .http playgrounds ask of the environment, as lines for a shell (embedded system only)').action(
    async () => {
      const { playground } = await import('./playground.ts')
      await playground(screen(), dataDir(), env)
    },
  )

  command(casectl, 'sign <command>', 'sign a command as the system of an agency would (embedded system only)')
    .requiredOption('--agency <id>', 'registered id of the agency, such as ph-police')
    .requiredOption('--sector <service>', 'investigation, prosecution, adjudication, victim-support or audit-trail')
    .option('--case <id>', 'the case; a command of no case has none')
    .option('--role <role>', 'a role of the user; may be repeated', collected, [])
    .option('--user <id>', 'user for whom the system acts', 'developer')
    .requiredOption('--body <json>', 'the body of the command, as over HTTP')
    .option('--minutes <n>', 'how long it is valid', count, 10)
    .action(async (name: string, asked: SignRequest) => {
      const { signCommand } = await import('./sign.ts')
      await signCommand(screen(), dataDir(), env, name, asked)
    })

  command(casectl, 'doctor', 'look at the machine, the data and the running system, and say what to do').action(async () => {
    const { doctor } = await import('./doctor.ts')
    await doctor(screen(), dataDir(), env)
  })

  return casectl
}
