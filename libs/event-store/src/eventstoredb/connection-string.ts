import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseConnectionString, type ConnectionOptions } from '@eventstore/db-client/dist/Client/parseConnectionString.js'
import { CallCredentials, credentials, Metadata, type ChannelCredentials } from '@grpc/grpc-js'

/** Address and connection settings of an EventStoreDB. */
export interface ConnectionTarget extends ConnectionOptions {
  readonly channelCredentials: ChannelCredentials
  /** Absent for an anonymous connection. Never sent unencrypted. */
  readonly callCredentials?: CallCredentials | undefined
  /** Time limit of one append, in milliseconds. */
  readonly deadlineMs: number
}

// Unknown options are refused here: the client would only print a warning, with the whole string and its password.
const OPTIONS = new Set(
  ['tls', 'tlsCAFile', 'userCertFile', 'userKeyFile', 'connectionName', 'defaultDeadline', 'keepAliveInterval', 'keepAliveTimeout']
    .concat(['maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout', 'tlsVerifyCert', 'throwOnAppendFailure'])
    .map((name) => name.toLowerCase()),
)

/**
 * An invalid connection string. The message continues a sentence that begins with the name of the setting, and never
 * contains the password.
 */
export class ConnectionStringError extends Error {
  override readonly name = 'ConnectionStringError'
}

const refuseUrl = (problem: string): never => {
  throw new ConnectionStringError(problem)
}

/** A password that is not encoded would be read as a part of the address, and be shown with it. */
const checkLogin = (url: string): void => {
  if (/^[^:]+:\/\/[^@/?]*[/?].*@/.test(url)) refuseUrl('has a / or ? before its @: write %2F and %3F in the password')
}

const checkOptions = (url: string): void => {
  const [, query = ''] = url.split('?')
  for (const [name = '', value] of query
    .split('&')
    .filter(Boolean)
    .map((option) => option.split('='))) {
    const known = name.toLowerCase().replaceAll(/[_-]/g, '')
    if (known === 'nodepreference') refuseUrl('sets nodePreference: leave it out, because only the leader has every event')
    if (!OPTIONS.has(known)) refuseUrl(`has the option ${name}, which is unknown`)
    if (known === 'tlsverifycert' && value === 'false')
      refuseUrl('sets tlsVerifyCert=false: leave it out, and set tlsCAFile to the certificate of the authority')
  }
}

const parsed = (url: string): ConnectionOptions => {
  try {
    return parseConnectionString(url)
  } catch (error) {
    // The error contains the connection string with its password, so it is not kept as a cause.
    return refuseUrl(error instanceof Error ? error.message.replace(/^Unexpected .*? at /, 'is wrong at ').replace(/\.$/, '') : 'is wrong')
  }
}

const file = (path: string | undefined, option: string): Buffer | null => {
  if (path === undefined) return null
  try {
    return readFileSync(resolve(path))
  } catch {
    return refuseUrl(`names a ${option} that cannot be read: ${path}`)
  }
}

const basic = (username: string, password: string): CallCredentials =>
  CallCredentials.createFromMetadataGenerator((_, done) => {
    const metadata = new Metadata()
    metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
    done(null, metadata)
  })

/**
 * Parses a connection string of EventStoreDB or KurrentDB (the same product under its current name); both use the same
 * syntax.
 * @throws ConnectionStringError
 */
export const connectionTargetOf = (url: string): ConnectionTarget => {
  checkLogin(url)
  checkOptions(url)
  const options = parsed(url.trim().replace(/^kurrentdb(?=[:+])/i, 'esdb'))
  const { tls = true, tlsCAFile, userKeyFile, userCertFile, defaultCredentials: login, defaultDeadline = 10_000 } = options
  if (options.hosts.some(({ address }) => address.includes('@'))) refuseUrl('has more than one @: write %40 in the password')
  if ((userKeyFile === undefined) !== (userCertFile === undefined)) refuseUrl('sets only one of userCertFile and userKeyFile: set both')
  return {
    ...options,
    channelCredentials: tls
      ? credentials.createSsl(file(tlsCAFile, 'tlsCAFile'), file(userKeyFile, 'userKeyFile'), file(userCertFile, 'userCertFile'))
      : credentials.createInsecure(),
    callCredentials: tls && login ? basic(login.username, login.password) : undefined,
    deadlineMs: defaultDeadline,
  }
}
