import type { AgencyId, ServiceName } from '@case-timeline/contracts'

/** A message of a topic of commands, as a stranger put it there. */
export interface CommandMessage {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** When the broker took it, in epoch milliseconds; where the topic keeps the sender's time instead, now. */
  readonly arrivedAt: number
}

/** What a message is answered with: to an agency's own topic, or put aside for operators. */
export interface CommandReply {
  readonly to: { readonly agencyId: AgencyId } | 'quarantine'
  readonly key: Buffer | string | null
  readonly value: Buffer | string | null
  readonly headers: Readonly<Record<string, string>>
}

/** What happens on the way of commands, for logs and metrics. Names topics, never what a message says. */
export type CommandNotice =
  | { readonly kind: 'retrying'; readonly error: unknown; readonly afterMs: number; readonly partition?: number | undefined }
  /** An agency's answer could not be put on its topic, which is missing or not for this login; the others go on. */
  | { readonly kind: 'unanswered'; readonly agencyId: AgencyId; readonly error: unknown }
  | { readonly kind: 'client-said'; readonly level: 'warn' | 'error'; readonly text: string }
  | { readonly kind: 'stopped' }

export interface FollowCommands {
  /** `kafka://…`, see EVENT_FEED_URL. */
  readonly url: string
  readonly service: ServiceName
  readonly deployment: string
  /**
   * Answers one message. What it throws says that it cannot be answered now: its partition waits and the message comes again; it may
   * come again after it was answered, too, and is then to be answered in the same way.
   */
  readonly answer: (message: CommandMessage) => Promise<CommandReply>
  /** Stops it: the message in hand is finished and the group left. */
  readonly signal: AbortSignal
  readonly observe: (notice: CommandNotice) => void
}
