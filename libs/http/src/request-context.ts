import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Admission, AdmittedRequest } from '@case-timeline/access'
import type { Actor, ServiceName } from '@case-timeline/contracts'
import type { FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

/** The context of a command or query in addition to its body, from the address, the token and the headers. */
export interface RequestContext {
  /** Empty if the route belongs to no case. */
  readonly caseId: string
  readonly actor: Actor
  /** All roles of the caller in this service; `actor` has the one that admitted the request. */
  readonly roles: readonly string[]
  /** The service whose data the caller's agency works in. */
  readonly sector: ServiceName
  readonly correlationId: string
  /** `Idempotency-Key`: the same key from the same user is the same command; in a message, from the same agency. */
  readonly idempotencyKey?: string | undefined
  /** SHA-256 of the signed message, if the command came as one. */
  readonly signed?: string | undefined
  /** How the caller was admitted to the case. */
  readonly admission?: Pick<Admission, 'guard' | 'readCase'> | undefined
  /** `If-Match: "<revision>"`: the revision of the stream that the caller has read. */
  readonly expected?: number | undefined
  /** Logs an unexpected error that is not the answer to the whole request. */
  readonly reportFailure?: ((error: unknown) => void) | undefined
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9._~:+/=-]{8,128}$/
const REVISION = /^"(\d{1,9})"$/

const header = (request: FastifyRequest, name: string, pattern: RegExp, rule: string): RegExpExecArray | undefined => {
  const value = request.headers[name]
  if (value === undefined) return undefined
  const matched = typeof value === 'string' ? pattern.exec(value) : null
  if (!matched) throw new Problem('malformed-request', `the header ${name} must be ${rule}`)
  return matched
}

/** Reads an admitted request. @throws Problem `malformed-request` on a malformed header */
export const requestContextOf = (request: FastifyRequest & AdmittedRequest): RequestContext => {
  const { principal, role, admission } = request
  if (!principal || !role) throw new Error('a handler with @Context() must be behind the access guard')
  const revision = header(request, 'if-match', REVISION, 'one revision in quotes, from an ETag')?.[1]
  return {
    caseId: (request.params as { caseId?: string }).caseId ?? '',
    actor: { userId: principal.userId, agencyId: principal.agencyId, role },
    roles: principal.roles,
    sector: principal.sector,
    correlationId: request.id,
    idempotencyKey: header(request, 'idempotency-key', IDEMPOTENCY_KEY, '8 to 128 of the characters A-Z a-z 0-9 . _ ~ : + / = -')?.[0],
    signed: principal.signedDigest,
    admission,
    expected: revision === undefined ? undefined : Number(revision),
    reportFailure: (error) => request.log.error({ err: error }, 'a row of the request failed with an unexpected error'),
  }
}

/** Parameter decorator for the context of the request. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  requestContextOf(context.switchToHttp().getRequest()),
)
