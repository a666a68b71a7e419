import { type EventStore, recentlyUsed, type StoredEvent } from '@case-timeline/event-store'

/** How many cases are remembered as passed: about 200 bytes each. */
const MAX_PASSED = 10_000
const PAGE = 1_000

/** The cases that were passed last, by their ids. */
export const passedCases = (max: number = MAX_PASSED) => recentlyUsed<object>(max, () => 1)

/**
 * The cases of a log, each once, in the order of their first events. Memory does not grow with the log: of a case that is
 * remembered no more, the log is asked whether it began earlier.
 * @param store of a service that sees the whole log
 * @param ofNoCase receives the events that belong to no case
 * @param page events of the log that are scanned together
 */
export async function* casesOf(
  store: Pick<EventStore, 'scanAll' | 'readCase'>,
  ofNoCase: (events: readonly StoredEvent[]) => void,
  passed: ReturnType<typeof passedCases> = passedCases(),
  page: number = PAGE,
): AsyncGenerator<string> {
  for (let after = '0'; ;) {
    const { events, position, isEnd, read } = await store.scanAll({ after, limit: page })
    ofNoCase(await read(events.filter(({ caseId }) => caseId === undefined)))
    for (const { caseId, position: found } of events) {
      if (caseId === undefined) continue
      const isPassed = passed.get(caseId) !== undefined
      passed.set(caseId, {})
      if (isPassed) continue
      const [first] = await store.readCase(caseId, { upTo: found })
      if (first?.position === found) yield caseId
    }
    if (isEnd) return
    after = position
  }
}
