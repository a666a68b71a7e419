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
  // A request without credentials gets no error code (RFC 6750, section 3.1).
  const challenge = reply.request.headers.authorization === undefined ? 'realm="case-timeline"' : 'error="invalid_token"'
  if (problem.kind === 'unauthenticated') void reply.header('www-authenticate', `Bearer ${challenge}`)
  return reply
    .headers(problem.headers)
    .status(problem.status)
    .type('application/problem+json')
    .send(sendableProblem(problem, reply.request.id))
}

/** The body of an answer with a problem. */
export const sendableProblem = (problem: Problem, correlationId: string): string => JSON.stringify(problem.toBody(correlationId))
