import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseConnectionString, type ConnectionOptions } from '@eventstore/db-client/dist/Client/parseConnectionString.js'
import { CallCredentials, credentials, Metadata, type ChannelCredentials } from '@grpc/grpc-js'

/** Where an EventStoreDB is and how one speaks to it. */
export interface Target extends ConnectionOptions {
  readonly channelCredentials: ChannelCredentials
  /** Absent when nobody in particular asks. Never sent in the clear. */
  readonly callCredentials?: CallCredentials | undefined
  /** For one append. */
  readonly deadlineMs: number
}

// The client warns of these only, and prints the whole string, password and all.
const OPTIONS = new Set(
  ['tls', 'tlsCAFile', 'userCertFile', 'userKeyFile', 'connectionName', 'defaultDeadline', 'keepAliveInterval', 'keepAliveTimeout']
    .concat(['maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout', 'tlsVerifyCert', 'throwOnAppendFailure'])
    .map((name) => name.toLowerCase()),
)

/** A connection string says nothing that can be connected to. The message goes on after its name and never holds the password. */
export class ConnectionStringError extends Error {
  override readonly name = 'ConnectionStringError'
}

const refuse = (problem: string): never => {
  throw new ConnectionStringError(problem)
}

const checkOptions = (url: string): void => {
  const [, query = ''] = url.split('?')
  for (const [name = '', value] of query
    .split('&')
    .filter(Boolean)
    .map((option) => option.split('='))) {
    const known = name.toLowerCase().replaceAll(/[_-]/g, '')
    if (known === 'nodepreference') refuse('sets nodePreference: leave it out, only the node that leads has seen everything')
    if (!OPTIONS.has(known)) refuse(`has the option ${name}, which is unknown`)
    if (known === 'tlsverifycert' && value === 'false')
      refuse('sets tlsVerifyCert=false: leave it out, and name the authority with tlsCAFile')
  }
}

const parsed = (url: string): ConnectionOptions => {
  try {
    return parseConnectionString(url)
  } catch (error) {
    // The error keeps the string, which holds a password.
    return refuse(error instanceof Error ? error.message.replace(/^Unexpected .*? at /, 'is wrong at ').replace(/\.$/, '') : 'is wrong')
  }
}

const file = (path: string | undefined, option: string): Buffer | null => {
  if (path === undefined) return null
  try {
    return readFileSync(resolve(path))
  } catch {
    return refuse(`names a ${option} that cannot be read: ${path}`)
  }
}

const basic = (username: string, password: string): CallCredentials =>
  CallCredentials.createFromMetadataGenerator((_, done) => {
    const metadata = new Metadata()
    metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
    done(null, metadata)
  })

/**
 * Reads a connection string of EventStoreDB or KurrentDB, which is the name it has now; the two differ in nothing else.
 * @throws ConnectionStringError
 */
export const targetOf = (url: string): Target => {
  checkOptions(url)
  const options = parsed(url.trim().replace(/^kurrentdb(?=[:+])/i, 'esdb'))
  const { tls = true, tlsCAFile, userKeyFile, userCertFile, defaultCredentials: login, defaultDeadline = 10_000 } = options
  if (options.hosts.some(({ address }) => address.includes('@'))) refuse('has an @ too many: in the password it is written %40')
  if ((userKeyFile === undefined) !== (userCertFile === undefined)) refuse('names one of userCertFile and userKeyFile: they go together')
  return {
    ...options,
    channelCredentials: tls
      ? credentials.createSsl(file(tlsCAFile, 'tlsCAFile'), file(userKeyFile, 'userKeyFile'), file(userCertFile, 'userCertFile'))
      : credentials.createInsecure(),
    callCredentials: tls && login ? basic(login.username, login.password) : undefined,
    deadlineMs: defaultDeadline,
  }
}
