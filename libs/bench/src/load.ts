import type { Peer } from './peer.ts'

export interface Measured {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Lets clients append one event after another, for `warmUpMs` uncounted and then for `ms`. */
export const drive = async (peer: Peer, clients: number, warmUpMs: number, ms: number): Promise<Measured> => {
  const from = performance.now() + warmUpMs
  const until = from + ms
  const took: number[] = []
  const client = async (which: number): Promise<void> => {
    for (let before = performance.now(); before < until;) {
      await peer.append(which)
      const after = performance.now()
      if (after >= from && after < until) took.push(after - before)
      before = after
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, which) => client(which)))
  took.sort((a, b) => a - b)
  return { perSecond: (took.length * 1000) / ms, p50: at(took, 0.5), p99: at(took, 0.99) }
}
