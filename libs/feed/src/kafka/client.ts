import { Kafka, logLevel } from 'kafkajs'
import { boundHeaders } from './bounded-headers.ts'
import type { KafkaAddress } from './kafka-url.ts'

/** What the Kafka client has to say; kept off the console. */
export type ClientSays = (level: 'warn' | 'error', text: string) => void

// It is meant for those who let the client retry for ever; here a producer that gave up is replaced by a new one.
const MEANT_FOR_OTHERS = /^Limiting retries for the idempotent producer/

/** A client of a broker that gives up soon: whoever uses it tries again by himself and says so. */
export const kafkaClient = (address: KafkaAddress, says: ClientSays, retries = 4): Kafka => {
  boundHeaders()
  const { prefix: _, ...connection } = address
  return new Kafka({
    ...connection,
    brokers: [...connection.brokers],
    clientId: 'case-timeline',
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 2_000 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message } }) => {
        if (!MEANT_FOR_OTHERS.test(message)) says(level === logLevel.ERROR ? 'error' : 'warn', message)
      },
  })
}
