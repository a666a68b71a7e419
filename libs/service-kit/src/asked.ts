import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Admitted } from '@case-timeline/access'
import type { Actor, ServiceName } from '@case-timeline/contracts'
import type { StreamGuard } from '@case-timeline/event-store'
import type { FastifyRequest } from 'fastify'
import { Problem } from './problem.ts'

/** Who asks what of which case, beside the body: the address, the token and the headers of a command or query. */
export interface Asked {
  /** Empty where the route belongs to no case. */
  readonly caseId: string
  readonly actor: Actor
  /** The service whose data his agency works in. */
  readonly sector: ServiceName
  readonly correlationId: string
  /** `Idempotency-Key`: the same key from the same user is the same command; in a message, from the same agency. */
  readonly idempotencyKey?: string | undefined
  /** SHA-256 of the signed message that it came as. */
  readonly signed?: string | undefined
  /** Holds as long as he was not excluded from the case since he was admitted. */
  readonly guard?: StreamGuard | undefined
  /** `If-Match: "<revision>"`: the revision of the stream that the caller saw. */
  readonly expected?: number | undefined
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
export const askedBy = (request: FastifyRequest & Admitted): Asked => {
  const { principal, role } = request
  if (!principal || !role) throw new Error('a handler that acts for somebody stands behind the access guard')
  const revision = header(request, 'if-match', REVISION, 'one revision in quotes, as an ETag gave it')?.[1]
  return {
    caseId: (request.params as { caseId?: string }).caseId ?? '',
    actor: { userId: principal.userId, agencyId: principal.agencyId, role },
    sector: principal.sector,
    correlationId: request.id,
    idempotencyKey: header(request, 'idempotency-key', IDEMPOTENCY_KEY, '8 to 128 of the characters A-Z a-z 0-9 . _ ~ : + / = -')?.[0],
    signed: principal.signed,
    guard: request.guard,
    expected: revision === undefined ? undefined : Number(revision),
  }
}

/** The handler's parameter that says who asks. */
export const WhoAsks = createParamDecorator((_: unknown, context: ExecutionContext): Asked => askedBy(context.switchToHttp().getRequest()))
