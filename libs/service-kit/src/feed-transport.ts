import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices'
import type { Consumer, Feed, Observe } from '@case-timeline/feed'
import { lastValueFrom } from 'rxjs'
import type { DataSource } from 'typeorm'
import { type AsConsumer, FEED } from './consumes.ts'

/** A handler that could be brought no event: the service must not start. */
export class UnfitHandler extends Error {
  override readonly name = 'UnfitHandler'
}

export interface Transported {
  readonly feed: Feed
  /** Holds the consumers' checkpoints and what they write. */
  readonly db: DataSource
  readonly observe: Observe
}

interface Extras {
  readonly asConsumer?: AsConsumer
}

/**
 * Nest's handlers of events as consumers of the feed, whatever carries it. Order, acknowledgement, retry and parking are the feed's:
 * nothing of them is done here, and what a handler throws, the feed is told.
 */
export class FeedTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = FEED
  override readonly propagatesEventHandlerErrors = true
  /** What the handlers are to the feed, once Nest has found them. */
  readonly consumers: Consumer[] = []
  private readonly stopping = new AbortController()
  private readonly begun: Promise<void>[] = []

  constructor(private readonly from: Transported) {
    super()
  }

  /** @throws UnfitHandler for one without a decorator of ours, and for a second one of a name: they would share a checkpoint */
  override addHandler(name: string, handler: MessageHandler, isEventHandler?: boolean, { asConsumer }: Extras = {}): void {
    if (!asConsumer) throw new UnfitHandler(`${name}: say by @ReactsTo or @Fills what the handler consumes`)
    if (this.getHandlers().has(name)) throw new UnfitHandler(`two handlers consume as ${name}: each needs a name of its own, for ever`)
    super.addHandler(name, handler, isEventHandler, { asConsumer })
    this.consumers.push(
      asConsumer((data, delivery) => lastValueFrom(this.transformToObservable(handler(data, delivery)), { defaultValue: undefined })),
    )
  }

  /** Starts every consumer, and calls back when each has its checkpoint: what is appended after that reaches it. */
  listen(done: (failure?: unknown) => void): void {
    this.begin().then(() => done(), done)
  }

  /** Finishes the batches in hand and lets the claims go. */
  async close(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.begun)
  }

  /** It has no events of its own: how consumers fare is told to `observe`. */
  on(): void {}

  unwrap<T>(): T {
    throw new Error('there is no server behind the feed that could be unwrapped')
  }

  private async begin(): Promise<void> {
    const { feed, db, observe } = this.from
    for (const consumer of this.consumers)
      this.begun.push((await feed.consume({ db, consumer, signal: this.stopping.signal, observe })).stopped)
  }
}
