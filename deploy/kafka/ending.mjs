import { readFileSync } from 'node:fs'
import { clearInterval, setInterval } from 'node:timers'

const EVERY_MS = 500

/** From /proc, where there is one; the fourth field, counted from behind the name, which may hold anything. */
const parentOf = (pid) => {
  try {
    return /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}

/**
 * Resolves with a word when this process should end: on SIGINT, SIGTERM or SIGHUP, or when its parent is gone: npm's shell
 * passes no SIGTERM on, and outlives a killed npm, so npm counts as the parent too. A second Ctrl-C does not wait any longer.
 */
export const ending = () =>
  new Promise((done) => {
    const parents = () => `${process.ppid} ${process.env.npm_lifecycle_event ? parentOf(process.ppid) : ''}`
    const first = parents()
    const watch = setInterval(() => {
      if (parents() !== first) end('The parent process is gone')
    }, EVERY_MS)
    watch.unref()
    let asked = false
    const end = (reason) => {
      clearInterval(watch)
      if (asked && reason === 'SIGINT') process.exit(130)
      asked = true
      done(reason)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal))
  })
