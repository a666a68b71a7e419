import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { type Admission, type AdmittedRequest, type CaseUser, READING } from '@case-timeline/access'
import type { Actor, CommandType, ServiceName } from '@case-timeline/contracts'
import type { FastifyRequest } from 'fastify'
import type { ExpectedRevision } from '@case-timeline/commands'
import type { EventStore } from '@case-timeline/event-store'
import { type EntityTag, entityTagsIn } from './entity-tags.ts'
import { Problem } from './problem.ts'

/** The context of a command or query in addition to its body, from the address, the token and the headers. */
export interface RequestContext {
  /** Empty if the route belongs to no case. */
  readonly caseId: string
  readonly actor: Actor
  /** All roles of the caller in this service; `actor` has the one that admitted the request. In a case to which the caller was assigned: those of the assignment. */
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
  /** From `If-Match` or `If-None-Match`: what the caller requires of the stream. */
  readonly expected?: ExpectedRevision | undefined
  /** Logs an unexpected error that is not the answer to the whole request. */
  readonly reportFailure?: ((error: unknown) => void) | undefined
}

/** The caller of a request, as the case gate admits callers. */
export const callerOf = ({ actor: { userId, agencyId }, roles, sector }: RequestContext): CaseUser => ({ userId, agencyId, roles, sector })

/**
 * Whether a caller who was admitted to a case may go on recording in it, as what the request says of the caller. Who was
 * admitted with the agency may not go on by an assignment: what is recorded would say that the agency takes part. Who was
 * admitted by an assignment goes on by one of the same agency to the same role: what is recorded would bring an agency back
 * that gave the case away meanwhile.
 */
export const staysAdmitted = (
  { participation, assignments = [] }: Pick<Admission, 'participation' | 'assignments'>,
  { actor }: Pick<RequestContext, 'actor'>,
): boolean =>
  actor.onBehalfOf === undefined
    ? participation === 'participating' || participation === 'unknownCase'
    : assignments.some(({ admittedBy, role }) => admittedBy === actor.onBehalfOf && role === actor.role)

/** A string of structured fields (RFC 9651), as the draft of the header has it, or the same without its quotes. */
const IDEMPOTENCY_KEY = /^(?<quote>"?)(?<key>[A-Za-z0-9._~:+/=-]{8,128})\k<quote>$/
const REVISION = /^\d{1,9}$/

const idempotencyKeyIn = ({ headers: { 'idempotency-key': value } }: FastifyRequest): string | undefined => {
  if (value === undefined) return undefined
  const key = typeof value === 'string' ? IDEMPOTENCY_KEY.exec(value)?.groups?.['key'] : undefined
  if (key === undefined)
    throw new Problem('malformed-request', 'the header idempotency-key must be 8 to 128 of the characters A-Z a-z 0-9 . _ ~ : + / = -')
  return key
}

const tagsIn = ({ headers }: FastifyRequest, name: 'if-match' | 'if-none-match'): '*' | readonly EntityTag[] | undefined => {
  const value = headers[name]
  if (value === undefined) return undefined
  const tags = entityTagsIn(value)
  if (tags === undefined) throw new Problem('malformed-request', `the header ${name} must be *, or entity tags in quotes`)
  return tags
}

/** The revisions among some tags; a weak one, which is of a read, matches no revision (RFC 9110, section 13.1.1). */
const revisionsIn = (tags: readonly EntityTag[]): readonly number[] =>
  tags.flatMap(({ opaque, isWeak }) => (isWeak || !REVISION.test(opaque) ? [] : [Number(opaque)]))

/** For a read, what is sent back is compared with these headers. */
const expectedBy = (request: FastifyRequest): ExpectedRevision | undefined => {
  const required = tagsIn(request, 'if-match')
  if (READING.includes(request.method)) return undefined
  if (required !== undefined) return required === '*' ? 'recorded' : revisionsIn(required)
  const excluded = tagsIn(request, 'if-none-match')
  if (excluded === undefined) return undefined
  if (excluded !== '*') throw new Problem('malformed-request', 'the header if-none-match of a command can only be *')
  return 'unrecorded'
}

/** Reads an admitted request. @throws Problem `malformed-request` on a malformed header */
export const requestContextOf = (request: FastifyRequest & AdmittedRequest): RequestContext => {
  const { principal, role, admission, onBehalfOf } = request
  if (!principal || !role) throw new Error('a handler with @Context() must be behind the access guard')
  return {
    caseId: (request.params as { caseId?: string }).caseId ?? '',
    actor: { userId: principal.userId, agencyId: principal.agencyId, role, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) },
    roles: principal.roles,
    sector: principal.sector,
    correlationId: request.id,
    idempotencyKey: idempotencyKeyIn(request),
    signed: principal.signedDigest,
    admission,
    expected: expectedBy(request),
    reportFailure: (error) => request.log.error({ err: error }, 'a row of the request failed with an unexpected error'),
  }
}

/**
 * Whether a command is decided as soon as its caller is admitted, so that the decision may use what the admission has read.
 * Encryption, and asking another case, take time in which more may be recorded. So may the register of offices, after a
 * start: where ids of events are not unique, a refusal of the same command that was recorded meanwhile would not be seen.
 */
export const isDecidedAtOnce = (
  { encrypts, namesCase, addresses }: CommandType,
  { capabilities }: Pick<EventStore, 'capabilities'>,
): boolean => !encrypts && !namesCase && (addresses === undefined || capabilities.uniqueEventIds)

/** Parameter decorator for the context of the request. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  requestContextOf(context.switchToHttp().getRequest()),
)
