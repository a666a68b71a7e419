import { randomBytes } from 'node:crypto'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import {
  type Part,
  PARTS,
  protectedUrl,
  provideDatabases,
  type ServiceLogin,
  serviceLogins,
  serviceUrl,
  sharedDatabases,
} from '@case-timeline/service-kit/provisioning'
import pg from 'pg'
import { kebabCase } from '../agencies.ts'
import type { Environment } from '../client.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Screen, show } from '../screen.ts'
import { type AdminSession, asAdministrator } from './admin-session.ts'
import { closeSharedDatabases } from './close-shared-databases.ts'
import { isEventStoreDb } from './is-event-store-db.ts'
import { createKeys, type Keys } from './keys.ts'
import { refuseOtherSystems } from './other-systems.ts'
import { AFTER_LOST_SECRETS, type CreatedVariables, newSecretsFile, secretsOf } from './secrets-file.ts'

export interface ProvideOptions {
  readonly prefix: string
  /** Name of the deployment, with which the names of the Secrets begin. */
  readonly deployment: string
  /** Comma-separated. */
  readonly parts: string
  readonly secrets?: string
  readonly resetPasswords: boolean
}

/** What a run created, with the variables that it made: the only time that they are known. */
export interface Provided extends CreatedVariables {
  readonly databases: readonly string[]
  readonly logins: readonly { readonly login: string; readonly state: 'created' | 'kept' | 'new password' }[]
  readonly notes: readonly string[]
}

/**
 * Provides the databases, logins and grants of a deployment. What exists is kept, passwords too, unless new ones are
 * requested.
 * @param report receives a sentence when it has to wait
 * @throws Failure; if it is thrown after the first login was created, the message says how to get new passwords
 */
export const provide = async (
  screen: Screen,
  env: Environment,
  options: ProvideOptions,
  report: (sentence: string) => void,
): Promise<void> => {
  const parts = partsOf(options.parts)
  if (isEventStoreDb(env['ADMIN_URL'])) {
    const { restrictEventStore } = await import('./restrict-event-store.ts')
    return restrictEventStore(screen, env['ADMIN_URL'], options.parts)
  }
  requireDeployment(options.deployment)
  // It is created first: passwords that cannot be written would be lost.
  const file = options.secrets === undefined ? undefined : await newSecretsFile(options.secrets)
  try {
    const provided = await asAdministrator(env, options.prefix, report, (admin) => provideOn(admin, parts, options))
    const written =
      file && hasVariables(provided) ? await file.write(secretsOf(options.deployment, provided, env['ADMIN_URL']!)) : undefined
    show(screen, written === undefined ? provided : { ...withoutVariables(provided), secrets: written }, () => textOf(provided, written))
  } finally {
    await file?.close()
  }
}

const partsOf = (text: string): readonly Part[] => {
  const wanted = text.split(',')
  const unknown = wanted.filter((one) => !PARTS.some((part) => part === one))
  if (unknown.length > 0) throw new Failure(`--parts ${text}: the parts are ${PARTS.join(', ')}.`, [], EXIT.usage)
  return PARTS.filter((part) => wanted.includes(part))
}

const requireDeployment = (name: string): void => {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new Failure(`--deployment ${name} is not a name: lower-case letters, digits and hyphens.`, [], EXIT.usage)
}

const provideOn = async (admin: AdminSession, parts: readonly Part[], { prefix, resetPasswords }: ProvideOptions): Promise<Provided> => {
  const before = await admin.databases()
  await refuseOtherSystems(admin, prefix, parts, before)
  for (const { database, check } of sharedDatabases(admin.url, prefix)) if (before.has(database)) await check()
  const logins = serviceLogins(prefix, parts)
  const present = await presentLogins(admin.session, logins)
  const passwords = new Map(
    logins.filter(({ login }) => resetPasswords || !present.has(login)).map(({ login }) => [login, randomBytes(24).toString('hex')]),
  )
  const created = logins.filter(({ login }) => !present.has(login))
  const keys = await provideDatabases({ adminUrl: admin.url, prefix, parts, passwordOf: (login) => passwords.get(login) })
    .then(() => createKeys(admin.url, prefix, parts, created))
    .catch((failure: unknown) => {
      throw passwords.size > 0 && failure instanceof Error ? inPart(failure) : failure
    })
  // Where the administrator has left them open, a later run does not say so again.
  const closed = created.length > 0 ? await closeSharedDatabases(admin) : undefined
  return {
    databases: [...new Set(logins.map(({ database }) => database))].filter((name) => !before.has(name)),
    logins: logins.map(({ login }) => ({
      login,
      state: present.has(login) ? (passwords.has(login) ? 'new password' : 'kept') : 'created',
    })),
    services: variablesOf(admin.url, logins, passwords, keys),
    shared: keys.shared,
    notes: [...keys.notes, ...(closed === undefined ? [] : [closed])],
  }
}

const presentLogins = async (session: pg.Client, logins: readonly ServiceLogin[]): Promise<ReadonlySet<string>> => {
  const { rows } = await session.query<{ rolname: string }>('select rolname from pg_roles where rolname = any ($1)', [
    logins.map(({ login }) => login),
  ])
  return new Set(rows.map(({ rolname }) => rolname))
}

/** What was created before the failure stays, with passwords that were shown to nobody. */
const inPart = ({ message }: Error): Failure => new Failure(`The databases were provided only in part: ${message}.`, AFTER_LOST_SECRETS)

const variablesOf = (
  adminUrl: string,
  logins: readonly ServiceLogin[],
  passwords: ReadonlyMap<string, string>,
  { vaultKeys }: Keys,
): Provided['services'] => {
  const urls = (service: ServiceName) =>
    logins
      .filter((one) => one.service === service)
      .flatMap((one) => {
        const password = passwords.get(one.login)
        return password === undefined ? [] : [[one.variable, protectedUrl(serviceUrl(adminUrl, one, password))] as const]
      })
  const keyOf = (service: ServiceName) => (vaultKeys[service] === undefined ? [] : [['VAULT_KEYS', vaultKeys[service]] as const])
  return Object.fromEntries(
    SERVICES.map((service) => [service, [...urls(service), ...keyOf(service)]] as const)
      .filter(([, variables]) => variables.length > 0)
      .map(([service, variables]) => [service, Object.fromEntries(variables)]),
  )
}

const hasVariables = ({ services, shared }: Provided): boolean => Object.keys(services).length + Object.keys(shared).length > 0

const withoutVariables = ({ databases, logins, notes }: Provided) => ({ databases, logins, notes })

const textOf = (provided: Provided, file: string | undefined): string => {
  const { databases, logins, services, shared, notes } = provided
  const changed = logins.filter(({ state }) => state !== 'kept')
  if (databases.length === 0 && changed.length === 0)
    return ['Nothing was to do: all databases and logins exist. The logins keep their passwords.', ...notes].join('\n')
  const blocks = [['all services', shared] as const, ...Object.entries(services).map(([name, own]) => [kebabCase(name), own] as const)]
  return [
    ...databases.map((name) => `created       database ${name}`),
    ...logins.map(({ login, state }) => `${state.padEnd(14)}login ${login}`),
    ...notes.map((note) => `note          ${note}`),
    ...(file === undefined
      ? [
          '# Store these as secrets: they are not shown again.',
          ...blocks
            .filter(([, variables]) => Object.keys(variables).length > 0)
            .flatMap(([name, variables]) => ['', `# ${name}`, ...Object.entries(variables).map(([key, value]) => `${key}=${value}`)]),
        ]
      : [`written       ${file}`]),
  ].join('\n')
}
