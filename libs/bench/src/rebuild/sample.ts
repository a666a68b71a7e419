import type { CpuUsed } from '../cpu.ts'

const SAMPLED_EVERY_MS = 20
const MIB = 1_048_576

/** What something took. */
export interface Sample {
  readonly ms: number
  /** Processor time of this process and of PostgreSQL, in milliseconds; undefined where the server cannot be seen. */
  readonly cpuMs: number | undefined
  /** The highest memory of this process, in MiB. */
  readonly rssMib: number
}

/** Measures time, processor time and memory of some work. */
export const sampleOf = async (clock: () => CpuUsed, work: () => Promise<unknown>): Promise<Sample> => {
  let highest = process.memoryUsage.rss()
  const sampling = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), SAMPLED_EVERY_MS)
  const [before, start] = [clock(), performance.now()]
  try {
    await work()
  } finally {
    clearInterval(sampling)
  }
  const [after, ms] = [clock(), performance.now() - start]
  const server = after.server === undefined || before.server === undefined ? undefined : after.server - before.server
  return { ms, cpuMs: server === undefined ? undefined : after.client - before.client + server, rssMib: highest / MIB }
}
