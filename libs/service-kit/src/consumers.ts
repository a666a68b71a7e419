import type { DataSource } from 'typeorm'
import type { EventStore } from '@case-timeline/event-store'
import { type Consumer, type Notice, storeFeed } from '@case-timeline/feed'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** A service's consumers, running. */
export interface Running {
  /** Finishes the batches in hand and lets the claims go. */
  stop(): Promise<void>
}

/** Starts the consumers. Resolves when each has its checkpoint: what is appended after that reaches it. */
export const run = async (it: {
  store: EventStore
  db: DataSource
  consumers: readonly Consumer[]
  log: Log
  metrics: Metrics
}): Promise<Running> => {
  const { store, db, log, metrics } = it
  const stopping = new AbortController()
  const observe = (notice: Notice) => note(notice, log, metrics)
  const begun: Promise<void>[] = []
  const stop = async () => {
    stopping.abort()
    await Promise.all(begun)
  }
  try {
    for (const consumer of it.consumers)
      begun.push((await storeFeed({ store }).consume({ db, consumer, signal: stopping.signal, observe })).stopped)
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

const note = (notice: Notice, log: Log, metrics: Metrics): void => {
  const { kind, consumer } = notice
  switch (kind) {
    case 'delivered':
      metrics.consumed(consumer, kind, notice.events)
      return log.debug(notice, 'events delivered')
    case 'parked':
      metrics.consumed(consumer, kind, 1)
      return log.error(notice, 'an event could not be handled: its case is parked, the others go on')
    case 'retrying':
      metrics.consumed(consumer, kind, 1)
      return log.warn({ kind, consumer, err: notice.error, afterMs: notice.afterMs }, 'a consumer tries again')
    case 'claim-lost':
      return log.warn(notice, 'another replica took over')
    case 'claimed':
    case 'standing-by':
    case 'stopped':
      return log.debug(notice, kind)
  }
}
