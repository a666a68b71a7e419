import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf } from './problem-of.ts'
import type { Problem } from './problem.ts'

/** Converts any thrown error into `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>()
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    const problem = problemOf(error)
    if (problem.kind === 'internal') request.log.error({ err: error }, 'request failed with an unexpected error')
    void sendProblem(reply, problem)
  }
}

/** Sends a problem as `application/problem+json`. */
export const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply => {
  if (problem.kind === 'unauthenticated') void reply.header('www-authenticate', 'Bearer error="invalid_token"')
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.retryAfterSeconds))
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toBody(reply.request.id)))
}
