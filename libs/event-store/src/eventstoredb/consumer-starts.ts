import { comparePositions, type ServiceName } from '@case-timeline/contracts'
import { commandIdForReaction } from '../ids.ts'
import type { Connection } from './connection.ts'
import type { Log } from './log.ts'

/** Where consumers that start at the head started; kept in a stream of its own for each, outside the log. */
export interface ConsumerStarts {
  startOf(consumer: string, latest?: string): Promise<string>
}

export const consumerStarts = (service: ServiceName, log: Log, connection: Connection): ConsumerStarts => ({
  async startOf(consumer, latest) {
    const stream = `case-timeline.start-${service}.${consumer}`
    for (;;) {
      const known = await log.note(stream)
      if (known !== undefined) return (JSON.parse(known) as { position: string }).position
      const head = (await log.last())?.position ?? '0'
      const position = latest !== undefined && comparePositions(latest, head) < 0 ? latest : head
      const id = commandIdForReaction(consumer, service, 'start')
      const events = [{ id, type: 'ConsumerStarted', data: Buffer.from(JSON.stringify({ position })), metadata: Buffer.from('{}') }]
      // Another replica may have recorded it first: what is recorded counts.
      await connection.append({ stream, expected: -1, events })
    }
  },
})
