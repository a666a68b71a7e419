import { readFileSync } from 'node:fs'
import { clearInterval, setInterval } from 'node:timers'

const POLL_INTERVAL_MS = 500

/** The id of the parent process from /proc, or '' without /proc. The process name may contain any characters. */
const parentOf = (pid) => {
  try {
    return /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}

/**
 * Resolves with the reason when this process should end: on SIGINT, SIGTERM or SIGHUP, or when its parent or the npm
 * that started it has ended, because npm's shell does not forward SIGTERM and survives a killed npm. A second Ctrl-C
 * ends the process at once.
 */
export const waitForShutdown = () =>
  new Promise((done) => {
    const parents = () => `${process.ppid} ${process.env.npm_lifecycle_event ? parentOf(process.ppid) : ''}`
    const first = parents()
    const watch = setInterval(() => {
      if (parents() !== first) end('The parent process has ended')
    }, POLL_INTERVAL_MS)
    watch.unref()
    let isStopping = false
    const end = (reason) => {
      clearInterval(watch)
      if (isStopping && reason === 'SIGINT') process.exit(130)
      isStopping = true
      done(reason)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal))
  })
