import { readFileSync } from 'node:fs'

const EVERY_MS = 500

/**
 * Resolves with a sentence when this process should end: on SIGINT, SIGTERM or SIGHUP, or when its parent is gone: npm's shell
 * passes no SIGTERM on. A second Ctrl-C does not wait any longer.
 * @param behindNpm the parent is npm's shell, which outlives a killed npm: then npm counts as the parent too
 */
export const ending = ({ behindNpm }: { readonly behindNpm: boolean }): Promise<string> =>
  new Promise((resolve) => {
    const parents = (): string => `${process.ppid} ${behindNpm ? parentOf(process.ppid) : ''}`
    const first = parents()
    const watch = setInterval(() => {
      if (parents() !== first) end('The parent process is gone')
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

/** From /proc, where there is one; the fourth field, counted from behind the name, which may hold anything. */
const parentOf = (pid: number): string => {
  try {
    return /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}
