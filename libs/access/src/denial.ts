/** Why a request is not let in; the service's filter gives each its HTTP status. */
export type DenialReason =
  | 'unauthenticated'
  | 'forbidden'
  /** The case is unknown, or not the caller's: the two look the same, so that existence is not revealed. */
  | 'case-not-found'
  | 'malformed-case-id'
  /** The identity provider's keys cannot be read: nobody can be let in, and asking again later may help. */
  | 'identity-provider-unavailable'

/** Said of a case that is not there, is none of his, or is closed to him: the answer is the same. */
export const NO_SUCH_CASE = 'no such case among those that your agency takes part in'

export class Denied extends Error {
  override readonly name = 'Denied'
  constructor(
    readonly reason: DenialReason,
    message: string,
  ) {
    super(message)
  }
}
