import { startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { startCountingServer, type MeasuredServer } from '../eventstoredb/measured-server.ts'

/** What a measured system stores its events in and follows them by; views are always in PostgreSQL. */
export const BACKINGS = ['postgres', 'kafka', 'eventstoredb'] as const
export type BackingName = (typeof BACKINGS)[number]

/** The servers of a measured system in addition to its PostgreSQL. */
export interface Backing {
  /** The variables of `casectl up`. */
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** The system stores its events in an EventStoreDB that runs. */
export const backingOn = ({ url, stop }: MeasuredServer): Backing => ({ environment: { EVENT_STORE_URL: url }, stop })

const kafka = async (): Promise<Backing> => {
  const broker = await startKafka()
  return { environment: { EVENT_FEED_URL: `kafka://${broker.brokers[0]}/?prefix=bench.` }, stop: () => broker.stop() }
}

/** Starts a broker (Java and Maven are needed), or the test server of EventStoreDB in a process of its own, or nothing. */
export const startBacking = async (name: BackingName): Promise<Backing> => {
  switch (name) {
    case 'postgres':
      return { environment: {}, stop: () => Promise.resolve() }
    case 'kafka':
      return kafka()
    case 'eventstoredb':
      return backingOn(await startCountingServer())
  }
}
