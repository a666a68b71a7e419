import type { AgencyId } from '@case-timeline/contracts'
import { preparedTopics } from '@case-timeline/feed/fixtures'

/**
 * The event store and the event feed of a test's system. The same specs run on every combination: jest.config.mjs
 * chooses it per project by two environment variables.
 */
export interface Combination {
  /** Without a URL, the events are stored in PostgreSQL. */
  readonly eventStoreUrl?: string | undefined
  /** Without a URL, consumers read the events from the event store. */
  readonly eventFeedUrl?: string | undefined
  /**
   * Changes the first fact of a case in the store's data, bypassing the services. Absent where the events are in
   * PostgreSQL.
   */
  tamperWithFirstFact?(caseId: string): void
  /** Backs the events up. @returns restores the backup under running services; absent: the events are in PostgreSQL */
  backUpEvents?(): () => Promise<void>
  stop(): Promise<void>
}

const environmentChoice = <const T extends string>(variable: string, choices: readonly [T, ...T[]]): T => {
  const value = process.env[variable] ?? choices[0]
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new Error(`${variable} is "${value}": use ${choices.join(' or ')}`)
  return found
}

const noStop = (): Promise<void> => Promise.resolve()

const startEventStoreDbServer = async () => {
  // Imported only where it is needed, because it loads gRPC.
  const { serveEventStoreDb, SERVER_VARIABLE } = await import('@case-timeline/testing')
  const served = await serveEventStoreDb(process.env[SERVER_VARIABLE])
  const { testServer: server } = served
  if (!server) {
    const onlyOnTestServer = (): never => {
      throw new Error(
        `the log of the server that ${SERVER_VARIABLE} serves cannot be changed from outside: run this without ${SERVER_VARIABLE}`,
      )
    }
    return {
      eventStoreUrl: served.url(),
      tamperWithFirstFact: onlyOnTestServer,
      backUpEvents: onlyOnTestServer,
      stop: () => served.close(),
    }
  }
  const tamperWithFirstFact = (caseId: string): void => {
    const first = server.log.all().find(({ stream, revision }) => stream === `investigation.case-${caseId}` && revision === 0)
    const offset = Buffer.from(first?.data ?? []).indexOf('"leadAgency":"') + '"leadAgency":"'.length
    // Changes one letter of a value, so that the data is still valid JSON.
    first?.data.set([(first.data[offset] ?? 0) ^ 1], offset)
  }
  const backUpEvents = () => {
    const restore = server.log.backup()
    return async () => {
      await server.stop()
      restore()
      await server.start()
    }
  }
  return { eventStoreUrl: server.url(), tamperWithFirstFact, backUpEvents, stop: () => server.close() }
}

const prepareKafka = async (agencies: readonly AgencyId[]) => {
  const topics = await preparedTopics(agencies)
  return { eventFeedUrl: topics.url, stop: () => topics.remove() }
}

/**
 * Starts the servers of the combination for one system.
 * @param agencies the agencies whose systems may send commands
 * @param givenStore the URL of an event store that the caller started
 */
export const combination = async (agencies: readonly AgencyId[] = [], givenStore?: string): Promise<Combination> => {
  const stores = { postgres: () => Promise.resolve({ stop: noStop }), eventstoredb: startEventStoreDbServer }
  const feeds = { store: () => Promise.resolve({ stop: noStop }), kafka: () => prepareKafka(agencies) }
  const chosen = environmentChoice('CASE_TIMELINE_TEST_STORE', ['postgres', 'eventstoredb'])
  const store = givenStore === undefined ? await stores[chosen]() : { eventStoreUrl: givenStore, stop: noStop }
  const feed = await feeds[environmentChoice('CASE_TIMELINE_TEST_FEED', ['store', 'kafka'])]()
  return {
    ...store,
    ...feed,
    stop: async () => {
      await feed.stop()
      await store.stop()
    },
  }
}
