import type { StoredEvent } from '@case-timeline/event-store'

/** What a trace needs of an event. */
export type TracedEvent = Pick<StoredEvent, 'commandId' | 'envelope'>

/**
 * Observes deliveries to a consumer, and of the relay to topics: calls `work` once, at once, and returns its result.
 * @param events not empty
 */
export type AroundDelivery = <T>(consumer: string, events: readonly TracedEvent[], work: () => Promise<T>) => Promise<T>

/** The W3C Trace Context of an event, for those to whom it is sent; undefined if there is none. */
export type TraceparentOf = (event: TracedEvent) => string | undefined

/** What happens to a consumer, for logs and metrics. Contains references only, never values of events. */
export type Notice = { readonly consumer: string } & (
  | { readonly kind: 'claimed'; readonly position: string }
  /** Another replica has the claim; this replica takes over when the other releases the claim or stalls. */
  | { readonly kind: 'standby' }
  /** Another replica took the claim while this one stalled; the current batch was rolled back. */
  | { readonly kind: 'claim-lost' }
  | { readonly kind: 'delivered'; readonly events: number; readonly position: string }
  /** The log was read up to the position, and nothing concerned the consumer; its checkpoint is written later. */
  | { readonly kind: 'passed'; readonly position: string; readonly partition?: number | undefined }
  | { readonly kind: 'parked'; readonly caseKey: string; readonly type: string; readonly position: string; readonly reason: string }
  /** A message is not a valid record. If an event is missing because of it, the event is read from the store. */
  | { readonly kind: 'unreadable'; readonly topic: string; readonly partition: number; readonly offset: string; readonly reason: string }
  /** Messages were missing in the topic: these events were read from the store. */
  | { readonly kind: 'refilled'; readonly events: number }
  /** The broker has acknowledged events of the relay, whose checkpoint is not written yet. */
  | { readonly kind: 'sent'; readonly events: number; readonly position: string }
  /** An event is larger than its topic allows: the readers of the topic read it from the store. */
  | { readonly kind: 'oversized'; readonly topic: string; readonly type: string; readonly position: string; readonly bytes: number }
  /** A suspended topic accepts messages again. */
  | { readonly kind: 'recovered'; readonly topic: string }
  /** A log entry of the Kafka client. */
  | { readonly kind: 'client-logged'; readonly level: 'warn' | 'error'; readonly text: string }
  | { readonly kind: 'retrying'; readonly error: unknown; readonly afterMs: number }
  | { readonly kind: 'stopped'; readonly position?: string }
)

/** Receives the notices of a consumer or of the relay. */
export type Observe = (notice: Notice) => void
