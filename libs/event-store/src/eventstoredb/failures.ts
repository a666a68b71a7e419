import { convertToCommandError, ErrorType, isCommandError, type CommandError } from '@eventstore/db-client'
import { NotStorable } from '../canonical.ts'
import { StoreDenied, StoreOverloaded, StoreUnavailable } from '../event-store.ts'

/** What an error of the server or the connection is to the client of EventStoreDB. */
export const commandErrorOf = (error: unknown): CommandError | undefined => {
  const known = error instanceof Error ? convertToCommandError(error) : undefined
  return known && isCommandError(known) ? known : undefined
}

const INVALID_ARGUMENT = 3
const PERMISSION_DENIED = 7
const RESOURCE_EXHAUSTED = 8

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Why nothing can be said of the outcome, in words that an operator can act on. */
const CAUSES: Readonly<Partial<Record<ErrorType, string>>> = {
  [ErrorType.DEADLINE_EXCEEDED]: 'did not answer before the deadline',
  [ErrorType.TIMEOUT]: 'could not write in its own time',
  [ErrorType.NOT_LEADER]: 'is not the node that leads',
  [ErrorType.CANCELLED]: 'broke off the call',
}

export const tooLarge = (most?: number): NotStorable =>
  new NotStorable(
    '',
    `makes events of more than ${most === undefined ? 'the event store takes' : `the ${most} bytes that the event store takes`} at once: send less in one command`,
  )

/** What the caller of the port gets for an error of the server or the connection. */
export const asStoreFailure = (error: unknown): Error => {
  if (error instanceof StoreDenied || error instanceof StoreUnavailable || error instanceof StoreOverloaded || error instanceof NotStorable)
    return error
  const known = commandErrorOf(error)
  if (known?.type === ErrorType.ACCESS_DENIED || known?.code === PERMISSION_DENIED)
    return new StoreDenied(`the event store refused: ${reason(error)}`, { cause: error })
  if (known?.type === ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED) return tooLarge(known.maxAppendSize)
  if (known?.code === RESOURCE_EXHAUSTED) return tooLarge()
  if (known?.type === ErrorType.STREAM_DELETED)
    return new Error(`${known.streamName} was deleted on the server for good: nothing can be read from it or recorded in it`, {
      cause: error,
    })
  if (known?.code === INVALID_ARGUMENT) return new Error(`the event store takes no such request: ${reason(error)}`, { cause: error })
  const cause = (known && CAUSES[known.type]) ?? 'cannot be reached'
  return new StoreUnavailable(`the event store ${cause} (${reason(error)}): send the same command again`, { cause: error })
}
