import { setTimeout as pause } from 'node:timers/promises'

/** Limits what a rebuild or a verification takes from those who use the databases meanwhile. Absent: no limit. */
export interface Throttle {
  /** Maximum number of events a second. */
  readonly rate?: number | undefined
  /** Maximum part of the time in which it works, over 0 and at most 1: with 0.2 it pauses for four times as long as it worked. */
  readonly share?: number | undefined
}

/** Maximum number of events in a chunk; a row that several events of a chunk change is written once. */
export const MAX_CHUNK = 5_000
/** Who uses the process and the databases meanwhile waits for what is folded and written at once, however long the rest after it is. */
const CHUNK_OF_SHARE = 200
/** A chunk and the next one, which is read ahead, are lost with the process: together a sixth of what it has folded. */
const PART_OF_FOLDED = 12

/**
 * The number of events in the next chunk. What a process has folded since it started decides, so that one that is killed
 * again and again loses little of it; one that continues after a kill begins smaller.
 * @param folded events that this process has folded so far
 */
export const chunkSize = (folded: number, isContinued: boolean, { rate = Infinity, share = 1 }: Throttle = {}): number => {
  const least = isContinued ? 100 : 1_000
  const most = share < 1 ? CHUNK_OF_SHARE : MAX_CHUNK
  return Math.max(1, Math.min(most, Math.floor(rate), Math.max(least, Math.floor(folded / PART_OF_FOLDED))))
}

/**
 * How long to pause after a chunk, in milliseconds.
 * @param events folded, and `elapsedMs` since the beginning, pauses included
 * @param workedMs on the last chunk
 */
export const pauseAfter = (
  { rate = Infinity, share }: Throttle,
  { events, elapsedMs, workedMs }: { readonly events: number; readonly elapsedMs: number; readonly workedMs: number },
): number => Math.max(0, (events / rate) * 1_000 - elapsedMs, pauseOfShare(share, workedMs))

/** How long to pause after work, in milliseconds, to work only a part of the time. @param share as of a throttle */
export const pauseOfShare = (share: number | undefined, workedMs: number): number => workedMs * (1 / (share ?? 1) - 1)

/** Pauses, unless the signal aborts. */
export const rest = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined)
}

/** The writer of a view is locked out for at most this long by a swap, the exchange included, or it goes on and all is tried again. */
const MAX_PAUSE_MS = 60
/** After as many attempts that were too slow the pause may be as long again, so that the swap is done one day. */
const ATTEMPTS = 25
/** But never longer than as many times. */
const MAX_TIMES = 3

/** What was left to fill, or to wait for, was too much to lock out the writer for it. */
export class NotNear extends Error {
  override readonly name = 'NotNear'
  constructor(readonly filling: Promise<unknown> = Promise.resolve()) {
    super('the second table is not near enough to the view')
  }
}

/** The attempts at one swap. */
export const swapAttempts = () => {
  let givenUp = 0
  return {
    longestPauseMs: () => longestPauseMs(givenUp),
    /** @param error by which an attempt was given up; a lock that others hold is no sign of a slow machine: it does not count */
    ended(error: unknown): void {
      if (error instanceof NotNear) givenUp += 1
    },
  }
}

/**
 * For how long a swap may lock out the writer of a view, in milliseconds.
 * @param givenUp attempts that were given up since they took longer; not those that waited for the lock of somebody else
 */
export const longestPauseMs = (givenUp: number): number => MAX_PAUSE_MS * Math.min(MAX_TIMES, 1 + Math.floor(givenUp / ATTEMPTS))
