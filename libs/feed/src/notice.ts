/** What happens to a consumer, for logs and metrics. Carries references only, never a fact's values. */
export type Notice = { readonly consumer: string } & (
  | { readonly kind: 'claimed'; readonly position: string }
  /** Another replica has the claim; this one takes over when it lets go or stalls. */
  | { readonly kind: 'standing-by' }
  /** Another replica took the claim while this one stalled; nothing of the batch in hand was kept. */
  | { readonly kind: 'claim-lost' }
  | { readonly kind: 'delivered'; readonly events: number; readonly position: string }
  | { readonly kind: 'parked'; readonly caseKey: string; readonly type: string; readonly position: string; readonly reason: string }
  | { readonly kind: 'retrying'; readonly error: unknown; readonly afterMs: number }
  | { readonly kind: 'stopped'; readonly position?: string }
)

export type Observe = (notice: Notice) => void
