import { setMaxListeners } from 'node:events'
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices'
import type { AroundDelivery, Consumer, Feed, Observe } from '@case-timeline/feed'
import { lastValueFrom } from 'rxjs'
import type { DataSource } from 'typeorm'
import { type ConsumerFactory, FEED } from './event-handlers.ts'

/** An event handler is declared incorrectly: the service must not start. */
export class InvalidEventHandler extends Error {
  override readonly name = 'InvalidEventHandler'
}

export interface FeedTransportOptions {
  readonly feed: Feed
  /** The database of the consumers' checkpoints and tables. */
  readonly db: DataSource
  readonly observe: Observe
  readonly around?: AroundDelivery | undefined
}

interface EventHandlerExtras {
  readonly createConsumer?: ConsumerFactory
}

/**
 * Runs Nest's event handlers as consumers of the event feed, for any transport of the feed. Order, acknowledgement,
 * retry and parking are handled by the feed: errors of a handler are passed on to it unchanged.
 */
export class FeedTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = FEED
  override readonly propagatesEventHandlerErrors = true
  /** The consumers of the handlers, once Nest has registered them. */
  readonly consumers: Consumer[] = []
  private readonly stopping = new AbortController()
  private readonly consuming: Promise<void>[] = []

  constructor(private readonly options: FeedTransportOptions) {
    super()
    // Each consumer that waits listens to it: Node would warn of the eleventh.
    setMaxListeners(0, this.stopping.signal)
  }

  /**
   * @throws InvalidEventHandler for a handler without @ReactsTo or @Fills, and for a duplicate name: two would share a
   * checkpoint
   */
  override addHandler(name: string, handler: MessageHandler, isEventHandler?: boolean, { createConsumer }: EventHandlerExtras = {}): void {
    if (!createConsumer) throw new InvalidEventHandler(`the handler ${name} does not declare what it consumes: use @ReactsTo or @Fills`)
    if (this.getHandlers().has(name))
      throw new InvalidEventHandler(`two handlers have the consumer name ${name}: each needs a permanent name of its own`)
    super.addHandler(name, handler, isEventHandler, { createConsumer })
    this.consumers.push(
      createConsumer((data, delivery) => lastValueFrom(this.transformToObservable(handler(data, delivery)), { defaultValue: undefined })),
    )
  }

  /** Starts every consumer, and calls back when each has its checkpoint: it receives all events appended after that. */
  listen(done: (failure?: unknown) => void): void {
    this.begin().then(() => done(), done)
  }

  /** Finishes the current batches and releases the claims. */
  async close(): Promise<void> {
    this.stopping.abort()
    await Promise.all(this.consuming)
  }

  /** The transport emits no events: the state of consumers is reported to `observe`. */
  on(): void {}

  unwrap<T>(): T {
    throw new Error('the event feed has no underlying server to unwrap')
  }

  private async begin(): Promise<void> {
    const { feed, db, observe, around } = this.options
    for (const consumer of this.consumers)
      this.consuming.push((await feed.consume({ db, consumer, signal: this.stopping.signal, observe, around })).stopped)
  }
}
