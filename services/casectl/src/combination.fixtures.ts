import type { AgencyId } from '@case-timeline/contracts'
import { preparedTopics } from '@case-timeline/feed/fixtures'

/**
 * Where the events of a test's system are kept, and what carries them. The same specs run on every combination: two variables say which.
 * jest.config.mjs sets them per project.
 */
export interface Combination {
  /** Absent: the run's PostgreSQL. */
  readonly eventStoreUrl?: string | undefined
  /** Absent: straight from the event store. */
  readonly eventFeedUrl?: string | undefined
  /** What somebody does who comes past the services to the first fact of a case; absent: he finds it in the PostgreSQL. */
  alterFirstFactOf?(caseId: string): void
  stop(): Promise<void>
}

const chosen = <const T extends string>(variable: string, choices: readonly [T, ...T[]]): T => {
  const value = process.env[variable] ?? choices[0]
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new Error(`${variable} is "${value}": use ${choices.join(' or ')}`)
  return found
}

const nothingToStop = (): Promise<void> => Promise.resolve()

const onEventStoreDb = async () => {
  // Only where it is needed: it brings the whole of gRPC.
  const { startEventStoreDb } = await import('@case-timeline/testing')
  const server = await startEventStoreDb()
  const alterFirstFactOf = (caseId: string): void => {
    const first = server.log.all().find(({ stream, revision }) => stream === `investigation.case-${caseId}` && revision === 0)
    const at = Buffer.from(first?.data ?? []).indexOf('"leadAgency":"') + '"leadAgency":"'.length
    // One letter of what the server keeps, so that what comes of it is still JSON.
    first?.data.set([(first.data[at] ?? 0) ^ 1], at)
  }
  return { eventStoreUrl: server.url(), alterFirstFactOf, stop: () => server.close() }
}

const onKafka = async (agencies: readonly AgencyId[]) => {
  const topics = await preparedTopics(agencies)
  return { eventFeedUrl: topics.url, stop: () => topics.remove() }
}

/** Starts what the combination needs beside PostgreSQL, for one system. @param agencies those whose systems may send commands */
export const combination = async (agencies: readonly AgencyId[] = []): Promise<Combination> => {
  const stores = { postgres: () => Promise.resolve({ stop: nothingToStop }), eventstoredb: onEventStoreDb }
  const feeds = { store: () => Promise.resolve({ stop: nothingToStop }), kafka: () => onKafka(agencies) }
  const store = await stores[chosen('CASE_TIMELINE_TEST_STORE', ['postgres', 'eventstoredb'])]()
  const feed = await feeds[chosen('CASE_TIMELINE_TEST_FEED', ['store', 'kafka'])]()
  return {
    ...store,
    ...feed,
    stop: async () => {
      await feed.stop()
      await store.stop()
    },
  }
}
