import type { AgencyId, ServiceName } from '@case-timeline/contracts'

/** A message of a command topic, in the untrusted form in which its sender wrote it. */
export interface CommandMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  /**
   * Time of arrival at the broker, in epoch milliseconds; the current time if the topic keeps the sender's time
   * instead.
   */
  readonly arrivedAt: number
}

/** The reply to a message: an answer to the topic of an agency, or a quarantined message for operators. */
export interface CommandReply {
  readonly to: { readonly agencyId: AgencyId } | 'quarantine'
  readonly key: Buffer | string | null
  readonly value: Buffer | string | null
  readonly headers: Readonly<Record<string, string>>
}

/** What happens to commands, for logs and metrics. Contains names of topics, never the content of a message. */
export type CommandNotice =
  | { readonly kind: 'retrying'; readonly error: unknown; readonly afterMs: number; readonly partition?: number | undefined }
  /** An agency's answer could not be sent: its topic is missing, not writable or for long without a leader. The others continue. */
  | { readonly kind: 'unanswered'; readonly agencyId: AgencyId; readonly error: unknown }
  | { readonly kind: 'client-logged'; readonly level: 'warn' | 'error'; readonly text: string }
  | { readonly kind: 'stopped' }

export interface FollowCommandsOptions {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  readonly service: ServiceName
  readonly deployment: string
  /**
   * Answers one message. It throws if the message cannot be answered now: then its partition waits and the message is
   * delivered again. A message may also be delivered again after it was answered, and must then get the same answer.
   */
  readonly answer: (message: CommandMessage) => Promise<CommandReply>
  /** Stops it: the current message is finished, and the consumer leaves its group. */
  readonly signal: AbortSignal
  readonly observe: (notice: CommandNotice) => void
  /**
   * How long commands wait for the leader of the topic of an agency, in milliseconds (default 30,000): then that agency
   * gets no answers, and the commands of the others continue.
   */
  readonly leaderPatienceMs?: number | undefined
}
