import { Catch, type ExceptionFilter } from '@nestjs/common'

/**
 * Lets what a handler throws reach the feed as it is: a lost connection is tried again there, anything else parks the case.
 * Nest would put an error of its own in its place, which says nothing of the cause.
 */
@Catch()
export class AsThrown implements ExceptionFilter {
  catch(error: unknown): never {
    throw error
  }
}
