import { setTimeout as pause } from 'node:timers/promises'
import type { LogPosition } from '../event-store.ts'
import { inTime } from '../in-time.ts'
import type { LogContinuity } from '../log-continuity.ts'
import { batchLoader } from './batch-loader.ts'
import type { LogReader } from './log-reader.ts'

/** The last event of a log, whether visible to the caller or not. */
export interface LastEvent extends LogPosition {
  /** The clock of the server at that moment, RFC 3339. */
  readonly time: string
}

export interface LogEnd {
  /** What asks for it in one turn of the event loop is answered by one statement. */
  last(): Promise<LastEvent>
  /**
   * Looks where the log ends, which is the same for every login.
   * @returns the place of its last event; undefined if that is not what this process has seen last
   * @throws when that is not answered within a second: each store then has to find it out by itself
   */
  look(): Promise<string | undefined>
  /** The position of the last event that this process has seen, if a look was made within the period of looks. */
  recent(): string | undefined
}

/** How far a reader has read a log, and in which generation of it. */
export const placeOf = (position: string, generation: number): string => `${position} in ${generation}`

/** What the stores of a process look for together. */
export interface LogLooks {
  /**
   * The last event of a log, asked for once for all that look at the same moment.
   * @param log names it
   * @param ask asks for it in a session of one of them
   */
  at(log: string, ask: () => Promise<LastEvent>): Promise<LastEvent>
}

/** Timers that come due at one moment run within this time. */
const TOGETHER_MS = 20

/** Who opens several stores of a log in one process makes it, and passes it to each. */
export const logLooks = (): LogLooks => {
  const looks = new Map<string, Promise<LastEvent>>()
  return {
    at(log, ask) {
      const look =
        looks.get(log) ??
        pause(TOGETHER_MS).then(() => {
          // Who looks from now on may not be answered by what was asked before.
          looks.delete(log)
          return ask()
        })
      looks.set(log, look)
      return look
    },
  }
}

const ANSWER_MS = 1_000

/** Waiting readers look every five seconds. */
const RECENT_MS = 5_500

/** @param lookAt asks where the log ends, or has another store of this process ask */
export const logEnd = (
  log: Pick<LogReader, 'read'>,
  continuity: LogContinuity,
  lookAt: (ask: () => Promise<LastEvent>) => Promise<LastEvent>,
): LogEnd => {
  const read = async (): Promise<LastEvent> => {
    const { generation } = continuity
    const statement = (onSeenLog: string): string => `select *, clock_timestamp() as time from events.last_event() where ${onSeenLog}`
    const [row] = await log.read<{ position: string; event_hash: string | null; time: string }>('last_event', statement, [])
    if (!row) throw new Error('last_event returned no row: check the migrations of the event store')
    const last = { position: row.position, hash: row.event_hash ?? undefined, time: row.time }
    continuity.note(last, generation)
    return last
  }
  const load = batchLoader<undefined, LastEvent>({ batch: 1_000, calls: 1_000 }, async (asked) => {
    const found = await read()
    return asked.map(() => found)
  })
  const last = (): Promise<LastEvent> => load(undefined)
  let looked: { readonly at: number; readonly generation: number } | undefined
  return {
    last,
    recent: () =>
      looked && looked.generation === continuity.generation && performance.now() - looked.at < RECENT_MS
        ? (continuity.seen()?.position ?? '0')
        : undefined,
    async look() {
      const now = performance.now()
      const { position, hash } = await inTime(lookAt(last), ANSWER_MS, () => new Error('where the log ends was not answered'))
      const seen = continuity.seen()
      if (position !== (seen?.position ?? '0') || hash !== seen?.hash) return undefined
      const { generation } = continuity
      looked = { at: now, generation }
      return placeOf(position, generation)
    },
  }
}
