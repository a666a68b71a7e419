import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendObserver, commandObserver, metrics, openTracing, serviceEnvironment, type Tracing } from '@case-timeline/service-kit'
import type { Prepare } from '../peer.ts'
import { handling } from './own-handle.ts'

const COLLECTOR = `
  import { createServer } from 'node:http'
  const server = createServer((request, response) => request.resume().on('end', () => response.end()))
  server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)))
`

const { OTEL_SDK_DISABLED, OTEL_EXPORTER_OTLP_PROTOCOL } = serviceEnvironment.shape

/** A collector that reads what it is sent, in a process of its own: its time is not that of the service. */
const startCollector = async (): Promise<{ readonly url: string; readonly process: ChildProcess }> => {
  const collector = spawn(process.execPath, ['--input-type=module', '--eval', COLLECTOR], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(collector.stdout, 'data')) as [Buffer]
  return { url: `http://127.0.0.1:${String(port)}`, process: collector }
}

const tracingTo = async (url: string, share: number): Promise<Tracing> => {
  const tracing = await openTracing({
    service: 'investigation',
    configuration: {
      DEPLOYMENT: 'bench',
      OTEL_SDK_DISABLED: OTEL_SDK_DISABLED.parse(undefined),
      OTEL_EXPORTER_OTLP_PROTOCOL: OTEL_EXPORTER_OTLP_PROTOCOL.parse(undefined),
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: share,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
    },
    onFailure: (error) => {
      throw error
    },
  })
  if (!tracing) throw new Error('the traces are off: check the endpoint of the collector')
  return tracing
}

/** Commands with their metrics, as every service counts them. */
export const handleMeasured: Prepare = (adminUrl, clients) => {
  const own = metrics()
  return handling(adminUrl, clients, { around: commandObserver(own, undefined), append: appendObserver(own, undefined) })
}

const handleWithTraces =
  (share: number): Prepare =>
  async (adminUrl, clients) => {
    const own = metrics()
    const collector = await startCollector()
    const tracing = await tracingTo(collector.url, share)
    const close = async () => {
      await tracing.close()
      collector.process.kill()
    }
    return handling(adminUrl, clients, { around: commandObserver(own, tracing), append: appendObserver(own, tracing), close })
  }

/** Commands with metrics and traces: two spans each. What exceeds the queue of the SDK is dropped, as in a service. */
export const handleTraced = handleWithTraces(1)

/** The same with a tenth of the traces, as the chart has it by default. */
export const handleSampled = handleWithTraces(0.1)

/** Commands without metrics and traces, in a process that has loaded the same code. */
export const handleUnobserved: Prepare = (adminUrl, clients) => handling(adminUrl, clients, {})
