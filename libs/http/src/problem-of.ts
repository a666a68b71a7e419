import { HttpException } from '@nestjs/common'
import { Denied, type DenialReason } from '@case-timeline/access'
import {
  ClocksDiffer,
  LoginRefused,
  LogWentBack,
  NotStorable,
  StoreDenied,
  StoreOverloaded,
  StoreUnavailable,
} from '@case-timeline/event-store'
import { isTransient } from '@case-timeline/feed'
import { SubjectErased, VaultUnavailable } from '@case-timeline/vault'
import { Problem, type ProblemKind } from './problem.ts'

/** An error of a received value against its schema, as the validation pipe reports it. */
export interface ShapeIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const MAX_ISSUES = 20
const MAX_MESSAGE_LENGTH = 300

const jsonPath = (path: ShapeIssue['path'] = []): string =>
  path.reduce<string>((text, part) => {
    const key = typeof part === 'object' ? part.key : part
    return typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key).slice(0, 100)}`
  }, '$')

/** 400: the first issues, each with its JSON path. Messages name keys and patterns, never the values sent. */
export const malformed = (issues: readonly ShapeIssue[]): Problem =>
  new Problem('malformed-request', `${issues.length} issue${issues.length === 1 ? ' was' : 's were'} found, see errors`, {
    members: {
      errors: issues
        .slice(0, MAX_ISSUES)
        .map(({ path, message }) => ({ path: jsonPath(path), detail: message.slice(0, MAX_MESSAGE_LENGTH) })),
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
  // A path outside the folder of the documentation's files.
  403: ['not-found', 'no file of the documentation has this path'],
  404: ['not-found', 'no endpoint has this method and path; a command is POST /cases/{caseId}/<command-name>, see /openapi.json'],
  408: ['malformed-request', 'the request did not arrive in time'],
  413: [
    'too-large',
    'send at most 64 KiB, or 768 KiB for the commands with the longest lists and for rows in bulk: send fewer rows at once',
  ],
  414: ['malformed-request', 'the address is longer than any address of this service'],
  415: ['unsupported-media-type', 'send the body as application/json'],
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | null)?.statusCode

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code

const isPoolExhausted = (error: unknown): boolean => error instanceof Error && error.message === 'timeout exceeded when trying to connect'

/** The problem that a caller gets for an error. An unexpected error is `internal`, without details of its cause. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof Denied)
    return new Problem(
      DENIALS[error.reason],
      error.message,
      error.reason === 'identity-provider-unavailable' ? { retryAfterSeconds: 5 } : {},
    )
  // pg's words for a wait in a full pool; a server that cannot be reached has other words.
  if (isPoolExhausted(error) || (error instanceof Error && isPoolExhausted(error.cause)))
    return new Problem('overloaded', 'the service has more work than its databases can do now: send it again later', {
      retryAfterSeconds: 5,
    })
  if (error instanceof StoreOverloaded)
    return new Problem('overloaded', 'nothing was recorded: send the request again later', { retryAfterSeconds: 1 })
  if (error instanceof ClocksDiffer) return new Problem('unavailable', error.message, { retryAfterSeconds: 60 })
  if (error instanceof LogWentBack)
    return new Problem(
      'unavailable',
      'nothing was recorded, because the event store was restored to an earlier state meanwhile: send the request again with the same Idempotency-Key',
      { retryAfterSeconds: 1 },
    )
  if (error instanceof StoreUnavailable)
    return new Problem('unavailable', 'the event store cannot be reached: send the request again with the same Idempotency-Key', {
      retryAfterSeconds: 5,
    })
  if (error instanceof StoreDenied)
    return new Problem(
      'unavailable',
      `the event store refuses ${error instanceof LoginRefused ? 'the login of this service' : 'what the login of this service may not do'}, so nothing was recorded: ` +
        'when the operator of the service has corrected it, send the request again with the same Idempotency-Key',
      { retryAfterSeconds: 60 },
    )
  if (error instanceof VaultUnavailable)
    return new Problem('unavailable', 'the vault cannot be reached, so nothing was encrypted or decrypted: send the request again', {
      retryAfterSeconds: 5,
    })
  if (error instanceof SubjectErased)
    return new Problem(
      'subject-erased',
      `the encrypted data of ${error.subject} was erased permanently: no more data can be encrypted for this subject`,
    )
  if (codeOf(error) === 'FST_ERR_BAD_URL')
    return new Problem('malformed-request', 'the address cannot be read: a % in it has no two hexadecimal digits of UTF-8 after it')
  const [kind, detail] = BY_STATUS[statusOf(error) ?? 0] ?? []
  if (kind) return new Problem(kind, detail!, kind === 'unsupported-media-type' ? { headers: { accept: 'application/json' } } : {})
  if (error instanceof NotStorable) return malformed([{ path: error.path.split('.'), message: error.problem }])
  if (isTransient(error))
    return new Problem('unavailable', 'a database cannot be reached: send the request again later', { retryAfterSeconds: 5 })
  return new Problem('internal', 'the cause is in the service’s log under this correlationId')
}
