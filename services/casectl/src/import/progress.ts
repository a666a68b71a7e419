import { SingleBar } from 'cli-progress'

export interface Progress {
  at(done: number): void
  end(): void
}

/** How often a run without a terminal says how far it is: every tenth part. */
const steps = 10

/** Shows how far an import is: a bar with rate and time left on a terminal, one line per step elsewhere. @param total rows */
export const progressOn = (stream: NodeJS.WriteStream, total: number): Progress => {
  const started = performance.now()
  const rate = (done: number) => Math.round(done / Math.max((performance.now() - started) / 1000, 0.001))
  if (!stream.isTTY) {
    let step = 0
    return {
      at: (done) => {
        const now = Math.floor((done * steps) / Math.max(total, 1))
        if (now === step) return
        step = now
        stream.write(`imported ${done} of ${total} rows, ${rate(done)} rows/s\n`)
      },
      end: () => undefined,
    }
  }
  const bar = new SingleBar({
    stream,
    format: 'importing {bar} {percentage} %  {value}/{total} rows  {rate} rows/s  {eta_formatted} left',
    hideCursor: true,
    etaBuffer: 500,
  })
  bar.start(total, 0, { rate: 0 })
  return { at: (done) => bar.update(done, { rate: rate(done) }), end: () => bar.stop() }
}
