// `npm run kafka`: a broker for development, until Ctrl-C. Plain Node: it needs no npm packages.
import { parseArgs } from 'node:util'
import { CannotStart } from './cannot-start.mjs'
import { waitForShutdown } from './shutdown-signal.mjs'
import { isFree } from './free-port.mjs'
import { startKafka } from './start-kafka.mjs'

const USAGE = `usage: npm run kafka [-- --data FOLDER] [--port PORT]
  --data FOLDER  keep topics and events there (default: a temporary folder, removed at the end)
  --port PORT    of 127.0.0.1 (default: 9092, or a free one when that port is in use)`
const DEFAULT_PORT = 9092

const commandLineOptions = () => {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } } })
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
      throw new Error(`"${values.port}" is not a port: use a number from 1 to 65535.`)
    return { ...values, port }
  } catch (failure) {
    throw new CannotStart(`${failure.message}\n${USAGE}`)
  }
}

try {
  const { data, port, help } = commandLineOptions()
  if (help) console.log(USAGE)
  else {
    const shutdownRequested = waitForShutdown()
    const chosen = port ?? ((await isFree(DEFAULT_PORT)) ? DEFAULT_PORT : undefined)
    const kafka = await startKafka({ dataDir: data, port: chosen })
    console.log(`Kafka is ready at ${kafka.brokers[0]} (log: ${kafka.log})
Its events are ${data ? `kept in ${data}` : 'deleted at the end; keep them with: npm run kafka -- --data FOLDER'}.

Services use it with
  EVENT_FEED_URL=kafka://${kafka.brokers[0]}/

Ctrl-C stops it.`)
    const endReason = await Promise.race([
      shutdownRequested,
      kafka.gone.then((reason) => `The broker ended unexpectedly (${reason}); see ${kafka.log}`),
    ])
    console.log(`${endReason}: stopping …`)
    await kafka.stop()
    process.exitCode = endReason.startsWith('The broker') ? 1 : 0
  }
} catch (failure) {
  if (!(failure instanceof CannotStart)) throw failure
  console.error(failure.message)
  process.exitCode = 1
}
