import type { Measure } from '@case-timeline/feed'

/** Counts what a service does, as Prometheus reads it (text exposition format 0.0.4). An abstract class, because Nest injects it by this token. */
export abstract class Metrics {
  /** One request answered. @param route the route's template, never an address with ids */
  abstract answered(method: string, route: string, status: number, seconds: number): void
  /** What a consumer was seen to do. */
  abstract consumed(
    consumer: string,
    what: 'delivered' | 'parked' | 'retrying' | 'refilled' | 'unreadable' | 'oversized',
    count: number,
  ): void
  /** What became of a message that came as a command. */
  abstract commanded(outcome: 'accepted' | 'refused' | 'failed' | 'quarantined'): void
  /** What is asked for when somebody reads. @param source never rejects for long: what it cannot tell is left out */
  abstract ask(source: () => Promise<readonly Measure[]>): void
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

/** Gauges of one name stand together, under one description. */
const gaugeLines = (measures: readonly Measure[]): string[] => {
  const described = new Map(measures.map(({ name, help }) => [name, help]))
  return [...described].flatMap(([name, help]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...measures.filter((one) => one.name === name).map((one) => `${name}{${labels(one.labels)}} ${one.value}`),
  ])
}

export const metrics = (): Metrics => {
  const sources: (() => Promise<readonly Measure[]>)[] = []
  const requests = counter('http_requests_total', 'Requests answered.')
  const seconds = counter('http_request_seconds_total', 'Time spent answering.')
  const consumed = counter('feed_events_total', 'Events delivered to, parked by or retried for a consumer.')
  const commands = counter('inbound_commands_total', 'Messages of agencies, by what became of them.')
  return {
    answered(method, route, status, took) {
      requests.add({ method, route, status })
      seconds.add({ method, route }, took)
    },
    consumed: (consumer, what, count) => consumed.add({ consumer, what }, count),
    commanded: (outcome) => commands.add({ outcome }),
    ask: (source) => void sources.push(source),
    text: async () => {
      const told = await Promise.allSettled(sources.map((source) => source()))
      return [
        ...requests.lines(),
        ...seconds.lines(),
        ...consumed.lines(),
        ...commands.lines(),
        ...gaugeLines(told.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))),
        '# HELP process_resident_memory_bytes Resident memory.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '',
      ].join('\n')
    },
  }
}
