import type { Measure } from '@case-timeline/feed'
import { shared } from './shared.ts'

/**
 * Metrics of a service in the Prometheus text exposition format 0.0.4. An abstract class, because Nest injects it by
 * this token.
 */
export abstract class Metrics {
  /** Counts an answered request. @param route the route's template, never an address with ids */
  abstract answered(method: string, route: string, status: number, seconds: number): void
  /** Counts events by a consumer's outcome. */
  abstract consumed(
    consumer: string,
    outcome: 'delivered' | 'parked' | 'retrying' | 'refilled' | 'unreadable' | 'oversized',
    count: number,
  ): void
  /** Counts messages of agencies by outcome. */
  abstract messageAnswered(outcome: 'accepted' | 'refused' | 'failed' | 'quarantined'): void
  /**
   * Adds a source that is read for each scrape. @param source must end in bounded time; if it rejects, its values are
   * omitted
   */
  abstract addSource(source: () => Promise<readonly Measure[]>): void
  /** The text that Prometheus scrapes. */
  abstract text(): Promise<string>
}

const labels = (pairs: Readonly<Record<string, string | number>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')

const counter = (name: string, help: string) => {
  const values = new Map<string, number>()
  return {
    add: (of: Readonly<Record<string, string | number>>, amount = 1) => {
      const key = labels(of)
      values.set(key, (values.get(key) ?? 0) + amount)
    },
    lines: () => [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...[...values].map(([key, value]) => `${name}{${key}} ${value}`)],
  }
}

/** Gauges of one name are grouped under one description. */
const gaugeLines = (measures: readonly Measure[]): string[] => {
  const described = new Map(measures.map(({ name, help }) => [name, help]))
  return [...described].flatMap(([name, help]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...measures.filter((measure) => measure.name === name).map((measure) => `${name}{${labels(measure.labels)}} ${measure.value}`),
  ])
}

/** The metrics of a process, all counters at zero. */
export const metrics = (): Metrics => {
  const sources: (() => Promise<readonly Measure[]>)[] = []
  const requests = counter('http_requests_total', 'Requests answered.')
  const seconds = counter('http_request_seconds_total', 'Time spent answering.')
  const consumed = counter('feed_events_total', 'Events delivered to, parked by or retried for a consumer.')
  const commands = counter('inbound_commands_total', 'Messages of agencies, by outcome.')
  return {
    answered(method, route, status, duration) {
      requests.add({ method, route, status })
      seconds.add({ method, route }, duration)
    },
    consumed: (consumer, outcome, count) => consumed.add({ consumer, outcome }, count),
    messageAnswered: (outcome) => commands.add({ outcome }),
    addSource: (source) => void sources.push(source),
    // It needs no token: many requests at once cost as much as one.
    text: shared(async () => {
      const results = await Promise.allSettled(sources.map((source) => source()))
      return [
        ...requests.lines(),
        ...seconds.lines(),
        ...consumed.lines(),
        ...commands.lines(),
        ...gaugeLines(results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))),
        '# HELP process_resident_memory_bytes Resident memory.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '',
      ].join('\n')
    }),
  }
}
