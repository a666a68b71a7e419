import { readFileSync } from 'node:fs'

/** How often the shift is read. */
const EVERY_MS = 20

/** Milliseconds in a file; none without the file, and as before while the file is being written. */
const shiftIn = (file: string, before: number): number => {
  try {
    return Number(readFileSync(file, 'utf8') || before)
  } catch {
    return 0
  }
}

/**
 * Preloaded by a process (`node --import …/shifted-clock.js?file=FILE`), it shifts the process's clock by the
 * milliseconds in the file, as a wrong or corrected clock of its machine does. Timers go on as before.
 */
const file = new URL(import.meta.url).searchParams.get('file') ?? ''
let shift = shiftIn(file, 0)
setInterval(() => (shift = shiftIn(file, shift)), EVERY_MS).unref()

const RealDate = Date
const now = (): number => RealDate.now() + shift
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: readonly unknown[]) => (args.length === 0 ? new target(now()) : Reflect.construct(target, args)) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
