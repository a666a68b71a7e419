import { randomBytes } from 'node:crypto'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { databaseUrl, type Part, type ServiceLogin, serviceLogins, withSession } from '@case-timeline/service-kit/provisioning'
import type pg from 'pg'

/** Keys that no database has, and that were created for logins of this run. */
export interface Keys {
  readonly vaultKeys: Readonly<Partial<Record<ServiceName, string>>>
  readonly shared: Readonly<Partial<Record<'DIGEST_KEY', string>>> & Readonly<Record<string, string>>
  /** A sentence for each key that exists already although its login is new, as after a restored backup. */
  readonly notes: readonly string[]
}

const newKey = (): string => randomBytes(32).toString('hex')

/**
 * Creates VAULT_KEYS of each service that got a new login to the vault, and DIGEST_KEY with the first logins of a
 * deployment, but none where the databases have something that was made with an earlier key: nobody could read that
 * again.
 * @param created the logins that this run created
 */
export const createKeys = async (
  adminUrl: string,
  prefix: string,
  parts: readonly Part[],
  created: readonly ServiceLogin[],
): Promise<Keys> => {
  const isNew = (part: Part) => created.filter((one) => one.part === part)
  const vaultServices = isNew('vault').map(({ service }) => service)
  const used = vaultServices.length > 0 ? await servicesWithKeys(adminUrl, `${prefix}vault`) : new Set<ServiceName>()
  const firstPart = parts.find((part) => part !== 'vault')
  const isFirst = firstPart !== undefined && isNew(firstPart).length === serviceLogins(prefix, [firstPart]).length
  const deployment = isFirst && firstPart === 'events' ? await recordedDeployment(adminUrl, `${prefix}events`) : undefined
  return {
    vaultKeys: Object.fromEntries(
      SERVICES.filter((service) => vaultServices.includes(service) && !used.has(service)).map((service) => [service, newKey()]),
    ),
    shared: isFirst && deployment === undefined ? { DIGEST_KEY: newKey() } : {},
    notes: [
      ...(deployment === undefined ? [] : [`no DIGEST_KEY was created: ${deployment} has recorded events with its own, which stays valid`]),
      ...vaultServices
        .filter((service) => used.has(service))
        .map((service) => `no VAULT_KEYS of ${service} were created: the vault has keys that only the earlier ones decrypt`),
    ],
  }
}

const servicesWithKeys = async (adminUrl: string, database: string): Promise<ReadonlySet<ServiceName>> => {
  const rows = await read<{ service: ServiceName }>(adminUrl, database, 'select distinct service from vault.subject_key')
  return new Set(rows.map(({ service }) => service))
}

const recordedDeployment = async (adminUrl: string, database: string): Promise<string | undefined> =>
  (await read<{ name: string }>(adminUrl, database, 'select name from events.deployment'))[0]?.name

const read = <R extends pg.QueryResultRow>(adminUrl: string, database: string, statement: string): Promise<readonly R[]> =>
  withSession(databaseUrl(adminUrl, database), async (session) => (await session.query<R>(statement)).rows)
