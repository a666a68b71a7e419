import type { Tracing, TracingOptions, TracingSettings } from './tracing.ts'

/** Whether a configuration switches traces on. */
export const isTracing = (configuration: TracingSettings): boolean => {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = configuration
  if (OTEL_SDK_DISABLED === 'true' || OTEL_TRACES_EXPORTER === 'none') return false
  return (OTEL_TRACES_EXPORTER ?? OTEL_EXPORTER_OTLP_ENDPOINT ?? OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined
}

/** The traces of a service; undefined if they are off: then their library is not even loaded. */
export const openTracing = async (options: TracingOptions): Promise<Tracing | undefined> =>
  isTracing(options.configuration) ? (await import('./otlp-tracing.ts')).otlpTracing(options) : undefined
