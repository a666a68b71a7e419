import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Environment, Identity } from './client.ts'
import { addDeploymentCommands } from './deployment/commands.ts'
import { DEFAULT_DATA } from './entered-command.ts'
import { EXIT, Failure } from './failure.ts'
import { addHistoryCommands } from './history-commands.ts'
import { addImportCommands } from './import/commands.ts'
import { addIntakeCommands } from './intake/commands.ts'
import { addMovingCommands } from './moving/commands.ts'
import { collected, count } from './options.ts'
import { addPolicyCommands } from './policy/commands.ts'
import type { Choice } from './profiles.ts'
import { addProjectionCommands } from './projections/commands.ts'
import { print, type Screen } from './screen.ts'
import type { HeldRequest } from './held.ts'
import type { TokenEndpoint } from './password-tokens.ts'
import type { SignRequest } from './sign.ts'

interface GlobalOptions {
  readonly data: string
  readonly json: boolean
}

interface TimelineOptions {
  readonly source?: string
  readonly sourceId?: string
  readonly asOf?: string
  readonly knownAt?: string
  readonly schema?: string
  readonly order: 'occurred' | 'recorded'
}

const port = (text: string): number => {
  const base = count(text)
  if (base > 65_530) throw new InvalidArgumentError('It must be at most 65530, because the five ports after it are used.')
  return base
}

const ownVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version

/** The command line. Each command imports its module when it runs, so that a query does not load the five services. */
export const program = (env: Environment, out: NodeJS.WritableStream): Command => {
  const casectl = new Command('casectl')
    .description('Runs, queries and maintains case-timeline. Exit codes: 0 done, 1 failed, 2 usage, 3 refused by a rule, 4 not found.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .option('--data <dir>', 'data folder of the embedded system', DEFAULT_DATA)
    .option('--json', 'print JSON instead of text', false)
    .showHelpAfterError('For all commands: casectl --help')
    .exitOverride()
    .enablePositionalOptions(false)

  const startedByNpm = env['npm_lifecycle_event'] !== undefined
  const screen = (): Screen => ({ json: casectl.opts<GlobalOptions>().json, out })
  const dataDir = (): string => casectl.opts<GlobalOptions>().data
  let choice: Choice = {}
  const client = async (identity?: Identity) => (await import('./client.ts')).connect(dataDir(), env, identity, choice)
  /** Adds a command that also accepts the global options after its own name. */
  const command = (parent: Command, usage: string, description: string): Command =>
    parent
      .command(usage)
      .description(description)
      .option('--data <dir>', 'data folder of the embedded system')
      .option('--json', 'print JSON instead of text')
      .hook('preAction', (_, actionCommand) => {
        const { data, json } = actionCommand.opts<Partial<GlobalOptions>>()
        if (data !== undefined) casectl.setOptionValue('data', data)
        if (json) casectl.setOptionValue('json', json)
      })
  /** Adds a command that calls services: of the embedded system, or of the one that these options name. */
  const calling: typeof command = (parent, usage, description) =>
    command(parent, usage, description)
      .option('--profile <name>', 'a deployment of your profiles file (docs/how-to/name-a-deployment.md); default: CASECTL_PROFILE')
      .option('--url <service=url>', 'the address of a service, with CASE_TIMELINE_TOKEN (repeatable)', collected, [])
      .hook('preAction', (_, actionCommand) => {
        choice = actionCommand.opts<Choice>()
      })

  command(casectl, 'up', 'start all services in this process, on an embedded PostgreSQL or on DATABASE_URL')
    .option('--demo', 'record the demo case', false)
    .addOption(
      new Option('--port-base <n>', 'the services listen on the five ports after n; 0: on free ports').argParser(port).default(3000),
    )
    .action(async (options: { demo: boolean; portBase: number }) => {
      const [{ up }, { shutdownRequested }] = await Promise.all([import('./up.ts'), import('./shutdown.ts')])
      await up(screen(), { data: dataDir(), ...options }, env, shutdownRequested({ startedByNpm }))
    })

  command(casectl, 'demo', 'play the demo case on the services of CASE_TIMELINE_URLS; its users sign in with DEMO_PASSWORD')
    .requiredOption('--token-endpoint <url>', 'where the identity provider gives tokens: https, or http on this machine')
    .option('--client <id>', 'the client of the identity provider at which the users sign in by password', 'case-timeline')
    .action(async (options: TokenEndpoint) => {
      const { playDeployedDemo } = await import('./deployed-demo.ts')
      await playDeployedDemo(screen(), env, options)
    })

  addImportCommands({ casectl, command, screen, env, dataDir })

  calling(casectl, 'timeline [case]', 'show the merged timeline of a case')
    .option('--source <name>', 'instead of the case: the source from which it was imported; with --source-id')
    .option('--source-id <id>', 'the id of the case in that source')
    .option('--as-of <time>', 'only what had happened by then')
    .option('--known-at <time>', 'only what had been recorded by then')
    .option('--schema <name>', 'as known at a position: read from the views that replay --all --into filled; default: the live view')
    .addOption(new Option('--order <by>', 'sort by').choices(['occurred', 'recorded']).default('occurred'))
    .action(async (caseId: string | undefined, options: TimelineOptions) => {
      const [{ timeline }, { namedCase }] = await Promise.all([import('./timeline.ts'), import('./find-case.ts')])
      const running = await client()
      await timeline(screen(), running, await namedCase(running, caseId, options), options)
    })

  addHistoryCommands({ casectl, calling, screen, client, env, dataDir })

  calling(casectl, 'held', 'list the persons whom an agency holds beyond the law, or under no known limit, by authority; signed with a key')
    .requiredOption('--agency <id>', 'the agency whose list it is, such as ph-police')
    .requiredOption('--sector <service>', 'investigation, prosecution, adjudication or victim-support')
    .option('--date <day>', 'as of the end of this day; default: now')
    .option('--zone <zone>', 'the time zone of the day', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option(
      '--schema <name>',
      'by what was known at a position: read from the views that replay --all --into filled; default: the live ones',
    )
    .option('--sign <file>', 'sign it with this key, from casectl audit create-key')
    .option('--out <file>', 'a new file, or a folder for one named by agency and time; default: print it')
    .action(async (options: HeldRequest) => {
      const { holdingServiceOf, listHeld } = await import('./held.ts')
      holdingServiceOf(options.sector)
      const identity = { userId: 'casectl', agencyId: options.agency, roles: ['records-supervisor'] }
      await listHeld(screen(), await client(identity), options)
    })

  const events = casectl.command('events').description('commands for the event log')
  calling(events, 'tail', 'show the last events, or the events after a position')
    .option('--after <position>', 'only events after this position')
    .option('--limit <n>', 'maximum number of events', count, 20)
    .option('--follow', 'continue with new events as they are recorded', false)
    .action(async (options: { after?: string; limit: number; follow: boolean }) => {
      const { tail } = await import('./events.ts')
      const { shutdownRequested } = await import('./shutdown.ts')
      await tail(screen(), await client(), options, options.follow ? shutdownRequested({ startedByNpm }) : undefined)
    })

  calling(events, 'export', 'write all events to a file, one JSON document per line, and a manifest with its checksum')
    .requiredOption('--out <file>', 'a new file, or a folder for one named by the time; its manifest gets the same name and .manifest.json')
    .action(async (options: { out: string }) => {
      const { exportEvents } = await import('./export-events.ts')
      await exportEvents(screen(), await client(), options.out)
    })
  addMovingCommands(events, { command, screen, env })

  const feed = casectl.command('feed').description('commands for the event feed')
  calling(feed, 'status', 'show the lag of the relay and of each consumer behind the event store')
    .option('--partitions', 'show all partitions, not only those that lag', false)
    .action(async (options: { partitions: boolean }) => {
      const { feedStatus } = await import('./feed.ts')
      await feedStatus(screen(), await client(), options)
    })
  calling(
    feed,
    'realign',
    'after the event store went back to an earlier state (a restored backup, a failover): rebuild the views and repeat the reactions that rest on lost events',
  ).action(async () => {
    const { realignConsumers } = await import('./feed.ts')
    await realignConsumers(screen(), await client())
  })
  command(feed, 'acls', 'print the shell commands that grant each login its rights in the Kafka of EVENT_FEED_URL')
    .requiredOption('--deployment <name>', 'name of the deployment, which is part of the consumer group names', env['DEPLOYMENT'])
    .option('--agency <id>', 'an agency that sends commands (repeatable)', collected, [])
    .action(async ({ deployment, agency }: { deployment: string; agency: string[] }) => {
      const { accessRights } = await import('./feed-topics.ts')
      accessRights(screen(), env, deployment, agency)
    })

  command(casectl, 'completion <shell>', 'print a script that completes commands and options in bash, zsh or fish').action(
    async (shell: string) => {
      const { completionFor, SHELLS } = await import('./completion.ts')
      const known = SHELLS.find((one) => one === shell)
      if (known === undefined) throw new Failure(`There is no completion for ${shell}.`, [`choose one of ${SHELLS.join(', ')}`], EXIT.usage)
      print(screen(), completionFor(known, casectl))
    },
  )

  addDeploymentCommands({ casectl, command, screen, env })

  addPolicyCommands({ casectl, command, screen, env })

  addIntakeCommands({ casectl, command, calling, screen, client })

  addProjectionCommands({ casectl, command, calling, screen, client, env })

  const parked = casectl.command('parked').description('commands for parked cases: cases with an event that a consumer could not handle')
  calling(parked, 'list', 'show the parked cases and the reasons').action(async () => {
    const { listParked } = await import('./parked.ts')
    await listParked(screen(), await client())
  })
  calling(parked, 'retry [case]', 'retry one parked case, or all').action(async (caseKey?: string) => {
    const { retryParked } = await import('./parked.ts')
    await retryParked(screen(), await client(), caseKey)
  })

  calling(parked, 'skip <case>', 'skip the event at which the case is parked for one consumer; the decision is recorded')
    .requiredOption('--consumer <name>', 'name of the consumer, from casectl parked list')
    .requiredOption('--position <position>', 'position of the event, from casectl parked list')
    .requiredOption('--because <code>', 'reason code, such as defectKnown')
    .action(async (caseKey: string, options: { consumer: string; position: string; because: string }) => {
      const { skipParked } = await import('./parked.ts')
      await skipParked(screen(), await client(), { case: caseKey, ...options })
    })
  calling(parked, 'skipped', 'show the skipped events, by whom and why').action(async () => {
    const { listSkipped } = await import('./parked.ts')
    await listSkipped(screen(), await client())
  })

  const audit = casectl.command('audit').description('commands for the verification of the event store')
  calling(audit, 'verify-case <case>', 'recompute every hash and chain of a case').action(async (caseId: string) => {
    const { verifyCase } = await import('./audit.ts')
    await verifyCase(screen(), await client(), caseId)
  })

  command(
    audit,
    'verify-export <file>',
    'compare a file of casectl events export with its manifest and its hashes; needs no system',
  ).action(async (file: string) => {
    const { verifyExport } = await import('./verify-export.ts')
    await verifyExport(screen(), file)
  })
  command(audit, 'verify-held <file>', 'verify the signature of a list of casectl held; needs no system')
    .requiredOption('--key <key>', 'verifier key of the agency, as casectl audit create-key printed it')
    .action(async (file: string, { key }: { key: string }) => {
      const { verifyHeld } = await import('./held.ts')
      await verifyHeld(screen(), file, key)
    })
  command(audit, 'verify-log', 'recompute every hash of the log, and compare it with the signed heads')
    .option('--heads <file>', 'file of the signed heads; default: that of the data folder')
    .option('--key <key>', 'verifier key, kept apart from the system; default: that of the data folder')
    .option('--stores <file>', 'stores file of the system; default: the running system')
    .action(async (options: { heads?: string; key?: string; stores?: string }) => {
      const { verifyWholeLog } = await import('./verify-log.ts')
      await verifyWholeLog(screen(), env, dataDir(), options)
    })
  command(audit, 'create-key <file>', 'create the key that signs the heads of the log, and print its verifier key')
    .requiredOption('--name <name>', 'name of the log, such as case-timeline/ph-north')
    .action(async (file: string, { name }: { name: string }) => {
      const { createKey } = await import('./verify-log.ts')
      await createKey(screen(), file, name)
    })

  command(casectl, 'token', 'print a development token (embedded system only)')
    .requiredOption('--agency <id>', 'registered id of the agency, such as ph-police')
    .requiredOption('--sector <service>', 'investigation, prosecution, adjudication, victim-support or audit-trail')
    .option('--role <role>', 'a role of the user (repeatable)', collected, [])
    .option('--user <id>', 'user id', 'developer')
    .option('--hours <n>', 'validity in hours', count, 8)
    .action(async (options: { agency: string; sector: string; role: string[]; user: string; hours: number }) => {
      const { token } = await import('./token.ts')
      await token(screen(), dataDir(), env, options)
    })

  command(
    casectl,
    'playground',
    'print the environment variables of the .http playgrounds as shell commands (embedded system only)',
  ).action(async () => {
    const { playground } = await import('./playground.ts')
    await playground(screen(), dataDir(), env)
  })

  command(casectl, 'sign <command>', 'sign a command as the system of an agency would (embedded system only)')
    .requiredOption('--agency <id>', 'registered id of the agency, such as ph-police')
    .requiredOption('--sector <service>', 'investigation, prosecution, adjudication, victim-support or audit-trail')
    .option('--case <id>', 'id of the case; omit it for a command that belongs to no case')
    .option('--role <role>', 'a role of the user (repeatable)', collected, [])
    .option('--user <id>', 'id of the user for whom the system acts', 'developer')
    .requiredOption('--body <json>', 'the body of the command, as over HTTP')
    .option('--minutes <n>', 'validity in minutes, at most 60', count, 10)
    .action(async (name: string, options: SignRequest) => {
      const { signCommand } = await import('./sign.ts')
      await signCommand(screen(), dataDir(), env, name, options)
    })

  calling(casectl, 'doctor', 'check the machine, the data and the running system, and print advice').action(async () => {
    const { doctor } = await import('./doctor.ts')
    await doctor(screen(), dataDir(), env, choice)
  })

  return casectl
}
