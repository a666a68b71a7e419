const EVERY_MS = 500

/**
 * Resolves with a sentence when this process should end: on SIGINT, SIGTERM or SIGHUP, or when its parent is gone, since npm's
 * shell passes no SIGTERM on. A second Ctrl-C does not wait any longer.
 */
export const ending = (): Promise<string> =>
  new Promise((resolve) => {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid !== parent) end('The parent process is gone')
    }, EVERY_MS)
    watch.unref()
    let asked = false
    const end = (reason: string): void => {
      clearInterval(watch)
      if (asked && reason === 'SIGINT') process.exit(130)
      asked = true
      resolve(reason)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal))
  })
