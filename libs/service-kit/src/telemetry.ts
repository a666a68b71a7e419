import type { ServiceName } from '@case-timeline/contracts'
import type { Configuration } from './configuration.ts'
import { logOf, type ServiceLog } from './log.ts'
import { StartRefused } from './start-failure.ts'
import { openTracing } from './open-tracing.ts'
import type { Tracing } from './tracing.ts'

/** The log of a service, and its traces if they are on. */
export interface Telemetry extends ServiceLog {
  readonly tracing: Tracing | undefined
}

const TRACES_LOST =
  'traces cannot be sent, and the service goes on without them: check OTEL_EXPORTER_OTLP_ENDPOINT, and whether the collector answers'

/** Opens log and traces. @throws StartRefused if LOG_FILE cannot be opened */
export const openTelemetry = async (service: ServiceName, configuration: Configuration): Promise<Telemetry> => {
  const serviceLog = openLog(service, configuration)
  const tracing = await openTracing({ service, configuration, onFailure: (err) => serviceLog.log.warn({ err }, TRACES_LOST) })
  return { ...serviceLog, tracing }
}

const openLog = (service: ServiceName, configuration: Configuration): ServiceLog => {
  try {
    return logOf(service, configuration)
  } catch (error) {
    throw new StartRefused(`the log cannot be opened (${(error as Error).message}): correct LOG_FILE, or free disk space there`)
  }
}
