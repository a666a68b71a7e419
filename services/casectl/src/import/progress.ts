import { SingleBar } from 'cli-progress'

export interface Progress {
  at(done: number): void
  end(): void
}

/** The number of progress lines when the output is not a terminal. */
const STEPS = 10

/** Shows the progress of an import: a bar on a terminal, else one line per step. @param total number of rows */
export const progressBar = (stream: NodeJS.WriteStream, total: number): Progress => {
  const started = performance.now()
  const rate = (done: number) => Math.round(done / Math.max((performance.now() - started) / 1000, 0.001))
  if (!stream.isTTY) {
    let step = 0
    return {
      at: (done) => {
        const reached = Math.floor((done * STEPS) / Math.max(total, 1))
        if (reached === step) return
        step = reached
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
