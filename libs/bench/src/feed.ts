import { median, ratio, table } from './table.ts'
import { bareSends } from './feed/bare-sends.ts'
import { freshnessOf } from './feed/freshness.ts'
import { openBenchEnvironment } from './feed/bench-environment.ts'
import { measureRelay } from './feed/relayed.ts'

/** Minimum throughput of the relay, as a share of a bare loop of sends. */
const RELAY_TARGET = 0.7
/** The rate at which events are appended for the freshness measurement. */
const EVENTS_PER_SECOND = 200

export interface FeedPlan {
  readonly serverUrl: string
  /** Address of a broker, host:port. */
  readonly broker: string
  readonly rounds: number
  /** Number of events in the log that is relayed. */
  readonly events: number
  /** Duration of the freshness measurement on each feed. */
  readonly seconds: number
  printLine(line: string): void
}

/** Measures the relay against a bare loop of sends, and the delay from append to view on each feed, in one run. */
export const compareFeeds = async ({ serverUrl, broker, rounds, events, seconds, printLine }: FeedPlan): Promise<void> => {
  const environment = await openBenchEnvironment(serverUrl, broker)
  try {
    const log = await environment.fill(events)
    const relay: number[] = []
    const bare: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      const { perSecond, url } = await measureRelay(environment, log)
      relay.push(perSecond)
      bare.push(await bareSends(environment, log, url))
      printLine(`round ${round} of ${rounds} measured`)
    }
    const reached = ratio(median(relay), median(bare))
    printLine('')
    printLine(
      `A log of ${log.events.length.toLocaleString('en')} events, ${log.messages.toLocaleString('en')} messages to its readers, medians of ${rounds}`,
    )
    printLine(
      table([
        ['', 'messages/s'],
        ['bare kafkajs sendBatch loop, same messages', Math.round(median(bare)).toLocaleString('en')],
        ['relay (read, send, checkpoint)', Math.round(median(relay)).toLocaleString('en')],
      ]),
    )
    printLine(`relay / bare: ${reached.toFixed(2)} of at least ${RELAY_TARGET.toFixed(2)}: ${reached >= RELAY_TARGET ? 'met' : 'missed'}`)
    printLine('')
    const onStore = await freshnessOf(environment, 'store', EVENTS_PER_SECOND, seconds)
    const onKafka = await freshnessOf(environment, 'kafka', EVENTS_PER_SECOND, seconds)
    printLine(
      table([
        [`from append to view at ${EVENTS_PER_SECOND} events/s`, 'p50 ms', 'p99 ms'],
        ['store:', onStore.p50.toFixed(1), onStore.p99.toFixed(1)],
        ['kafka:', onKafka.p50.toFixed(1), onKafka.p99.toFixed(1)],
        ['kafka / store', ratio(onKafka.p50, onStore.p50).toFixed(1), ratio(onKafka.p99, onStore.p99).toFixed(1)],
      ]),
    )
  } finally {
    await environment.close()
  }
}
