import { readFileSync } from 'node:fs'

const POLL_INTERVAL_MS = 500

/**
 * Resolves with the reason when this process should end: on SIGINT, SIGTERM or SIGHUP, or when its parent has ended,
 * because npm's shell does not forward SIGTERM. A second Ctrl-C ends the process at once.
 * @param startedByNpm the parent is npm's shell, which survives a killed npm: then npm is watched too
 */
export const shutdownRequested = ({ startedByNpm }: { readonly startedByNpm: boolean }): Promise<string> =>
  new Promise((resolve) => {
    const parents = (): string => `${process.ppid} ${startedByNpm ? parentOf(process.ppid) : ''}`
    const first = parents()
    const watch = setInterval(() => {
      if (parents() !== first) requestShutdown('The parent process has ended')
    }, POLL_INTERVAL_MS)
    watch.unref()
    let isRequested = false
    const requestShutdown = (reason: string): void => {
      clearInterval(watch)
      if (isRequested && reason === 'SIGINT') process.exit(130)
      isRequested = true
      resolve(reason)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => requestShutdown(signal))
  })

/**
 * The parent's id from /proc, or '' without /proc. It is the second field after the name, which may contain spaces and
 * parentheses.
 */
const parentOf = (pid: number): string => {
  try {
    return /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}
