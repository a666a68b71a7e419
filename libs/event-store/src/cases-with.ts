import type { EventType } from '@case-timeline/contracts'
import type { EventStore } from './event-store.ts'

const PAGE = 1_000

/**
 * Tells in which cases something of some types was ever recorded, however briefly it stood: rare types, since the cases are kept in
 * memory. Each call reads on in the log from where the last one ended, so it knows of all that was recorded before it was made.
 * @throws StoreUnavailable
 */
export const casesWith = (store: EventStore, ...types: readonly EventType[]): (() => Promise<ReadonlySet<string>>) => {
  const found = new Set<string>()
  const wanted = types.map(({ type }) => type)
  let after = '0'
  const readOn = async (): Promise<ReadonlySet<string>> => {
    for (;;) {
      const { events, position } = await store.readAll({ after, limit: PAGE, types: wanted })
      for (const { caseId } of events) if (caseId !== undefined) found.add(caseId)
      after = position
      if (events.length < PAGE) return found
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<ReadonlySet<string>> | undefined
  const next = (): Promise<ReadonlySet<string>> => {
    const read = last.then(() => {
      waiting = undefined
      return readOn()
    })
    last = read.catch(() => undefined)
    return read
  }
  // Whoever asks while a read is under way waits for the one after it: that one cannot have begun before his question.
  return () => (waiting ??= next())
}
