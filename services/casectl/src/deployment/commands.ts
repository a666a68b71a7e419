import { Option, type Command } from 'commander'
import type { Environment } from '../client.ts'
import { collected, count } from '../options.ts'
import { print, type Screen } from '../screen.ts'
import type { CheckOptions } from './check-configuration.ts'
import type { ProvideOptions } from './provide.ts'
import type { TopicsOptions } from '../feed-topics.ts'

/** What the commands of a group need of the command line. */
export interface Program {
  readonly casectl: Command
  /** Adds a command that also accepts the global options after its own name. */
  readonly command: (parent: Command, usage: string, description: string) => Command
  readonly screen: () => Screen
  readonly env: Environment
}

const prefix = () => new Option('--prefix <text>', 'prefix of the names of databases and logins').default('')

/** The commands that set up and change a deployment. Passwords come from the environment: arguments are visible in `ps`. */
export const addDeploymentCommands = ({ casectl, command, screen, env }: Program): void => {
  const report = (sentence: string) => print({ json: false, out: process.stderr }, sentence)

  command(casectl, 'provide', 'create the databases and logins of a deployment on the PostgreSQL of ADMIN_URL; what exists is kept')
    .addOption(prefix())
    .option(
      '--deployment <name>',
      'name of the deployment, with which the names of the Secrets begin',
      env['DEPLOYMENT'] ?? 'case-timeline',
    )
    .option('--parts <list>', 'only these of events, views and vault, as where events are in an EventStoreDB', 'events,views,vault')
    .option('--secrets <file>', 'write what was created as Kubernetes Secrets into a new file instead of printing it')
    .option('--reset-passwords', 'give existing logins new passwords, too', false)
    .action(async (options: ProvideOptions) => {
      const { provide } = await import('./provide.ts')
      await provide(screen(), env, options, report)
    })

  command(casectl, 'migrate', 'bring events, vault and views on the PostgreSQL of ADMIN_URL to this release')
    .addOption(prefix())
    .action(async (options: { prefix: string }) => {
      const { migrate } = await import('./migrate.ts')
      await migrate(screen(), env, options.prefix, report)
    })

  command(casectl, 'topics', 'create the missing topics in the Kafka of EVENT_FEED_URL; existing topics are not changed')
    .option('--agency <id>', 'an agency that sends commands: creates its answer topic (repeatable)', collected, [])
    .option('--replication <n>', 'replicas of each partition (default: 3, or the number of brokers if less)', count)
    .option('--min-insync <n>', 'in-sync replicas that must acknowledge a message (default: one less than the replicas)', count)
    .option('--retention-days <n>', 'retention time of events, commands and answers', count)
    .action(async (options: TopicsOptions) => {
      const { createTopics } = await import('../feed-topics.ts')
      await createTopics(screen(), env, options)
    })

  const config = casectl.command('config').description('commands for the configuration of services')
  command(config, 'check', 'check the variables of services, with one sentence for each fault; connects to nothing')
    .option('--service <name>', 'the service, such as victim-support (repeatable, with --env-dir)', collected, [])
    .option('--env-file <file>', 'file of variables instead of the environment; with --env-dir: those that all services share')
    .option('--env-dir <folder>', 'folder with a file for each service, such as victim-support.env; all are checked, and together')
    .action(async (options: CheckOptions) => {
      const { checkConfiguration } = await import('./check-configuration.ts')
      await checkConfiguration(screen(), env, options)
    })
}
