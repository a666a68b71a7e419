import type { Counter, Histogram } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { emptyResource } from '@opentelemetry/resources'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { Answer } from '@case-timeline/commands'
import type { Measure } from '@case-timeline/feed'
import { measureProducer } from './measure-producer.ts'
import { shared } from './shared.ts'

/** The end of a command: the outcome of its answer, or `failed` if it has none. */
export type CommandOutcome = Answer['outcome'] | 'failed'

const MESSAGE_OUTCOMES = ['accepted', 'refused', 'failed', 'quarantined'] as const

/** The end of a query: it was answered, refused (4xx), or the service failed (5xx). */
export type QueryOutcome = 'answered' | 'refused' | 'failed'

/**
 * Metrics of one service, by OpenTelemetry, in the Prometheus text exposition format 0.0.4. Every label has its values
 * from a closed list; none is of an agency, a case or a person. An abstract class, because Nest injects it by this
 * token.
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
  /** Counts events that a consumer handled. @param count 0 makes the consumer known before its first event */
  abstract handled(consumer: string, count: number): void
  /** Counts messages of agencies by outcome. */
  abstract messageAnswered(outcome: (typeof MESSAGE_OUTCOMES)[number]): void
  /** Counts a command that was decided. @param command its name */
  abstract commandDecided(command: string, outcome: CommandOutcome, seconds: number): void
  /** Counts a query of an authorised caller. @param route the route's template */
  abstract queryEnded(route: string, outcome: QueryOutcome, seconds: number): void
  /** Counts a refusal by a rule. @param ruleId of a rule of this service; of another one, it is counted as `other` */
  abstract refusedBy(ruleId: string): void
  /** Counts a warning by a rule. @param ruleId as in `refusedBy` */
  abstract warnedBy(ruleId: string): void
  /** Counts an append of one command. */
  abstract appended(seconds: number, isConflict: boolean): void
  /** Counts the commands that the event store recorded together. */
  abstract batchSent(commands: number): void
  /** Counts a recorded opening of encrypted members. */
  abstract membersOpened(): void
  /**
   * Adds a source that is read for each scrape. @param source must end in bounded time; if it rejects, its values are
   * omitted
   */
  abstract addSource(source: () => Promise<readonly Measure[]>): void
  /** The text that Prometheus scrapes. */
  abstract text(): Promise<string>
}

/** In seconds, as the semantic conventions of OpenTelemetry advise for HTTP. */
const SECONDS = {
  unit: 's',
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
}
const SIZES = { advice: { explicitBucketBoundaries: [1, 2, 4, 8, 16, 32, 64, 128, 256] } }

/** The methods that HTTP defines; any other one is counted as `_OTHER`. */
const METHODS = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'])

/**
 * The metrics of a service, all counters at zero.
 * @param ruleIds the ids of the rules that may refuse its commands or warn
 */
export const metrics = (ruleIds: readonly string[] = []): Metrics => {
  const measures = measureProducer()
  const reader = new PrometheusExporter({ preventServerStart: true, metricProducers: [measures] })
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  // A provider of its own, never the global one: several services may run in one process.
  const meter = new MeterProvider({ resource: emptyResource(), readers: [reader] }).getMeter('case-timeline')
  const counter = (name: string, description: string): Counter => meter.createCounter(name, { description })
  const seconds = (name: string, description: string): Histogram => meter.createHistogram(name, { description, ...SECONDS })

  const requests = counter('http_requests_total', 'Requests answered.')
  const requestSeconds = counter('http_request_seconds_total', 'Time spent answering.')
  const requestDuration = seconds('http_server_request_duration_seconds', 'Time until a request was answered.')
  const consumed = counter('feed_events_total', 'Events delivered to, parked by or retried for a consumer.')
  const handled = counter('case_timeline_events_handled_total', 'Events that a consumer has handled.')
  const messages = counter('inbound_commands_total', 'Messages of agencies, by outcome.')
  const commands = seconds('case_timeline_command_duration_seconds', 'Time to decide a command and record the result.')
  const queries = seconds('case_timeline_query_duration_seconds', 'Time to answer a query.')
  const refusals = counter('case_timeline_rule_refusals_total', 'Commands that a rule refused.')
  const warnings = counter('case_timeline_rule_warnings_total', 'Warnings that a rule raised.')
  const appends = seconds('case_timeline_append_duration_seconds', 'Time until the event store had recorded a command, waiting included.')
  const batches = meter.createHistogram('case_timeline_append_batch_size', {
    description: 'Commands that the event store recorded together.',
    ...SIZES,
  })
  const conflicts = counter('case_timeline_append_conflicts_total', 'Appends that lost against another one, and were decided again.')
  const openings = counter('case_timeline_vault_openings_total', 'Recorded openings of encrypted members.')

  const rules = new Set(ruleIds)
  const ruleLabel = (ruleId: string) => ({ rule: rules.has(ruleId) ? ruleId : 'other' })
  // A rate needs a first value: without it, the first refusal of a rule would not be seen.
  for (const rule of rules) for (const one of [refusals, warnings]) one.add(0, { rule })
  for (const one of [conflicts, openings]) one.add(0)
  for (const outcome of MESSAGE_OUTCOMES) messages.add(0, { outcome })

  return {
    answered(method, route, status, duration) {
      requests.add(1, { method, route, status })
      requestSeconds.add(duration, { method, route })
      requestDuration.record(duration, {
        http_request_method: METHODS.has(method) ? method : '_OTHER',
        http_route: route,
        http_response_status_code: status,
      })
    },
    consumed(consumer, outcome, count) {
      consumed.add(count, { consumer, outcome })
      if (outcome === 'delivered') handled.add(count, { consumer })
    },
    handled: (consumer, count) => handled.add(count, { consumer }),
    messageAnswered: (outcome) => messages.add(1, { outcome }),
    commandDecided: (command, outcome, duration) => commands.record(duration, { command, outcome }),
    queryEnded: (route, outcome, duration) => queries.record(duration, { http_route: route, outcome }),
    refusedBy: (ruleId) => refusals.add(1, ruleLabel(ruleId)),
    warnedBy: (ruleId) => warnings.add(1, ruleLabel(ruleId)),
    appended(duration, isConflict) {
      appends.record(duration)
      if (isConflict) conflicts.add(1)
    },
    batchSent: (size) => batches.record(size),
    membersOpened: () => openings.add(1),
    addSource: measures.addSource,
    // It needs no token: many requests at once cost as much as one.
    text: shared(async () => serializer.serialize((await reader.collect()).resourceMetrics)),
  }
}
