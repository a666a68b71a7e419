/** The problems that a service returns (RFC 9457). Each is described at `/problems/<kind>`, which is its type. */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request does not match what this endpoint accepts' },
  'position-beyond-log': { status: 400, title: 'The log does not reach that position' },
  unauthenticated: { status: 401, title: 'The caller is not authenticated' },
  forbidden: { status: 403, title: 'The caller is not authorised' },
  'case-not-found': { status: 404, title: 'The caller has no access to such a case' },
  'not-found': { status: 404, title: 'This address does not exist' },
  'idempotency-key-reused': { status: 409, title: 'The Idempotency-Key was used before for another command' },
  'stream-busy': { status: 409, title: 'Other commands kept writing to the same stream: nothing was recorded' },
  'log-went-back': { status: 409, title: 'The log was restored to an earlier state' },
  'work-under-way': { status: 409, title: 'The same operation is already in progress' },
  'subject-erased': { status: 410, title: 'The subject of this request was erased' },
  'stale-revision': { status: 412, title: 'The record has changed since the caller read it' },
  'too-large': { status: 413, title: 'The request is larger than this service accepts' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'unknown-office': { status: 422, title: 'The register has no such office to address' },
  'refused-by-rule': { status: 422, title: 'A rule refuses the command' },
  'quota-exceeded': { status: 429, title: 'The agency has used its quota of requests: nothing was recorded' },
  overloaded: { status: 429, title: 'Too many requests at once: nothing was recorded' },
  internal: { status: 500, title: 'The service failed' },
  unavailable: { status: 503, title: 'The service is temporarily unavailable' },
  'position-not-reached': { status: 503, title: 'The views have not reached that position yet' },
} as const satisfies Record<string, { status: number; title: string }>
export type ProblemKind = keyof typeof PROBLEMS

/** The `type` member of a problem. */
export const problemType = (kind: ProblemKind): string => `/problems/${kind}`

interface ProblemOptions {
  /** Members in addition to the standard ones, such as `rule` or `errors`. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
}

/** An answer other than success. Thrown, because only the exception filter sends it. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly members: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds: number | undefined

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    { members = {}, retryAfterSeconds }: ProblemOptions = {},
  ) {
    super(detail)
    this.members = members
    this.retryAfterSeconds = retryAfterSeconds
  }

  get status(): number {
    return PROBLEMS[this.kind].status
  }

  /** The body of the answer. */
  toBody(correlationId: string): Readonly<Record<string, unknown>> {
    const { status, title } = PROBLEMS[this.kind]
    return { type: problemType(this.kind), title, status, detail: this.message, correlationId, ...this.members }
  }
}
