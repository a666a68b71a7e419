import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brokerJars } from './broker-jars.mjs'
import { brokerSettings, CONTROLLER_ID } from './broker-settings.mjs'
import { CannotStart } from './cannot-start.mjs'
import { freePort, isFree } from './free-port.mjs'
import { launchServer } from './launched-server.mjs'
import { findJava } from './requirements.mjs'
import { selfSigned } from './self-signed.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

const LOG_SETTINGS = join(dirname(fileURLToPath(import.meta.url)), 'log4j2.properties')
const READY = 'Kafka Server started'

/**
 * Starts a real broker for development and tests: one node, on loopback, downloaded from Maven Central the first time.
 * @see start-kafka.d.mts for parameters and result
 * @throws CannotStart when Java or Maven is missing, a jar is not the reviewed one, or the broker does not become ready
 */
export const startKafka = async ({ dataDir, port, joins, users, ssl = false, settings } = {}) => {
  const program = findJava()
  const jars = await brokerJars()
  const folder = dataDir ?? (await temporaryFolder())
  await mkdir(folder, { recursive: true })
  const tls = ssl ? selfSigned(folder) : undefined
  const ports = await chosenPorts(port)
  const cluster = joins?.cluster ?? { id: clusterId(), controllerPort: ports.controllerPort, nodeIds: [] }
  const nodeId = CONTROLLER_ID + cluster.nodeIds.length
  cluster.nodeIds.push(nodeId)
  const run = { program, jars, folder, log: join(folder, 'broker.log'), properties: join(folder, 'server.properties') }
  const properties = brokerSettings({ port: ports.port, cluster, nodeId, dataDir: join(folder, 'data'), users, tls, settings })
  await writeFile(run.properties, properties, { mode: 0o600 })
  format(run, cluster.id)

  let broker
  const removeFolder = () => (dataDir ? undefined : rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const halt = () => broker.end('SIGTERM')
  try {
    broker = await launchBroker(run)
  } catch (failure) {
    await removeFolder()
    throw failure
  }
  return {
    brokers: [`127.0.0.1:${ports.port}`],
    ca: tls?.ca,
    log: run.log,
    cluster,
    nodeId,
    get pid() {
      return broker.pid
    },
    get gone() {
      return broker.gone
    },
    halt,
    kill: () => broker.end('SIGKILL'),
    async restart() {
      await halt()
      broker = await launchBroker(run)
    },
    async stop() {
      await halt()
      await removeFolder()
    },
  }
}

const chosenPorts = async (port) => {
  if (port !== undefined && !(await isFree(port)))
    throw new CannotStart(`Port ${port} of 127.0.0.1 is in use: stop the program that listens there, or choose another port.`)
  const chosen = port ?? (await freePort())
  const controllerPort = await freePort()
  return controllerPort === chosen ? chosenPorts(port) : { port: chosen, controllerPort }
}

const javaOptions = ({ jars }) => [
  '-Xms64m',
  '-Xmx384m',
  // Optimised for a fast start and little memory, not for throughput.
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  `-Dlog4j2.configurationFile=${LOG_SETTINGS}`,
  '-cp',
  join(jars, '*'),
]

// An id that begins with a hyphen would be read as an option.
const clusterId = () => randomBytes(16).toString('base64url').replace(/^-/, 'A')

/** Formats a new data folder; an existing one is left unchanged. */
const format = ({ program, folder, properties, ...run }, id) => {
  if (existsSync(join(folder, 'data', 'meta.properties'))) return
  const { status, stdout, stderr } = spawnSync(
    program,
    [...javaOptions(run), 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new CannotStart(`The broker’s folder ${folder} could not be formatted:\n${stdout}${stderr}`)
}

const launchBroker = ({ program, folder, properties, log, ...run }) =>
  launchServer({
    name: 'The broker',
    command: [program, ...javaOptions(run), 'kafka.Kafka', properties],
    cwd: folder,
    log,
    ready: READY,
    signalAtExit: 'SIGKILL',
  })
