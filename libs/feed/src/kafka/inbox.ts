import { setImmediate } from 'node:timers/promises'
import type { ReceivedMessage } from './received-messages.ts'

/** Everything that waited for a consumer at one moment; possibly nothing. */
export interface Taken {
  /** The messages of each partition, in order. */
  readonly messages: ReadonlyMap<number, readonly ReceivedMessage[]>
  /** Whether messages are missing, because there were too many, or they could not be compared with the log. */
  readonly hasMissed: boolean
}

/** The messages that wait for one consumer. The reader of the topic never waits for it. */
export interface Inbox {
  put(partition: number, messages: readonly ReceivedMessage[]): void
  /** The reader has left messages out: the consumer finds their events in the store. */
  miss(): void
  /** Takes what waits; waits for something, at most for some milliseconds, or until the signal aborts. */
  take(signal: AbortSignal, ms: number): Promise<Taken>
}

/** What may wait for one consumer: about what a slow consumer handles in some seconds. */
const MAX_MESSAGES = 5_000
const MAX_BYTES = 8 * 1024 * 1024
/** The longest delay of a timer. */
const MAX_WAIT_MS = 2 ** 31 - 1

/** An inbox without messages. One that is full drops everything: reading the store is then the faster way. */
export const createInbox = (): Inbox => {
  let messages = new Map<number, ReceivedMessage[]>()
  let count = 0
  let bytes = 0
  let hasMissed = false
  let wake: () => void = () => undefined

  const clear = (): void => {
    messages = new Map()
    count = 0
    bytes = 0
  }
  const miss = (): void => {
    clear()
    hasMissed = true
    wake()
  }

  return {
    put(partition, arrived) {
      count += arrived.length
      bytes += arrived.reduce((sum, message) => sum + message.bytes, 0)
      if (hasMissed || count > MAX_MESSAGES || bytes > MAX_BYTES) return miss()
      const waiting = messages.get(partition)
      if (waiting) waiting.push(...arrived)
      else messages.set(partition, [...arrived])
      wake()
    },
    miss,
    // Its listener and timer are removed again, because it is called during the whole life of the process.
    async take(signal, ms) {
      if (count === 0 && !hasMissed && !signal.aborted)
        await new Promise<void>((resolve) => {
          const finish = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', finish)
            wake = () => undefined
            resolve()
          }
          const timer = setTimeout(finish, Math.min(ms, MAX_WAIT_MS))
          signal.addEventListener('abort', finish)
          wake = finish
        })
      // The partitions of one fetch come one after another.
      await setImmediate()
      const taken = { messages, hasMissed }
      clear()
      hasMissed = false
      return taken
    },
  }
}
