import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { SASLOptions } from 'kafkajs'

/** The address of Kafka and the login of this process: a configuration of kafkajs, and the prefix. */
export interface KafkaAddress {
  /** Each as `host:port`. */
  readonly brokers: readonly string[]
  /** With TLS; `ca`: the only trusted certificates (PEM). */
  readonly ssl?: boolean | { readonly ca: string }
  readonly sasl?: SASLOptions
  /** Prefix of the names of all topics and groups. */
  readonly prefix: string
}

/** An invalid EVENT_FEED_URL. The message names the wrong part and the remedy; never a password. */
export class FeedUrlError extends Error {
  override readonly name = 'FeedUrlError'
}

const EXAMPLE =
  'for example kafka://investigation:secret@kafka-1.example:9093,kafka-2.example:9093/?ssl=true&ca=/etc/kafka/ca.pem&prefix=ph.'
const PARAMETERS = ['ssl', 'ca', 'sasl', 'prefix'] as const
type Parameters = Readonly<Partial<Record<(typeof PARAMETERS)[number], string>>>

const refuse = (problem: string, cause?: unknown): never => {
  throw new FeedUrlError(`EVENT_FEED_URL ${problem}; ${EXAMPLE}`, { cause })
}

/**
 * Parses
 * `kafka://[login:password@]host:port[,host:port…]/?ssl=true&ca=FILE&sasl=plain|scram-sha-256|scram-sha-512&prefix=ph.`
 * Login and password are percent-encoded; `sasl` is `plain` when only a login is given. The file of `ca` is read.
 * @throws FeedUrlError that names the wrong part
 */
export const parseFeedUrl = (url: string): KafkaAddress => {
  const [, authority = '', path = '', query = '', fragment] =
    /^kafka:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/is.exec(url) ?? refuse('does not begin with kafka://')
  // The message does not repeat the text before that @, which may be the beginning of a password.
  if (url.lastIndexOf('@') > 'kafka://'.length + authority.length)
    refuse('has an @ after its first /, ? or #: write / as %2F, ? as %3F, # as %23 and @ as %40 in login and password')
  if (path !== '' && path !== '/') refuse(`has a path, ${path}: after the brokers only /?parameters is allowed`)
  if (fragment !== undefined) refuse('has a part after #: write # as %23')
  const at = authority.lastIndexOf('@')
  const brokers = authority
    .slice(at + 1)
    .split(',')
    .map(brokerOf)
  const parameters = parametersOf(query)
  const ssl = sslOf(parameters)
  const sasl = at === -1 ? withoutLogin(parameters) : saslOf(authority.slice(0, at), parameters)
  if (sasl?.mechanism === 'plain' && ssl === undefined && !brokers.every(isLoopback))
    refuse('would send the password unencrypted: add ssl=true, or use sasl=scram-sha-256 or scram-sha-512')
  return { brokers, ...(ssl !== undefined && { ssl }), ...(sasl && { sasl }), prefix: prefixOf(parameters) }
}

const brokerOf = (broker: string): string => {
  const [, host, port] = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?):(\d{1,5})$/i.exec(broker) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    refuse(`names the broker "${broker}": write host:port, where the host is a name or an IPv4 address, and separate brokers by commas`)
  return broker
}

const isLoopback = (broker: string): boolean => {
  const host = broker.slice(0, broker.lastIndexOf(':'))
  return host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'))
}

const isParameter = (name: string): name is (typeof PARAMETERS)[number] => PARAMETERS.some((one) => one === name)

const parametersOf = (query: string): Parameters => {
  const found: Partial<Record<(typeof PARAMETERS)[number], string>> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (!isParameter(name)) return refuse(`has the parameter "${name}", which is unknown: use ${PARAMETERS.join(', ')}`)
    if (name in found) refuse(`has ${name} twice: remove one`)
    found[name] = value
  }
  return found
}

const sslOf = ({ ssl, ca }: Parameters): KafkaAddress['ssl'] => {
  if (ssl !== undefined && ssl !== 'true' && ssl !== 'false') refuse(`has ssl=${ssl}: write ssl=true or ssl=false`)
  if (ssl !== 'true') return ca === undefined ? undefined : refuse('has ca, which needs ssl=true')
  return ca === undefined ? true : { ca: certificatesIn(ca) }
}

const certificatesIn = (file: string): string => {
  const text = readCa(file)
  return text.includes('-----BEGIN CERTIFICATE-----') ? text : refuse(`has ca=${file}, and that file contains no certificate (PEM)`)
}

const readCa = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return refuse(`has ca=${file}, and that file cannot be read (${error instanceof Error ? error.message : String(error)})`, error)
  }
}

const withoutLogin = ({ sasl }: Parameters): undefined =>
  sasl === undefined ? undefined : refuse(`has sasl=${sasl} and has no login: write login:password@ before the brokers`)

const saslOf = (login: string, { sasl = 'plain' }: Parameters): SASLOptions => {
  const colon = login.indexOf(':')
  const [username, password] = colon === -1 ? ['', ''] : [decoded(login.slice(0, colon)), decoded(login.slice(colon + 1))]
  if (username === '' || password === '')
    return refuse('has a login without a name or without a password: write login:password@ before the brokers')
  switch (sasl) {
    case 'plain':
      return { mechanism: 'plain', username, password }
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username, password }
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username, password }
    default:
      return refuse(`has sasl=${sasl}: write plain, scram-sha-256 or scram-sha-512`)
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not even the cause is kept, because it may contain the text that could not be decoded.
    return refuse('has a login or password with a % that is not followed by two hexadecimal digits: write % as %25')
  }
}

const prefixOf = ({ prefix = '' }: Parameters): string =>
  /^[a-zA-Z0-9._-]{0,64}$/.test(prefix)
    ? prefix
    : refuse(`has prefix=${prefix}: use at most 64 letters, digits, dots, hyphens and underscores, which names of topics may contain`)
