import { StoreDenied, StoreOverloaded, StoreUnavailable } from '@case-timeline/event-store'
import { TryAgain } from './consumer.ts'

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])

/** Classes of SQLSTATE: connection, credentials, database, rolled back transaction, resources, operator intervention, system. */
const passingClasses = ['08', '28', '3D', '40', '53', '57', '58']

/** Lock not available; a transaction that idled too long; a table or a grant that the next migration brings. */
const passingStates = new Set(['55P03', '25P03', '42P01', '42501'])

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'driverError' in error ? codeOf(error.driverError) : undefined
}

/** pg gives these no code. */
const isBrokenConnection = ({ message }: Error): boolean =>
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|after calling end on the pool/.test(
    message,
  )

/**
 * Whether an error speaks of the surroundings (a lost connection, a serialization conflict, a missing grant) and not of the event
 * in hand: then the event is tried again until it passes, and its case is never parked.
 */
export const isTransient = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable || error instanceof StoreOverloaded || error instanceof StoreDenied || error instanceof TryAgain)
    return true
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code === undefined) return isBrokenConnection(error)
  return networkCodes.has(code) || passingStates.has(code) || (code.length === 5 && passingClasses.includes(code.slice(0, 2)))
}
