/** What happens to a consumer, for logs and metrics. Carries references only, never a fact's values. */
export type Notice = { readonly consumer: string } & (
  | { readonly kind: 'claimed'; readonly position: string }
  /** Another replica has the claim; this one takes over when it lets go or stalls. */
  | { readonly kind: 'standing-by' }
  /** Another replica took the claim while this one stalled; nothing of the batch in hand was kept. */
  | { readonly kind: 'claim-lost' }
  | { readonly kind: 'delivered'; readonly events: number; readonly position: string }
  | { readonly kind: 'parked'; readonly caseKey: string; readonly type: string; readonly position: string; readonly reason: string }
  /** A message that is no record of ours: what it may have stood for is read from the store. */
  | { readonly kind: 'unreadable'; readonly topic: string; readonly partition: number; readonly offset: string; readonly reason: string }
  /** Messages were missing in the topic: these events were read from the store. */
  | { readonly kind: 'refilled'; readonly partition: number; readonly events: number; readonly position: string }
  /** The relay has the broker's acknowledgement, and has not written its checkpoint yet. */
  | { readonly kind: 'sent'; readonly events: number; readonly position: string }
  /** An event is larger than its topic allows: the readers of the topic take it from the store. */
  | { readonly kind: 'oversized'; readonly topic: string; readonly type: string; readonly position: string; readonly bytes: number }
  /** A topic that the relay went on without takes messages again. */
  | { readonly kind: 'recovered'; readonly topic: string }
  /** What the Kafka client logs. */
  | { readonly kind: 'client-said'; readonly level: 'warn' | 'error'; readonly text: string }
  | { readonly kind: 'retrying'; readonly error: unknown; readonly afterMs: number }
  | { readonly kind: 'stopped'; readonly position?: string }
)

export type Observe = (notice: Notice) => void
