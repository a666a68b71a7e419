import { setTimeout as pause } from 'node:timers/promises'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { tracing } from '@opentelemetry/sdk-node'
import { chosenIds, spansOf } from './spans.ts'
import type { Tracing, TracingOptions, TracingSettings } from './tracing.ts'

const DEFAULT_ENDPOINT = 'http://localhost:4318'
const CLOSE_MS = 3_000

const samplerOf = ({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }: TracingSettings): tracing.Sampler => {
  const kind = OTEL_TRACES_SAMPLER.replace('parentbased_', '')
  const root =
    kind === 'always_on'
      ? new tracing.AlwaysOnSampler()
      : kind === 'always_off'
        ? new tracing.AlwaysOffSampler()
        : new tracing.TraceIdRatioBasedSampler(OTEL_TRACES_SAMPLER_ARG)
  return kind === OTEL_TRACES_SAMPLER ? root : new tracing.ParentBasedSampler({ root })
}

// Headers, certificates, compression and time limits are read from the environment by the exporter.
const exporterOf = async (settings: TracingSettings): Promise<tracing.SpanExporter> => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT = DEFAULT_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = settings
  const url = OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? `${OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`
  const { OTLPTraceExporter } =
    settings.OTEL_EXPORTER_OTLP_PROTOCOL === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto')
  return new OTLPTraceExporter({ url })
}

/** The exporter, with its failures reported once until it succeeds: the SDK reports them to nobody. */
const reporting = (exporter: tracing.SpanExporter, onFailure: (error: Error) => void): tracing.SpanExporter => {
  let isFailing = false
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const { error } = result
        if (error && !isFailing) onFailure(error)
        isFailing = error !== undefined
        done(result)
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
}

/** The traces of a service, sent by OTLP over HTTP. */
export const otlpTracing = async ({ service, configuration, onFailure }: TracingOptions): Promise<Tracing> => {
  const sampler = samplerOf(configuration)
  const ids = chosenIds()
  const own = { 'service.name': service, 'service.namespace': 'case-timeline', 'case_timeline.deployment': configuration.DEPLOYMENT }
  const provider = new tracing.BasicTracerProvider({
    // OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME have precedence.
    resource: resourceFromAttributes(own).merge(detectResources({ detectors: [envDetector] })),
    sampler,
    idGenerator: ids.generator,
    spanProcessors: [new tracing.BatchSpanProcessor(reporting(await exporterOf(configuration), onFailure))],
  })
  return {
    ...spansOf(provider.getTracer('case-timeline'), sampler, ids),
    close: () => Promise.race([provider.shutdown(), pause(CLOSE_MS, undefined, { ref: false })]).catch(() => undefined),
  }
}
