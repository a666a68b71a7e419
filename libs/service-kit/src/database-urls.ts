/** The protocols of a URL of PostgreSQL. */
export const DATABASE_PROTOCOLS = ['postgres:', 'postgresql:']

/** The names of a host that only this machine reaches. */
export const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/** The variables of a service with a URL of a database. */
export const DATABASES = ['EVENT_STORE_URL', 'VIEWS_DATABASE_URL', 'VAULT_URL'] as const

type DatabaseUrls = Readonly<Record<(typeof DATABASES)[number], string>>

const isPostgres = (text: string): boolean => DATABASE_PROTOCOLS.some((protocol) => text.startsWith(protocol))

/** A parameter replaces the part of the URL with the same meaning; a path is a socket of this machine. */
const hostOf = ({ hostname, searchParams }: URL): string => searchParams.get('host') ?? hostname.replace(/^\[|\]$/g, '')

const isOnThisMachine = (host: string): boolean => host.startsWith('/') || LOOPBACK.test(host)

/** Whether a connection to PostgreSQL on another machine can be read or taken over on the way. */
const isUnprotected = (text: string): boolean => {
  if (!isPostgres(text)) return false
  const url = new URL(text)
  if (isOnThisMachine(hostOf(url))) return false
  return url.searchParams.getAll('sslmode').at(-1) !== 'verify-full' || url.searchParams.has('ssl')
}

/**
 * What is wrong with a URL of PostgreSQL on another machine that is not verified; undefined: nothing is.
 * @param name of the setting
 */
export const unverifiedServer = (name: string, text: string): string | undefined =>
  isUnprotected(text)
    ? `${name} connects to another machine and does not verify it: add sslmode=verify-full, and sslrootcert=FILE for an authority of your own`
    : undefined

/** A database URL such that a connection to another machine verifies it: a service does not start with any other. */
export const protectedUrl = (text: string): string => {
  if (!isUnprotected(text)) return text
  const url = new URL(text)
  url.searchParams.delete('ssl')
  url.searchParams.set('sslmode', 'verify-full')
  return url.href
}

/** More milliseconds than these end a timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** With anything but a number of milliseconds, every statement of more than a moment would fail. */
const timeoutProblems = (name: string, text: string): readonly string[] =>
  new URL(text).searchParams
    .getAll('query_timeout')
    .filter((timeout) => !/^[1-9]\d*$/.test(timeout) || Number(timeout) > MAX_TIMER_MS)
    .map(
      (timeout) =>
        `${name} has query_timeout=${timeout}: state in milliseconds, from 1 to ${MAX_TIMER_MS}, how long the answer to a statement is waited for`,
    )

/** Server and name of a database, as far as URLs show it: a server may have several names. */
const placeOf = (text: string): string => {
  const url = new URL(text)
  const host = hostOf(url)
  const port = url.searchParams.get('port') ?? (url.port || '5432')
  return JSON.stringify([isOnThisMachine(host) ? 'this machine' : host.toLowerCase(), port, url.pathname])
}

/** What is wrong with the databases that a service names, one sentence for each problem. */
export const databaseProblems = (urls: DatabaseUrls): readonly string[] => {
  const names = DATABASES.filter((name) => isPostgres(urls[name]))
  return [
    ...names.flatMap((name) => timeoutProblems(name, urls[name])),
    ...names.flatMap((name, at) => {
      const other = names.slice(0, at).find((one) => placeOf(urls[one]) === placeOf(urls[name]))
      return other === undefined
        ? []
        : [`${name} names the same database as ${other}: events, views and vault have one each; correct the one that is wrong`]
    }),
  ]
}
