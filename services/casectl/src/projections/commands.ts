import { type Command, InvalidArgumentError } from 'commander'
import type { Client, Environment, Identity } from '../client.ts'
import { count } from '../options.ts'
import type { Screen } from '../screen.ts'
import type { Request } from './operations.ts'
import type { PrepareOptions } from './prepare.ts'

/** What the commands on views need of the command line. */
export interface Program {
  readonly casectl: Command
  /** Adds a command that also accepts the global options after its own name. */
  readonly command: (parent: Command, usage: string, description: string) => Command
  /** Adds one that calls services, and so accepts the options that name a system. */
  readonly calling: Program['command']
  readonly screen: () => Screen
  readonly client: (identity?: Identity) => Promise<Client>
  readonly env: Environment
}

/** A part of a whole: `5%` or `0.05`. */
const part = (text: string): number => {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? []
  const value = Number(digits) / (percent ? 100 : 1)
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It must be a part such as 5% or 0.05.')
  return value
}

const atLeastOne = (text: string): number => {
  const value = count(text)
  if (value < 1) throw new InvalidArgumentError('It must be at least 1.')
  return value
}

const throttled = (command: Command): Command =>
  command
    .option('--rate <n>', 'read at most so many events a second', atLeastOne)
    .option('--share <part>', 'work for at most this part of the time, such as 0.2', part)

/** The commands that look after views. */
export const addProjectionCommands = ({ casectl, command, calling, screen, client, env }: Program): void => {
  const projections = casectl.command('projections').description('commands for the views')
  const operate = async (request: Request, service?: string, view?: string): Promise<void> => {
    const { operateOnViews } = await import('./operations.ts')
    await operateOnViews(screen(), await client(), request, { service, view })
  }

  calling(projections, 'list', 'show the state of every view').action(async () => {
    const { listViews } = await import('./views.ts')
    await listViews(screen(), await client())
  })

  calling(projections, 'status', 'show what is done to views, and what was: position, rate, and the time that is left')
    .option('--limit <n>', 'how many', atLeastOne, 20)
    .action(async ({ limit }: { limit: number }) => {
      const { showOperations } = await import('./operations.ts')
      await showOperations(screen(), await client(), limit)
    })

  throttled(calling(projections, 'rebuild [service] [view]', 'rebuild views from the events, without interrupting queries'))
    .option('--from-start', 'begin again, also where an interrupted rebuild could be continued')
    .option('--accept-differences <code>', 'swap also if rows differ from those before; the reason code is recorded, such as changedByHand')
    .action((service: string | undefined, view: string | undefined, options: Omit<Request, 'purpose'>) =>
      operate({ ...chosen(options), purpose: 'rebuild' }, service, view),
    )

  throttled(calling(projections, 'verify [service] [view]', 'compare views with the events, row by row, without interrupting anybody'))
    .option('--sample <part>', 'compare only some of the cases, such as 5%; other ones each time', part)
    .action((service: string | undefined, view: string | undefined, options: Omit<Request, 'purpose'>) =>
      operate({ ...chosen(options), purpose: 'verify' }, service, view),
    )

  calling(
    projections,
    'rollback <service> <view>',
    'bring the rows from before the last rebuild back, with what was recorded since',
  ).action((service: string, view: string) => operate({ purpose: 'rollback' }, service, view))

  calling(projections, 'retire [service] [view]', 'drop what is kept for a rollback, and what an interrupted rebuild has left').action(
    (service?: string, view?: string) => operate({ purpose: 'retire' }, service, view),
  )

  calling(projections, 'cancel <operation>', 'end a rebuild or verification; its id is in projections status').action(
    async (id: string) => {
      const { cancelOperation } = await import('./operations.ts')
      await cancelOperation(screen(), await client(), id)
    },
  )

  throttled(
    command(
      projections,
      'prepare',
      'fill the views of a service for this release before it serves them, with the variables of the service',
    ),
  )
    .requiredOption('--service <name>', 'the service, such as victim-support')
    .option('--patience <seconds>', 'end after so long without a failure: the service fills the rest by itself', count)
    .action(async (options: PrepareOptions) => {
      const [{ prepareForRelease }, { shutdownRequested }] = await Promise.all([import('./prepare.ts'), import('../shutdown.ts')])
      await prepareForRelease(screen(), env, options, shutdownRequested({ startedByNpm: env['npm_lifecycle_event'] !== undefined }))
    })

  calling(projections, 'digest [service] [view]', 'show the digest of views: equal for equal rows, at any place and time').action(
    async (service?: string, view?: string) => {
      const { digestViews } = await import('./views.ts')
      await digestViews(screen(), await client(), service, view)
    },
  )
}

/** The members that a service knows: not those of the command line. */
const chosen = ({ rate, share, sample, fromStart, acceptDifferences }: Omit<Request, 'purpose'>): Omit<Request, 'purpose'> => ({
  ...(rate === undefined ? {} : { rate }),
  ...(share === undefined ? {} : { share }),
  ...(sample === undefined ? {} : { sample }),
  ...(fromStart === undefined ? {} : { fromStart }),
  ...(acceptDifferences === undefined ? {} : { acceptDifferences }),
})
