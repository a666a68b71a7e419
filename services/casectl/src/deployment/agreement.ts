import type { ServiceName } from '@case-timeline/contracts'
import { kebabCase } from '../agencies.ts'
import type { Environment } from '../client.ts'

type Environments = ReadonlyMap<ServiceName, Environment>

/** A part of a variable's value that is compared between services; undefined: the value has none. */
type Aspect = (value: string) => string | undefined

const whole: Aspect = (value) => value

const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined)

/** Server and database, or the servers of an EventStoreDB or a Kafka. */
const place: Aspect = (value) => {
  const url = parsed(value)
  // The parser does not know several hosts; what is between the login and the path is the list.
  if (!url) return /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(value)?.[1]
  return `${url.hostname}:${url.port || 'default'}${url.pathname.replace(/\/$/, '')}`
}

/** Of a Kafka also the prefix of the topics. */
const feed: Aspect = (value) => `${place(value)} ${parsed(value)?.searchParams.get('prefix') ?? ''}`

/** Logins belong to the server, whichever database they use. */
const login: Aspect = (value) => {
  const url = parsed(value)
  return url?.username ? `${url.host} ${url.username}` : undefined
}

const keysIn = (value: string): readonly string[] => value.split(',')

const SAME: readonly (readonly [variable: string, of: Aspect, what: string])[] = [
  ['DEPLOYMENT', whole, 'is not the same: it names the one deployment in every event'],
  ['DIGEST_KEY', whole, 'is not the same: repeated commands would be refused as others'],
  ['EVENT_STORE_URL', place, 'does not name the same server and database: the services of a deployment share one log'],
  ['VAULT_URL', place, 'does not name the same server and database: a deployment has one vault'],
  ['EVENT_FEED_URL', feed, 'does not name the same feed: a service on another one receives no events'],
]

const DIFFERENT: readonly (readonly [variable: string, of: Aspect, what: string])[] = [
  ['VIEWS_DATABASE_URL', place, 'names the same database: each service has views of its own'],
  ['VIEWS_DATABASE_URL', login, 'has the same login: each service has one of its own'],
  ['EVENT_STORE_URL', login, 'has the same login: each service has one of its own, by which the store knows it'],
  ['VAULT_URL', login, 'has the same login: each service has one of its own, by which the vault knows it'],
]

/** What does not fit together in the configurations of several services, one sentence each, without a value. */
export const disagreements = (environments: Environments): readonly string[] => [
  ...SAME.flatMap(([variable, of, what]) => {
    const groups = byAspect(environments, variable, of)
    if (groups.length < 2) return []
    return [`${variable} ${what} (${groups.map((services) => services.map(kebabCase).join(' and ')).join('; against ')})`]
  }),
  ...DIFFERENT.flatMap(([variable, of, what]) =>
    byAspect(environments, variable, of)
      .filter((services) => services.length > 1)
      .map((services) => `${variable} of ${services.map(kebabCase).join(' and ')} ${what}`),
  ),
  ...sharedVaultKeys(environments),
]

/** The services whose variable is set, grouped by what is compared. */
const byAspect = (environments: Environments, variable: string, of: Aspect): readonly (readonly ServiceName[])[] => {
  const groups = new Map<string, ServiceName[]>()
  for (const [service, env] of environments) {
    const value = env[variable] ?? (variable === 'EVENT_FEED_URL' ? 'store:' : undefined)
    const aspect = value === undefined ? undefined : of(value)
    if (aspect !== undefined) groups.set(aspect, [...(groups.get(aspect) ?? []), service])
  }
  return [...groups.values()]
}

const sharedVaultKeys = (environments: Environments): readonly string[] => {
  const users = new Map<string, ServiceName[]>()
  for (const [service, { VAULT_KEYS }] of environments)
    for (const key of new Set(VAULT_KEYS ? keysIn(VAULT_KEYS) : [])) users.set(key, [...(users.get(key) ?? []), service])
  const pairs = new Set(
    [...users.values()].filter((services) => services.length > 1).map((services) => services.map(kebabCase).join(' and ')),
  )
  return [...pairs].map((services) => `VAULT_KEYS of ${services} have a key in common: each service has keys of its own`)
}
