import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import { commandIdForReaction } from '../ids.ts'
import type { Connection } from './connection.ts'
import type { Log } from './log.ts'
import type { Written } from './proposals.ts'

/** Where consumers that start at the head started; kept in a stream of its own for each, outside the log. */
export interface ConsumerStarts {
  startOf(consumer: string, latest?: string): Promise<string>
}

/** Where consumers that start at the head started, one stream for each: stored, never change it. */
export const START_STREAMS = 'case-timeline.start-'
const streamOf = (service: ServiceName, consumer: string): string => `${START_STREAMS}${service}.${consumer}`

/** Records where a consumer started, unless that is recorded already. */
export const recordStart = (connection: Connection, service: ServiceName, consumer: string, position: string): Promise<Written> => {
  const id = commandIdForReaction(consumer, service, 'start')
  const events = [{ id, type: 'ConsumerStarted', data: Buffer.from(JSON.stringify({ position })), metadata: Buffer.from('{}') }]
  return connection.append({ stream: streamOf(service, consumer), expected: -1, events })
}

export const consumerStarts = (service: ServiceName, log: Log, connection: Connection): ConsumerStarts => ({
  async startOf(consumer, latest) {
    const stream = streamOf(service, consumer)
    for (;;) {
      const known = await log.note(stream)
      if (known !== undefined) return (JSON.parse(known) as { position: string }).position
      const head = (await log.last())?.position ?? '0'
      const position = latest !== undefined && comparePositions(latest, head) < 0 ? latest : head
      // Another replica may have recorded it first: what is recorded counts.
      await recordStart(connection, service, consumer, position)
    }
  },
})
