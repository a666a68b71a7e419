import type { Log } from './log.ts'
import type { RecentLog } from './recent-log.ts'
import type { LogEntry } from './recorded-event.ts'

const AT_ONCE = 8
const MAX_POSITION = 2n ** 63n - 1n

/** The events at some positions; none for a position at which there is none. */
export const entriesAt = async (
  positions: readonly string[],
  recent: Pick<RecentLog, 'keptAt'>,
  log: Pick<Log, 'at'>,
): Promise<LogEntry[]> => {
  const wanted = positions.filter((position) => position !== '0' && BigInt(position) <= MAX_POSITION)
  const found: LogEntry[] = []
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const entries = await Promise.all(wanted.slice(from, from + AT_ONCE).map((position) => recent.keptAt(position) ?? log.at(position)))
    found.push(...entries.flatMap((entry) => entry ?? []))
  }
  return found
}
