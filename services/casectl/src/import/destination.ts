import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type Aggregate, type CommandContext, commandMemory, rememberingUpTo, stateCaches } from '@case-timeline/commands'
import { type EventStore, recordedTexts } from '@case-timeline/event-store'
import { followedLogs, openEventStore } from '@case-timeline/event-store/drivers'
import { z } from 'zod'
import type { Environment } from '../client.ts'
import { DESCRIPTIONS } from '../descriptions.ts'
import { EXIT, Failure } from '../failure.ts'
import { requireVerified } from '../verified-servers.ts'
import type { Destination } from './import-log.ts'

const forEachService = <T>(of: (service: ServiceName) => T): Record<ServiceName, T> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, T>

/**
 * What an import needs of a deployment: the URL of the store with the login of each service, and settings of the
 * services.
 */
export const Stores = z.strictObject({
  deployment: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  digestKey: z.string().regex(/^[0-9a-f]{64}$/),
  stores: z.record(z.enum(SERVICES), z.string().regex(/^[a-z]+:\/\//)),
})
export type Stores = z.infer<typeof Stores>

/** The file in which a running `casectl up` writes its stores, readable only by its owner. */
export const storesFile = (dataDir: string): string => join(dataDir, 'stores.json')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads a stores file.
 * @throws Failure when the file is missing or invalid, or a store on another machine is not verified; the message has no values of the file, because they contain
 *   passwords
 */
export const readStores = async (file: string, env: Environment): Promise<Stores> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Failure(
      `The event stores to import into are not known: ${file} cannot be read.`,
      [
        'start the system: npm start (or casectl up --data DIR), and give its data folder with --data',
        'or write a stores file, and give its path with --stores FILE',
      ],
      EXIT.usage,
    )
  })
  const { data, error } = Stores.safeParse(parsed(text))
  if (data) {
    for (const service of SERVICES) requireVerified(env, `${file}: the store of ${service}`, data.stores[service])
    return data
  }
  const members = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the file'))].join(', ')
  throw new Failure(
    `${file} is not a valid stores file: it has missing, invalid or unknown members (${members}).`,
    ['see docs/how-to/import-a-log.md'],
    EXIT.usage,
  )
}

/** The aggregates whose commands an import may send. */
export const AGGREGATES: readonly Aggregate[] = DESCRIPTIONS.flatMap(({ aggregates }) => aggregates)

/** Characters of the events of cases that are remembered. What docs/how-to/import-a-log.md says of memory rests on it. */
const MAX_REMEMBERED = 40_000_000

const RULES = DESCRIPTIONS.flatMap(({ rules }) => rules)

/**
 * Opens the stores; each connects when it is first used.
 * @param policyOf the policy for the commands of a jurisdiction
 */
export const openDestination = (
  { deployment, digestKey, stores }: Stores,
  policyOf: NonNullable<CommandContext['policyOf']> = () => undefined,
): Destination & { close(): Promise<void> } => {
  const [recorded, followed] = [recordedTexts(), followedLogs()]
  const opened: Record<ServiceName, EventStore> = forEachService((service) =>
    openEventStore(stores[service], service, { recorded, followed }),
  )
  const key = Buffer.from(digestKey, 'hex')
  const [states, cases] = [stateCaches(), rememberingUpTo(MAX_REMEMBERED, SERVICES.length)]
  const contexts: Record<ServiceName, CommandContext> = forEachService((service): CommandContext => ({
    store: opened[service],
    memory: commandMemory(opened[service], states, cases),
    rules: RULES,
    deployment,
    digestKey: key,
    policyOf,
    now: () => new Date().toISOString(),
  }))
  const close = async () => void (await Promise.all(Object.values(opened).map((store) => store.close())))
  return { contexts, aggregates: AGGREGATES, close }
}
