// `npm run kafka`: a broker to develop against, until Ctrl-C. Plain Node: it needs nothing that npm installs.
import { parseArgs } from 'node:util'
import { CannotStart } from './cannot-start.mjs'
import { ending } from './ending.mjs'
import { isFree } from './free-port.mjs'
import { startKafka } from './start-kafka.mjs'

const USAGE = `usage: npm run kafka [-- --data FOLDER] [--port PORT]
  --data FOLDER  keep topics and events there (default: a temporary folder, removed at the end)
  --port PORT    of 127.0.0.1 (default: 9092, or a free one when that is taken)`
const USUAL_PORT = 9092

const asked = () => {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } } })
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) throw new Error(`"${values.port}" is no port.`)
    return { ...values, port }
  } catch (failure) {
    throw new CannotStart(`${failure.message}\n${USAGE}`)
  }
}

try {
  const { data, port, help } = asked()
  if (help) console.log(USAGE)
  else {
    const ended = ending()
    const chosen = port ?? ((await isFree(USUAL_PORT)) ? USUAL_PORT : undefined)
    const kafka = await startKafka({ dataDir: data, port: chosen })
    console.log(`Kafka is ready at ${kafka.brokers[0]} (log: ${kafka.log})
Its events are ${data ? `kept in ${data}` : 'forgotten at the end; keep them with: npm run kafka -- --data FOLDER'}.

Services use it with
  EVENT_FEED_URL=kafka://${kafka.brokers[0]}/

Ctrl-C stops it.`)
    const how = await Promise.race([ended, kafka.gone.then((reason) => `The broker ended by itself (${reason}); see ${kafka.log}`)])
    console.log(`${how}: stopping …`)
    await kafka.stop()
    process.exitCode = how.startsWith('The broker') ? 1 : 0
  }
} catch (failure) {
  if (!(failure instanceof CannotStart)) throw failure
  console.error(failure.message)
  process.exitCode = 1
}
