import { HttpException } from '@nestjs/common'
import { Denied, type DenialReason } from '@case-timeline/access'
import { NotStorable, StoreOverloaded, StoreUnavailable } from '@case-timeline/event-store'
import { isTransient } from '@case-timeline/feed'
import { SubjectErased, VaultUnavailable } from '@case-timeline/vault'
import { Problem, type ProblemKind } from './problem.ts'

/** How a value that a stranger sent breaks its schema, as the validating pipe reports it. */
export interface ShapeIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const MOST_ISSUES = 20
const LONGEST_MESSAGE = 300

const jsonPath = (path: ShapeIssue['path'] = []): string =>
  path.reduce<string>((text, part) => {
    const key = typeof part === 'object' ? part.key : part
    return typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key).slice(0, 100)}`
  }, '$')

/** 400: the first issues, each with the JSON path of what is wrong. Messages name keys and patterns, never the values sent. */
export const malformed = (issues: readonly ShapeIssue[]): Problem =>
  new Problem('malformed-request', `${issues.length} thing${issues.length === 1 ? ' is' : 's are'} wrong, see errors`, {
    members: {
      errors: issues
        .slice(0, MOST_ISSUES)
        .map(({ path, message }) => ({ path: jsonPath(path), detail: message.slice(0, LONGEST_MESSAGE) })),
    },
  })

const DENIALS: Readonly<Record<DenialReason, ProblemKind>> = {
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  'case-not-found': 'case-not-found',
  'malformed-case-id': 'malformed-request',
  'identity-provider-unavailable': 'unavailable',
}

const BY_STATUS: Readonly<Record<number, readonly [ProblemKind, string]>> = {
  400: ['malformed-request', 'the request cannot be read: send one JSON document as application/json'],
  404: ['not-found', 'no endpoint has this method and path; a command is POST /cases/{caseId}/<command-name>, see /openapi.json'],
  413: ['too-large', 'send at most 1 MiB'],
  414: ['malformed-request', 'the address is longer than any of this service'],
  415: ['unsupported-media-type', 'send the body as application/json'],
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | null)?.statusCode

/** The problem that an error is to the caller. What nobody expected is `internal`, and tells nothing of its cause. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof Denied)
    return new Problem(
      DENIALS[error.reason],
      error.message,
      error.reason === 'identity-provider-unavailable' ? { retryAfterSeconds: 5 } : {},
    )
  if (error instanceof StoreOverloaded)
    return new Problem('overloaded', 'nothing was recorded: send it again later', { retryAfterSeconds: 1 })
  if (error instanceof StoreUnavailable)
    return new Problem('unavailable', 'the event store cannot be reached: send it again with the same Idempotency-Key', {
      retryAfterSeconds: 5,
    })
  if (error instanceof VaultUnavailable)
    return new Problem('unavailable', 'the vault cannot be reached, so nothing was sealed or opened: send it again', {
      retryAfterSeconds: 5,
    })
  if (error instanceof SubjectErased)
    return new Problem('subject-erased', `all that was sealed of ${error.subject} was erased for good: nothing more is sealed of it`)
  const [kind, detail] = BY_STATUS[statusOf(error) ?? 0] ?? []
  if (kind) return new Problem(kind, detail!)
  if (error instanceof NotStorable) return malformed([{ path: error.path.split('.'), message: error.problem }])
  if (isTransient(error)) return new Problem('unavailable', 'a database cannot be reached: ask again later', { retryAfterSeconds: 5 })
  return new Problem('internal', 'the cause is in the service’s log under this correlationId')
}
