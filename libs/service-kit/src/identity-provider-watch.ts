import { Denied, ProviderUnreadable, type ProviderTokens, type TokenVerifier } from '@case-timeline/access'
import type { ScheduledJob } from './scheduled-jobs.ts'

/** A verifier that notes whether the keys of tokens can be read. */
export interface WatchedVerifier extends TokenVerifier {
  /** Why callers are not authenticated now, with what to check; empty when the last token was verified, or the keys were read since. */
  degradedReasons(): readonly string[]
  /** Reads the keys if they could not be read before: nobody may call when the provider is back. */
  readonly job: Pick<ScheduledJob, 'name' | 'everySeconds'> & { run(): Promise<void> }
}

const KEYS_UNREADABLE =
  'the identity provider’s keys cannot be read: callers with tokens get 503; check that OIDC_JWKS, or the address that the issuer publishes, can be reached and that its certificate is valid'

const PROBE_SECONDS = 10

/** Notes the outcome of each verification; every error is thrown on. */
export const watchIdentityProvider = (tokens: ProviderTokens): WatchedVerifier => {
  let reasons: readonly string[] = []
  return {
    verify: async (authorization) => {
      try {
        const principal = await tokens.verify(authorization)
        reasons = []
        return principal
      } catch (error) {
        if (error instanceof Denied && error.reason === 'identity-provider-unavailable') {
          const { cause } = error
          reasons = [cause instanceof ProviderUnreadable ? `${KEYS_UNREADABLE}; ${cause.message}` : KEYS_UNREADABLE]
        }
        throw error
      }
    },
    degradedReasons: () => reasons,
    job: {
      name: 'identity-provider',
      everySeconds: PROBE_SECONDS,
      run: async () => {
        if (reasons.length === 0) return
        await tokens.readKeys().then(
          () => (reasons = []),
          () => undefined,
        )
      },
    },
  }
}
