import { UndeclaredRoute } from '@case-timeline/access'
import { NotMigratedYet, StoreDenied, StoreUnavailable, WrongDeployment } from '@case-timeline/event-store'
import { VaultUnavailable, WrappingKeyMissing } from '@case-timeline/vault'
import { ConfigurationError } from './configuration.ts'

/** A service cannot start with what it was given: the message says what is wrong, of what, and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}

/** The code of an error or of its nearest cause that has one: a SQLSTATE, or one of Node. */
export const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(('driverError' in error && error.driverError) || ('cause' in error && error.cause))
}

/** What the server or the network says, without what was made of it on the way. */
export const rootMessageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? rootMessageOf(error.cause) : error.message
}

const messagesOf = (error: unknown): string => (error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : '')

const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** SQLSTATEs: connection, rolled back transaction, resources (too many connections), shutdown and start of the server. */
const PASSING_STATES = /^(08|40|53|57)...$/

/**
 * Whether what stopped a start may pass by itself: a server that starts, restarts or is busy, a
 * migration that has not run yet. A wrong password, an unknown database or a port that is in use does not.
 */
export const mayPass = (error: unknown): boolean => {
  if (error instanceof StartRefused || error instanceof ConfigurationError) return mayPassByCause(error.cause)
  return mayPassByCause(error)
}

const mayPassByCause = (error: unknown): boolean => {
  if (error instanceof NotMigratedYet) return true
  const code = codeOf(error)
  if (code !== undefined) return NETWORK_CODES.has(code) || PASSING_STATES.test(code)
  if (/timeout|timed out|Connection terminated/i.test(messagesOf(error))) return true
  return error instanceof StoreUnavailable || error instanceof VaultUnavailable
}

const MISSING_RIGHT = '42501'

/**
 * Runs what a login changes in a database of its own.
 * @throws StartRefused, which names the variable to check, if the login may not change it
 */
export const changing = async <T>(what: string, variable: string, change: () => Promise<T>): Promise<T> => {
  try {
    return await change()
  } catch (error) {
    if (codeOf(error) !== MISSING_RIGHT || !(error instanceof Error)) throw error
    throw new StartRefused(`${what} cannot be changed (${error.message}): set ${variable} to the database that its login owns`, {
      cause: error,
    })
  }
}

/** Runs what connects at the start. @throws StartRefused, which names the variable to check */
export const reach = async <T>(what: string, variable: string, connect: () => Promise<T>): Promise<T> => {
  try {
    return await connect()
  } catch (error) {
    if (error instanceof StartRefused || error instanceof WrappingKeyMissing || error instanceof WrongDeployment) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartRefused(`${what} cannot be opened (${reason}): check the address and the login in ${variable}`, { cause: error })
  }
}

const LISTEN_CODES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop the process that listens there, or set another PORT',
  EACCES: 'may not be used by this user: set a PORT above 1023',
  EADDRNOTAVAIL: 'is not an address of this machine: correct HOST',
}

/** Why a start failed, for an operator; undefined for a defect, of which the stack is needed. */
export const startFailureText = (error: unknown): string | undefined => {
  const { code, syscall, address, port } = error as Partial<{ code: string; syscall: string; address: string; port: number }>
  if (syscall === 'listen' && code !== undefined) return `port ${port} of ${address} ${LISTEN_CODES[code] ?? `cannot be used (${code})`}`
  return isForOperators(error) ? error.message : undefined
}

const FOR_OPERATORS = [
  ConfigurationError,
  StartRefused,
  UndeclaredRoute,
  StoreDenied,
  StoreUnavailable,
  VaultUnavailable,
  WrappingKeyMissing,
  WrongDeployment,
]

const isForOperators = (error: unknown): error is Error => FOR_OPERATORS.some((kind) => error instanceof kind)
