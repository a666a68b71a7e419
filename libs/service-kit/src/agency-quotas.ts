/** How many requests an agency may send in a window of time. */
export interface Quota {
  readonly requests: number
  readonly windowMs: number
}

export interface QuotaState {
  readonly isWithin: boolean
  /** Requests that remain in the window. */
  readonly remaining: number
  /** Seconds until the end of the window, rounded up. */
  readonly secondsLeft: number
}

/** The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11). */
export const policyHeader = ({ requests, windowMs }: Quota): string => `"agency";q=${requests};w=${windowMs / 1_000}`

/** Counts the requests of each agency in this process, in windows that begin with an agency's first request. */
export const agencyQuotas = ({ requests, windowMs }: Quota, now: () => number = () => performance.now()) => {
  const windows = new Map<string, { readonly endsAt: number; count: number }>()
  const windowOf = (agencyId: string) => {
    const current = windows.get(agencyId)
    if (current && current.endsAt > now()) return current
    for (const [other, { endsAt }] of windows) if (endsAt <= now()) windows.delete(other)
    const next = { endsAt: now() + windowMs, count: 0 }
    windows.set(agencyId, next)
    return next
  }
  return {
    /** @param cost of what is sent, in requests: what exceeds the quota is not counted */
    take(agencyId: string, cost = 1): QuotaState {
      const window = windowOf(agencyId)
      const isWithin = window.count + cost <= requests
      if (isWithin) window.count += cost
      return {
        isWithin,
        remaining: Math.max(0, requests - window.count),
        secondsLeft: Math.max(1, Math.ceil((window.endsAt - now()) / 1_000)),
      }
    },
  }
}
