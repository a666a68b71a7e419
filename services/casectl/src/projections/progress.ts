import type { Reading } from '@case-timeline/service-kit'
import cliProgress from 'cli-progress'

/** Shows how far work on views is, next to the output of the command. */
export interface ShownProgress {
  at(reading: Reading): void
  end(): void
}

export const timeText = (seconds: number | undefined): string =>
  seconds === undefined ? '?' : seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`

/** On a terminal. @param work such as `rebuild of case-file` */
export const progressBar = (stream: NodeJS.WriteStream, work: string): ShownProgress => {
  const bar = new cliProgress.SingleBar({
    stream,
    format: `${work} [{bar}] {percentage}% | position {value} of {total} | {events} events, {rate} per second | {left} left`,
    clearOnComplete: true,
    hideCursor: true,
  })
  bar.start(0, 0, { events: 0, rate: 0, left: '?' })
  return {
    at({ events, position, end, rate, secondsLeft }) {
      bar.setTotal(Number(end ?? 0))
      bar.update(Number(position ?? 0), { events, rate: Math.round(rate ?? 0), left: timeText(secondsLeft) })
    },
    end() {
      bar.stop()
      stream.write('\n')
    },
  }
}

const LINE_EVERY_MS = 5_000

/** Elsewhere, such as in the log of a pod: a line from time to time. */
export const progressLines = (stream: NodeJS.WritableStream, work: string, everyMs = LINE_EVERY_MS): ShownProgress => {
  let shownAt = performance.now()
  return {
    at({ events, position, end, rate, secondsLeft }) {
      const now = performance.now()
      if (now - shownAt < everyMs) return
      shownAt = now
      const [speed, left] = [Math.round(rate ?? 0), timeText(secondsLeft)]
      stream.write(`${work}: position ${position ?? '0'} of ${end ?? '?'}, ${events} events, ${speed} per second, ${left} left\n`)
    },
    end: () => undefined,
  }
}
