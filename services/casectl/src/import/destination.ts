import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { adjudication } from '@case-timeline/adjudication'
import { auditTrail } from '@case-timeline/audit-trail'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type Aggregate, type Desk, type EventStore, openEventStore } from '@case-timeline/event-store'
import { investigation } from '@case-timeline/investigation'
import { prosecution } from '@case-timeline/prosecution'
import { victimSupport } from '@case-timeline/victim-support'
import { z } from 'zod'
import { EXIT, Failure } from '../failure.ts'
import type { Destination } from './import-log.ts'

const perService = <T>(of: (service: ServiceName) => T): Record<ServiceName, T> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(service)])) as Record<ServiceName, T>

/** What an import needs of a deployment: the stores under each service's own login, and what the services are configured with. */
export const Stores = z.strictObject({
  deployment: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  digestKey: z.string().regex(/^[0-9a-f]{64}$/),
  stores: z.record(z.enum(SERVICES), z.string().regex(/^[a-z]+:\/\//)),
})
export type Stores = z.infer<typeof Stores>

/** Where a running `up` leaves them, for its owner alone. */
export const storesFile = (dataDir: string): string => join(dataDir, 'stores.json')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @throws Failure when there is no such file, or it is of another shape; no value of it is shown */
export const readStores = async (file: string): Promise<Stores> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Failure(
      `The stores to import into are not known: ${file} cannot be read.`,
      [
        'start the system: npm start (or casectl up --data DIR), and name its folder with --data',
        'or write that file, and name it with --stores FILE',
      ],
      EXIT.usage,
    )
  })
  const { data, error } = Stores.safeParse(parsed(text))
  if (data) return data
  const members = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the file'))].join(', ')
  throw new Failure(`${file} does not name the stores: ${members} does not fit.`, ['see docs/how-to/import-a-log.md'], EXIT.usage)
}

/** The services whose commands an import may send. */
export const DESCRIPTIONS = [investigation, prosecution, adjudication, victimSupport, auditTrail] as const

export const AGGREGATES: readonly Aggregate[] = DESCRIPTIONS.flatMap(({ aggregates }) => aggregates)

/**
 * Opens the stores; each is connected to when it is first used.
 * @param lawOf the law under which commands of a jurisdiction are decided
 */
export const openDestination = (
  { deployment, digestKey, stores }: Stores,
  lawOf: NonNullable<Desk['lawOf']> = () => undefined,
): Destination & { close(): Promise<void> } => {
  const opened: Record<ServiceName, EventStore> = perService((service) => openEventStore(stores[service], service))
  const key = Buffer.from(digestKey, 'hex')
  const desks: Record<ServiceName, Desk> = perService((service) => ({
    store: opened[service],
    deployment,
    digestKey: key,
    lawOf,
    now: () => new Date().toISOString(),
  }))
  const close = async () => void (await Promise.all(Object.values(opened).map((store) => store.close())))
  return { desks, aggregates: AGGREGATES, close }
}
