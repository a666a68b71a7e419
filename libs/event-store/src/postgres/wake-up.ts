import type pg from 'pg'

/** Tells waiting readers that the log has grown. A hint only: whoever waits also looks by himself from time to time. */
export interface WakeUp {
  /** How many hints there have been. */
  heard(): number
  /** Resolves once there have been more hints than `heard`, after `ms`, or when aborted. */
  next(heard: number, ms: number, signal: AbortSignal): Promise<void>
  /** Gives a hint to this process now, and to the others soon. */
  announce(): void
  close(): Promise<void>
}

const CHANNEL = 'events'

// A NOTIFY takes a lock of the whole database at commit: apart from the append and at most this often, it costs nothing.
const LEAST_MS_BETWEEN_NOTIFIES = 10

/**
 * @param listen opens the connection that listens, kept until close
 * @param notify runs a statement that notifies the other processes
 */
export const wakeUp = (listen: () => Promise<pg.Client>, notify: (statement: string) => Promise<unknown>): WakeUp => {
  const sleepers = new Set<() => void>()
  let hints = 0
  let listening: Promise<pg.Client> | undefined
  let pausing: NodeJS.Timeout | undefined
  let again = false
  let closed = false

  const hint = (): void => {
    hints += 1
    for (const wake of [...sleepers]) wake()
  }

  const ensureListening = (): void => {
    if (listening || closed) return
    const current = listen().then(async (client) => {
      client.on('notification', hint)
      client.once('end', forget)
      await client.query(`listen ${CHANNEL}`)
      return client
    })
    const forget = () => {
      if (listening === current) listening = undefined
    }
    listening = current
    current.catch(forget)
  }

  const notifyOthers = (): void => {
    if (pausing) {
      again = true
      return
    }
    again = false
    notify(`notify ${CHANNEL}`).catch(() => undefined)
    pausing = setTimeout(() => {
      pausing = undefined
      if (again) notifyOthers()
    }, LEAST_MS_BETWEEN_NOTIFIES)
    pausing.unref()
  }

  return {
    heard: () => hints,
    next(heard, ms, signal) {
      ensureListening()
      return new Promise((resolve) => {
        if (hints !== heard || closed || signal.aborted) return resolve()
        const wake = (): void => {
          clearTimeout(timer)
          sleepers.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        sleepers.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    },
    announce() {
      hint()
      notifyOthers()
    },
    async close() {
      closed = true
      clearTimeout(pausing)
      hint()
      await listening?.then((client) => client.end()).catch(() => undefined)
    },
  }
}
