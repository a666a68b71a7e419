import { type ISocketFactory, Kafka, logLevel } from 'kafkajs'
import { limitHeaders } from './bounded-headers.ts'
import type { KafkaAddress } from './kafka-url.ts'

/** Receives the log entries of the Kafka client, which are not printed to the console. */
export type ClientLog = (level: 'warn' | 'error', text: string) => void

// The warning is about clients that retry for ever; here a producer that gave up is replaced by a new one.
const IRRELEVANT_WARNING = /^Limiting retries for the idempotent producer/

export interface ClientOptions {
  /** Opens the connections; default: those of kafkajs. */
  readonly socketFactory?: ISocketFactory | undefined
  readonly retries?: number | undefined
}

/** A Kafka client that gives up after a few retries: its caller reports the failure, and retries. */
export const kafkaClient = (address: KafkaAddress, logClient: ClientLog, { socketFactory, retries = 4 }: ClientOptions = {}): Kafka => {
  limitHeaders()
  const { prefix: _, ...connection } = address
  return new Kafka({
    ...connection,
    brokers: [...connection.brokers],
    clientId: 'case-timeline',
    ...(socketFactory && { socketFactory }),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 2_000 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log: { message } }) => {
        if (!IRRELEVANT_WARNING.test(message)) logClient(level === logLevel.ERROR ? 'error' : 'warn', message)
      },
  })
}
