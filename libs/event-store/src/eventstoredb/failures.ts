import { convertToCommandError, ErrorType, isCommandError, type CommandError } from '@eventstore/db-client'
import { NotStorable } from '../canonical.ts'
import { LoginRefused, StoreDenied, StoreOverloaded, StoreUnavailable } from '../event-store.ts'

/** Maps an error of the server or the connection to the client's own error class. */
export const commandErrorOf = (error: unknown): CommandError | undefined => {
  const known = error instanceof Error ? convertToCommandError(error) : undefined
  return known && isCommandError(known) ? known : undefined
}

const INVALID_ARGUMENT = 3
const PERMISSION_DENIED = 7
const RESOURCE_EXHAUSTED = 8
const UNAUTHENTICATED = 16

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Why the outcome is unknown, as part of a message for operators. */
const PROBLEM_OF_ERROR: Readonly<Partial<Record<ErrorType, string>>> = {
  [ErrorType.DEADLINE_EXCEEDED]: 'did not answer before the deadline',
  [ErrorType.TIMEOUT]: 'could not write within its own time limit',
  [ErrorType.NOT_LEADER]: 'answered from a node that is not the leader',
  [ErrorType.CANCELLED]: 'cancelled the call',
}

export const tooLarge = (maxBytes?: number): NotStorable =>
  new NotStorable(
    '',
    `has events of more than ${maxBytes === undefined ? 'the size limit' : `${maxBytes} bytes, the limit`} of the event store: send less in one command`,
  )

/** The server gave up an append for longer than a request may take. */
export const timedOut = (): StoreUnavailable =>
  new StoreUnavailable(`the event store ${PROBLEM_OF_ERROR[ErrorType.TIMEOUT]}: send the same command again`)

/** A question was not answered in the time that its caller may wait; the work behind it may go on. */
export const answerIsLate = (): StoreUnavailable =>
  new StoreUnavailable('the event store did not answer in time: send the same request again')

/** The server refuses a request, such as a read from a position at which no record begins. */
class InvalidRequest extends Error {}

export const isInvalidRequest = (error: unknown): boolean => error instanceof InvalidRequest

/** Maps an error of the server or the connection to an error of the port. */
export const asStoreFailure = (error: unknown): Error => {
  if (error instanceof StoreDenied || error instanceof StoreUnavailable || error instanceof StoreOverloaded || error instanceof NotStorable)
    return error
  const known = commandErrorOf(error)
  if (known?.code === UNAUTHENTICATED) return new LoginRefused(reason(error), { cause: error })
  if (known?.type === ErrorType.ACCESS_DENIED || known?.code === PERMISSION_DENIED)
    return new StoreDenied(`the event store refused: ${reason(error)}`, { cause: error })
  if (known?.type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED) return tooLarge(known.maxAppendSize)
  if (known?.code === RESOURCE_EXHAUSTED) return tooLarge()
  if (known?.type === ErrorType.STREAM_DELETED)
    return new Error(`${known.streamName} was deleted on the server for good: nothing can be read from it or recorded in it`, {
      cause: error,
    })
  if (known?.code === INVALID_ARGUMENT)
    return new InvalidRequest(`the event store refused the request as invalid: ${reason(error)}`, { cause: error })
  const cause = (known && PROBLEM_OF_ERROR[known.type]) ?? 'cannot be reached'
  return new StoreUnavailable(`the event store ${cause} (${reason(error)}): send the same command again`, { cause: error })
}
