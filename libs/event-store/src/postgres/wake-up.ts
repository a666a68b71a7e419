import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { untilNextPeriod } from '../periods.ts'
import { MS_BETWEEN_HINTS, spaced } from '../spaced.ts'

/** What a reader of the log waits for. */
export interface Wait {
  /** The number of hints of which the reader knows. */
  readonly hintCount: number
  /** The place up to which it has read the log. */
  readonly at: string
  /** After how many milliseconds it looks for what hints may have missed: sooner while nobody listens to those of other processes. */
  readonly ms: number
  readonly signal: AbortSignal
}

/**
 * Notifies waiting readers that the log may have grown: at once, or 30 ms after the hint before, since each hint costs a
 * reading of the log and a write of every view that it concerns. A hint can be lost, so waiting readers also look.
 */
export interface WakeUp {
  /** The number of hints so far: those that come within 30 ms are one. */
  hintCount(): number
  /** Resolves once there have been more hints, when aborted, or when a look finds that the log ends elsewhere. */
  next(wait: Wait): Promise<void>
  /** Gives a hint to this process and to the others, both soon. */
  announce(): void
  close(): Promise<void>
}

const CHANNEL = 'events'

// A NOTIFY locks the whole database at commit. So it is not part of an append, and is sent at most this often.
const MIN_MS_BETWEEN_NOTIFIES = 10
const MS_UNTIL_POLL_WITHOUT_LISTENING = 1_000

/**
 * @param listen opens the connection that listens, kept until close
 * @param notify runs a statement that notifies the other processes
 * @param look returns the place at which the log ends, or undefined if a reader has to find that out
 */
export const wakeUp = (
  listen: () => Promise<pg.Client>,
  notify: (statement: string) => Promise<unknown>,
  look: () => Promise<string | undefined>,
): WakeUp => {
  /** With the place at which each waits. */
  const waiters = new Map<() => void, string>()
  // One timer for all, so that they wake together and share a reading of the log.
  let lookTimer: NodeJS.Timeout | undefined
  let hints = 0
  let listening: Promise<pg.Client> | undefined
  let isListening = false
  // This process gives a hint to itself when it announces: its notification would only cause another reading.
  const ownId = randomUUID()
  // The answer to a command is sent before the readers that it wakes use the processor.
  let announcement: NodeJS.Immediate | undefined
  let closed = false

  const wakeAll = (): void => {
    for (const wake of [...waiters.keys()]) wake()
  }

  const hint = (): void => {
    hints += 1
    wakeAll()
  }

  const hinting = spaced(MS_BETWEEN_HINTS, hint)

  const lookSoon = (ms: number): void => {
    const timer = setTimeout(
      () => {
        if (!isListening) return wakeAll()
        look()
          .then((end) => {
            // Others may wait by now, with a timer of their own.
            if (lookTimer !== timer) return
            if ([...waiters.values()].every((at) => at === end)) lookSoon(ms)
            else wakeAll()
          })
          .catch(wakeAll)
      },
      isListening ? untilNextPeriod(ms) : Math.min(ms, MS_UNTIL_POLL_WITHOUT_LISTENING),
    )
    lookTimer = timer
  }

  const ensureListening = (): void => {
    if (listening || closed) return
    const current = listen().then(async (client) => {
      client.on('notification', ({ payload }) => {
        if (payload !== ownId) hinting.ask()
      })
      client.once('end', forget)
      await client.query(`listen ${CHANNEL}`)
      isListening = true
      // What was recorded before may have been announced to nobody.
      hint()
      return client
    })
    const forget = () => {
      if (listening !== current) return
      listening = undefined
      if (isListening) wakeAll()
      isListening = false
    }
    listening = current
    current.catch(forget)
  }

  const notifyNow = (): Promise<unknown> => notify(`notify ${CHANNEL}, '${ownId}'`).catch(() => undefined)

  const notifying = spaced(MIN_MS_BETWEEN_NOTIFIES, () => void notifyNow())

  return {
    hintCount: () => hints,
    next({ hintCount, at, ms, signal }) {
      ensureListening()
      return new Promise((resolve) => {
        if (hints !== hintCount || closed || signal.aborted) return resolve()
        const wake = (): void => {
          waiters.delete(wake)
          signal.removeEventListener('abort', wake)
          if (waiters.size === 0) {
            clearTimeout(lookTimer)
            lookTimer = undefined
          }
          resolve()
        }
        waiters.set(wake, at)
        if (!lookTimer) lookSoon(ms)
        signal.addEventListener('abort', wake, { once: true })
      })
    },
    announce() {
      announcement ??= setImmediate(() => {
        announcement = undefined
        hinting.ask()
        notifying.ask()
      })
    },
    async close() {
      closed = true
      const isNotified = announcement === undefined && !notifying.isPending()
      clearImmediate(announcement)
      notifying.stop()
      hinting.stop()
      hint()
      // The others would find what this process recorded last only by their next poll.
      if (!isNotified) await notifyNow()
      await listening?.then((client) => client.end()).catch(() => undefined)
    },
  }
}
