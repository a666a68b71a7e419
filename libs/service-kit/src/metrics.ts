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
  abstract text(): string
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

export const metrics = (): Metrics => {
  const requests = counter('http_requests_total', 'Requests answered.')
  const seconds = counter('http_request_seconds_total', 'Time spent answering.')
  const consumed = counter('feed_events_total', 'Events delivered to, parked by or retried for a consumer.')
  return {
    answered(method, route, status, took) {
      requests.add({ method, route, status })
      seconds.add({ method, route }, took)
    },
    consumed: (consumer, what, count) => consumed.add({ consumer, what }, count),
    text: () =>
      [
        ...requests.lines(),
        ...seconds.lines(),
        ...consumed.lines(),
        '# HELP process_resident_memory_bytes Resident memory.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '',
      ].join('\n'),
  }
}
