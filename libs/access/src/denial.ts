/** Why a request is denied; the service's exception filter maps each reason to an HTTP status. */
export type DenialReason =
  | 'unauthenticated'
  | 'forbidden'
  /** The case is unknown, or the caller has no access: both have the same answer, so that existence is not revealed. */
  | 'case-not-found'
  | 'malformed-case-id'
  /** The identity provider's keys cannot be read: nobody can be authenticated; retrying later may help. */
  | 'identity-provider-unavailable'

/**
 * The same answer for a case that does not exist, in which the caller's agency does not participate, or that is closed
 * to the caller.
 */
export const NO_SUCH_CASE = 'no such case among those in which your agency participates'

/** Thrown by the access checks: the request is denied. */
export class Denied extends Error {
  override readonly name = 'Denied'
  constructor(
    readonly reason: DenialReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
