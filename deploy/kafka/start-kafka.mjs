import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { brokerJars } from './broker-jars.mjs'
import { brokerSettings, CONTROLLER_ID } from './broker-settings.mjs'
import { CannotStart } from './cannot-start.mjs'
import { freePort, isFree } from './free-port.mjs'
import { findJava } from './requirements.mjs'
import { selfSigned } from './self-signed.mjs'
import { temporaryFolder } from './temporary-folder.mjs'

const LOG_SETTINGS = join(dirname(fileURLToPath(import.meta.url)), 'log4j2.properties')
const READY = 'Kafka Server started'
const READY_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000

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

const launchBroker = async ({ program, folder, properties, log, ...run }) => {
  const output = openSync(log, 'w', 0o600)
  const [command, ...args] = [...withParentDeathSignal(), program, ...javaOptions(run), 'kafka.Kafka', properties]
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', output, output] })
  closeSync(output)
  let ended
  const gone = new Promise((done) => {
    child.once('error', ({ message }) => done((ended = message)))
    child.once('exit', (code, signal) => done((ended = signal ?? `exit code ${code}`)))
  })
  const killWithParent = () => child.kill('SIGKILL')
  process.once('exit', killWithParent)
  void gone.then(() => process.off('exit', killWithParent))

  const end = async (signal) => {
    if (ended === undefined) child.kill(signal)
    const timeout = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await gone
    clearTimeout(timeout)
  }
  const since = performance.now()
  while (!readFileSync(log, 'utf8').includes(READY)) {
    if (ended !== undefined) throw new CannotStart(`The broker ended while it started (${ended}).\n${tail(log)}`)
    if (performance.now() - since > READY_TIMEOUT_MS) {
      await end('SIGKILL')
      throw new CannotStart(`The broker was not ready after ${READY_TIMEOUT_MS / 1000} seconds.\n${tail(log)}`)
    }
    await pause(50)
  }
  return { pid: child.pid, gone, end }
}

const tail = (log) => readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')

/** On systems that support it, the broker is stopped when this process is killed. */
const withParentDeathSignal = () => {
  try {
    execFileSync('setpriv', ['--pdeathsig=TERM', '--', 'true'], { stdio: 'ignore' })
    return ['setpriv', '--pdeathsig=TERM', '--']
  } catch {
    return []
  }
}
