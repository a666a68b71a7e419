import type { IncomingHttpHeaders } from 'node:http'
import type { CommandContext } from '@case-timeline/commands'
import type { AppendObserver } from '@case-timeline/event-store'
import type { AroundDelivery, TraceparentOf } from '@case-timeline/feed'
import type { ServiceName } from '@case-timeline/contracts'
import type { Configuration } from './configuration.ts'

/** The span of one request. */
export interface RequestSpan {
  /** Continues the request within the span. */
  enter(next: () => void): void
  /** @param status absent where the caller went away before there was one */
  end(status: number | undefined): void
}

/** The traces of one service: OpenTelemetry, without its globals, since several services may run in one process. */
export interface Tracing {
  /** @param route the route's template, if there is one: never an address with ids */
  request(method: string, route: string | undefined, headers: IncomingHttpHeaders, correlationId: string): RequestSpan
  readonly command: NonNullable<CommandContext['around']>
  readonly append: AppendObserver['around']
  readonly delivery: AroundDelivery
  readonly traceparentOf: TraceparentOf
  /** The ids of the current span, for the log. */
  logFields(): { readonly trace_id?: string; readonly span_id?: string }
  /** Sends what waits, for at most three seconds. */
  close(): Promise<void>
}

/** The configuration of traces. */
export type TracingSettings = Pick<
  Configuration,
  'DEPLOYMENT' | 'OTEL_SDK_DISABLED' | 'OTEL_TRACES_EXPORTER' | 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
> &
  Pick<Configuration, 'OTEL_EXPORTER_OTLP_PROTOCOL' | 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'>

export interface TracingOptions {
  readonly service: ServiceName
  readonly configuration: TracingSettings
  /** Called when traces cannot be sent, once until they can be sent again. */
  onFailure(error: Error): void
}
