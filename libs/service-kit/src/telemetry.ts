import type { ServiceName } from '@case-timeline/contracts'
import type { Configuration } from './configuration.ts'
import { logOf, type ServiceLog } from './log.ts'
import { StartRefused } from './start-failure.ts'
import { isTracing, openTracing } from './open-tracing.ts'
import type { Tracing } from './tracing.ts'

/** The log of a service, and its traces if they are on. */
export interface Telemetry extends ServiceLog {
  readonly tracing: Tracing | undefined
}

const TRACES_LOST =
  'traces cannot be sent, and the service goes on without them: check OTEL_EXPORTER_OTLP_ENDPOINT, and whether the collector answers'

/** Opens log and traces: an entry that is logged within a span has its ids. @throws StartRefused if LOG_FILE cannot be opened */
export const openTelemetry = async (service: ServiceName, configuration: Configuration): Promise<Telemetry> => {
  let tracing: Tracing | undefined = undefined
  const fields = isTracing(configuration) ? () => tracing?.logFields() ?? {} : undefined
  const serviceLog = openLog(service, configuration, fields)
  tracing = await openTracing({ service, configuration, onFailure: (err) => serviceLog.log.warn({ err }, TRACES_LOST) })
  return { ...serviceLog, tracing }
}

const openLog = (service: ServiceName, configuration: Configuration, fields: (() => object) | undefined): ServiceLog => {
  try {
    return logOf(service, configuration, fields)
  } catch (error) {
    throw new StartRefused(`the log cannot be opened (${(error as Error).message}): correct LOG_FILE, or free disk space there`)
  }
}
