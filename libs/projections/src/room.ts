import { QueryFailedError } from 'typeorm'

/** The database has no room for more: its disk is full, or a limit is reached. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** Of the resources (class 53), too many connections are the only one that others free soon. */
const NO_ROOM = /^53(?!300)/

/** Does something in a database. @throws NoRoom instead of the error that would be repeated until there is room */
export const givenRoom = async <T>(operation: () => Promise<T>): Promise<T> => {
  try {
    return await operation()
  } catch (error) {
    if (error instanceof QueryFailedError && NO_ROOM.test(String(error.driverError.code)))
      throw new NoRoom(`the database has no room: ${error.message}`, { cause: error })
    throw error
  }
}
