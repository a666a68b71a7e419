/** The problems that a service returns (RFC 9457). Each is described at `/problems/<kind>`, which is its type. `remedy`: what the caller can do. */
export const PROBLEMS = {
  'malformed-request': {
    status: 400,
    title: 'The request does not match what this endpoint accepts',
    remedy: 'correct what detail names; errors has the JSON path of each thing in the body that is wrong',
  },
  'position-beyond-log': {
    status: 400,
    title: 'The log does not reach that position',
    remedy: 'send a position from the answer to a command',
  },
  'idempotency-key-required': {
    status: 400,
    title: 'A command needs an Idempotency-Key here',
    remedy: 'send the header Idempotency-Key with a new value for each command, and the same value only to send that command again',
  },
  unauthenticated: {
    status: 401,
    title: 'The caller is not authenticated',
    remedy: 'get a new token; detail says what is wrong with this one',
  },
  forbidden: {
    status: 403,
    title: 'The caller is not authorised',
    remedy: 'use a token with one of the roles, or of the sector, that detail names',
  },
  'unverified-command': {
    status: 403,
    title: 'The signed command is not verified',
    remedy:
      'sign it with a registered key of your agency, for this service and deployment, and send it within its validity; detail says what is wrong',
  },
  'case-not-found': {
    status: 404,
    title: 'The caller has no access to such a case',
    remedy:
      'check the id of the case. The answer is the same if there is no such case, if your agency does not take part in it, and if you are excluded from it',
  },
  'not-found': {
    status: 404,
    title: 'This address does not exist',
    remedy: 'compare method and path with /openapi.json',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address has other methods',
    remedy: 'send one of the methods in the header Allow; a command is a POST',
  },
  'not-acceptable': {
    status: 406,
    title: 'The answer has no media type that the caller accepts',
    remedy: 'send Accept with the media type that detail names, or without Accept',
  },
  'stream-busy': {
    status: 409,
    title: 'Other commands kept writing to the same stream: nothing was recorded',
    remedy: 'send the command again, with the same Idempotency-Key',
  },
  'log-went-back': {
    status: 409,
    title: 'The log was restored to an earlier state',
    remedy: 'continue as detail says: what came after that state is not in the log any more',
  },
  'work-under-way': {
    status: 409,
    title: 'The same operation is already in progress',
    remedy: 'wait as long as Retry-After says',
  },
  'view-differs': {
    status: 409,
    title: 'What was rebuilt differs from the view, which was left as it is',
    remedy: 'look at the cases and columns that detail names; if the difference is wanted, accept it with a code of the reason',
  },
  'subject-erased': {
    status: 410,
    title: 'The subject of this request was erased',
    remedy: 'nothing: no more data can be encrypted for this person, trace or case',
  },
  'stale-revision': {
    status: 412,
    title: 'The record has changed since the caller read it',
    remedy: 'read the record again and decide again; then send If-Match with the ETag of the last answer to a command on it',
  },
  'too-large': {
    status: 413,
    title: 'The request is larger than this service accepts',
    remedy: 'send fewer rows or a shorter list at once',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has a media type or a coding that this endpoint does not accept',
    remedy: 'send the body as the header Accept of this answer says, and without Content-Encoding',
  },
  'unknown-office': {
    status: 422,
    title: 'The register has no such office to address',
    remedy: 'look the office up with GET /offices of audit-trail: it may have a successor',
  },
  'refused-by-rule': {
    status: 422,
    title: 'A rule refuses the command',
    remedy:
      'rule, source and facts say why. The refusal is recorded, and nothing else; after something has changed, send the command with a new Idempotency-Key',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used before for another command',
    remedy: 'send another key, or the very body that the key was used with',
  },
  'quota-exceeded': {
    status: 429,
    title: 'The agency has used its quota of requests: nothing was recorded',
    remedy: 'wait as long as Retry-After says; RateLimit states what is left',
  },
  overloaded: {
    status: 429,
    title: 'Too many requests at once: nothing was recorded',
    remedy: 'wait as long as Retry-After says',
  },
  internal: {
    status: 500,
    title: 'The service failed',
    remedy: 'send the same again, with the same Idempotency-Key; if it stays, report the correlationId to the operators',
  },
  unavailable: {
    status: 503,
    title: 'The service is temporarily unavailable',
    remedy: 'wait as long as Retry-After says and send the same again, with the same Idempotency-Key',
  },
  'position-not-reached': {
    status: 503,
    title: 'The views have not reached that position yet',
    remedy: 'wait as long as Retry-After says and read again',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>
export type ProblemKind = keyof typeof PROBLEMS

/** The `type` member of a problem. */
export const problemType = (kind: ProblemKind): string => `/problems/${kind}`

/** Of the occurrence, which is in the log under its correlation id: it has no page of its own. */
const INSTANCE_URN = 'urn:case-timeline:request:'

/** The members that every problem has. @param standard those of RFC 9457 but `instance` */
export const problemBody = (
  standard: Readonly<Record<'type' | 'title' | 'detail', string>> & { readonly status: number },
  correlationId: string,
): Readonly<Record<string, unknown>> => ({ ...standard, instance: INSTANCE_URN + correlationId, correlationId })

interface ProblemOptions {
  /** Members in addition to the standard ones, such as `rule` or `errors`. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
  /** Header fields of the answer. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer other than success. Thrown, because only the exception filter sends it. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly members: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    { members = {}, retryAfterSeconds, headers = {} }: ProblemOptions = {},
  ) {
    super(detail)
    this.members = members
    this.headers = retryAfterSeconds === undefined ? headers : { ...headers, 'retry-after': String(retryAfterSeconds) }
  }

  get status(): number {
    return PROBLEMS[this.kind].status
  }

  /** The body of the answer. */
  toBody(correlationId: string): Readonly<Record<string, unknown>> {
    const { status, title } = PROBLEMS[this.kind]
    const standard = { type: problemType(this.kind), title, status, detail: this.message }
    return { ...problemBody(standard, correlationId), ...this.members }
  }
}
