import { StoreDenied, StoreOverloaded, StoreUnavailable } from '@case-timeline/event-store'
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm'
import { TryAgain } from './consumer.ts'

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])

/**
 * Classes of SQLSTATE: connection, credentials, database, rolled back transaction, resources, operator intervention,
 * system.
 */
const transientClasses = ['08', '28', '3D', '40', '53', '57', '58']

/**
 * A database that accepts no connections at present; lock not available; a transaction that was idle too long; a server
 * that accepts no writes, such as a standby; a table or a grant that the next migration creates.
 */
const transientStates = new Set(['55000', '55P03', '25P03', '25006', '42P01', '42501'])

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'driverError' in error ? codeOf(error.driverError) : undefined
}

/** Whether a statement got no answer in time on a connection, of which nothing is known then: pg waits on for it. */
export const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'

/** pg reports these errors without a code. */
const isBrokenConnection = ({ message }: Error): boolean =>
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|^Client was closed|^Query read timeout$|after calling end on the pool/.test(
    message,
  )

/**
 * Whether an error is caused by the environment (a lost connection, a serialization conflict, a missing grant) and not
 * by the current event: then the event is retried until it succeeds, and its case is never parked.
 */
export const isTransient = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable || error instanceof StoreOverloaded || error instanceof StoreDenied || error instanceof TryAgain)
    return true
  if (!(error instanceof Error)) return false
  // TypeORM gave the session back because it ended between two statements of a transaction.
  if (error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError) return true
  const code = codeOf(error)
  if (code === undefined) return isBrokenConnection(error)
  return networkCodes.has(code) || transientStates.has(code) || (code.length === 5 && transientClasses.includes(code.slice(0, 2)))
}
