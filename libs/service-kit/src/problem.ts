/** The problems that a service answers with (RFC 9457). Each is described at `/problems/<kind>`, which is its type. */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request is not what this endpoint accepts' },
  unauthenticated: { status: 401, title: 'The caller is not known' },
  forbidden: { status: 403, title: 'The caller may not do this' },
  'case-not-found': { status: 404, title: 'There is no such case for the caller' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'idempotency-key-reused': { status: 409, title: 'The Idempotency-Key was used before for something else' },
  'stream-busy': { status: 409, title: 'Others kept writing to the same record: nothing was recorded' },
  'work-under-way': { status: 409, title: 'The same work is being done now' },
  'subject-erased': { status: 410, title: 'What this is about was erased' },
  'stale-revision': { status: 412, title: 'The record has moved on since the caller read it' },
  'too-large': { status: 413, title: 'The request is larger than this service accepts' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'refused-by-rule': { status: 422, title: 'A rule refuses it' },
  overloaded: { status: 429, title: 'More is asked at once than this service takes: nothing was recorded' },
  internal: { status: 500, title: 'The service failed' },
  unavailable: { status: 503, title: 'The service cannot answer now' },
  'position-not-reached': { status: 503, title: 'The views have not reached that position yet' },
} as const satisfies Record<string, { status: number; title: string }>
export type ProblemKind = keyof typeof PROBLEMS

/** The type of a problem, as its answers carry it. */
export const problemType = (kind: ProblemKind): string => `/problems/${kind}`

interface Circumstances {
  /** Members beside the standard ones, such as `rule` or `errors`. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number
}

/** An answer other than success. Thrown, because only the filter knows how it is sent. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly members: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds: number | undefined

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    { members = {}, retryAfterSeconds }: Circumstances = {},
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
