import { Catch, type ExceptionFilter } from '@nestjs/common'

/**
 * Passes errors of a handler to the event feed unchanged: the feed retries after a lost connection, and parks the case
 * for any other error. Nest would replace the error by one of its own, without the cause.
 */
@Catch()
export class RethrowFilter implements ExceptionFilter {
  catch(error: unknown): never {
    throw error
  }
}
