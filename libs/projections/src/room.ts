import { QueryFailedError } from 'typeorm'

/** The database has no room for more: its disk is full, or a limit is reached. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** Of the resources (class 53), too many connections are the only one that others free soon. */
const NO_ROOM = /^53(?!300)/
/** Long enough to free space when an alert says that it is missing. */
const PATIENCE_MS = 300_000

/** Does what needs room in a database. */
export interface Room {
  /** @throws the error of the database while room may be waited for, so that it is tried again; then NoRoom */
  given<T>(operation: () => Promise<T>): Promise<T>
}

/** How long room is waited for, and who is notified of it. */
export interface RoomOptions {
  /** In milliseconds; default: five minutes. */
  readonly patienceMs?: number | undefined
  /** Called with the reason when the database has no room, and with undefined when it has room again. */
  readonly waiting?: ((reason: string | undefined) => void) | undefined
}

/** The room for one operation, however many tables it fills: what it waits for any of them counts together until one is written. */
export const roomFor = ({ patienceMs = PATIENCE_MS, waiting }: RoomOptions = {}): Room => {
  let since: number | undefined
  return {
    async given(operation) {
      try {
        const result = await operation()
        if (since !== undefined) waiting?.(undefined)
        since = undefined
        return result
      } catch (error) {
        if (!(error instanceof QueryFailedError) || !NO_ROOM.test(String(error.driverError.code))) throw error
        const reason = `the database has no room: ${error.message}`
        if (since === undefined) waiting?.(reason)
        since ??= performance.now()
        if (performance.now() - since < patienceMs) throw error
        const waited = patienceMs === 0 ? '' : `; it was waited for ${Math.round(patienceMs / 1_000)} s`
        throw new NoRoom(`${reason}${waited}`, { cause: error })
      }
    },
  }
}

const WITHOUT_WAITING = { patienceMs: 0 }

/** Does something in a database. @throws NoRoom instead of the error that would be repeated until there is room */
export const givenRoom = <T>(operation: () => Promise<T>): Promise<T> => roomFor(WITHOUT_WAITING).given(operation)
