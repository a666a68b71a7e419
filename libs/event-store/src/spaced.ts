/** Work that is asked for more often than it may run. */
export interface Spaced {
  /** Runs the work at once, or as soon as it may run again: what is asked until then is one run. */
  ask(): void
  /** Whether a run was asked for that has not begun. */
  isPending(): boolean
  /** Forgets what was asked. */
  stop(): void
}

/** How often those who follow the log are woken at most, in milliseconds. */
export const MS_BETWEEN_HINTS = 30

/** @param ms the least time between the beginnings of two runs, in milliseconds */
export const spaced = (ms: number, work: () => void): Spaced => {
  let timer: NodeJS.Timeout | undefined
  let isPending = false
  const run = (): void => {
    isPending = false
    timer = setTimeout(() => {
      timer = undefined
      if (isPending) run()
    }, ms)
    timer.unref()
    work()
  }
  return {
    ask() {
      if (timer) isPending = true
      else run()
    },
    isPending: () => isPending,
    stop() {
      clearTimeout(timer)
      timer = undefined
      isPending = false
    },
  }
}
