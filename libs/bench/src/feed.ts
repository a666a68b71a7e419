import { median, ratio, table } from './table.ts'
import { bareSends } from './feed/bare-sends.ts'
import { freshnessOf } from './feed/freshness.ts'
import { openWorkshop } from './feed/workshop.ts'
import { relayed } from './feed/relayed.ts'

/** What relaying is held to, as a share of a bare loop of sends. */
const RELAY_BAR = 0.7
const PER_SECOND = 200

export interface FeedPlan {
  readonly serverUrl: string
  /** Address of a broker, host:port. */
  readonly broker: string
  readonly rounds: number
  /** Of the log that is relayed. */
  readonly events: number
  /** How long freshness is measured on each feed. */
  readonly seconds: number
  say(line: string): void
}

/** Measures the relay beside a bare loop of sends, and how soon a view has what was appended on each feed, in one run. */
export const compareFeeds = async ({ serverUrl, broker, rounds, events, seconds, say }: FeedPlan): Promise<void> => {
  const workshop = await openWorkshop(serverUrl, broker)
  try {
    const log = await workshop.fill(events)
    const relay: number[] = []
    const bare: number[] = []
    for (let round = 1; round <= rounds; round += 1) {
      const { perSecond, url } = await relayed(workshop, log)
      relay.push(perSecond)
      bare.push(await bareSends(workshop, log, url))
      say(`round ${round} of ${rounds} measured`)
    }
    const reached = ratio(median(relay), median(bare))
    say('')
    say(
      `A log of ${log.events.length.toLocaleString('en')} events, ${log.messages.toLocaleString('en')} messages to its readers, medians of ${rounds}`,
    )
    say(
      table([
        ['', 'messages/s'],
        ['bare kafkajs sendBatch loop, same messages', Math.round(median(bare)).toLocaleString('en')],
        ['relay (read, send, checkpoint)', Math.round(median(relay)).toLocaleString('en')],
      ]),
    )
    say(`relay / bare: ${reached.toFixed(2)} of at least ${RELAY_BAR.toFixed(2)}: ${reached >= RELAY_BAR ? 'met' : 'missed'}`)
    say('')
    const onStore = await freshnessOf(workshop, 'store', PER_SECOND, seconds)
    const onKafka = await freshnessOf(workshop, 'kafka', PER_SECOND, seconds)
    say(
      table([
        [`from append to view at ${PER_SECOND} events/s`, 'p50 ms', 'p99 ms'],
        ['store:', onStore.p50.toFixed(1), onStore.p99.toFixed(1)],
        ['kafka:', onKafka.p50.toFixed(1), onKafka.p99.toFixed(1)],
        ['kafka / store', ratio(onKafka.p50, onStore.p50).toFixed(1), ratio(onKafka.p99, onStore.p99).toFixed(1)],
      ]),
    )
  } finally {
    await workshop.close()
  }
}
