import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '@case-timeline/embedded'
import { startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { compareAppends } from './append.ts'
import { compareWith } from './beside.ts'
import { compareFeeds } from './feed.ts'
import { settings } from './settings.ts'

const USAGE = `usage: npm run bench -- append [--rounds 3] [--seconds 3] [--beside CHECKOUT]
       npm run bench -- feed [--rounds 3] [--seconds 3] [--events 20000]
--beside measures handle() only: of this checkout and of another, which is installed and compiled (npx tsc -b libs/bench).
Measures on DATABASE_URL (a superuser's), or on a PostgreSQL that it starts itself; feed also starts a Kafka (needs Java and Maven).`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const onServer = async (work: (serverUrl: string) => Promise<void>): Promise<void> => {
  const given = process.env['DATABASE_URL']
  if (given) return work(given)
  const dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-bench-'))
  const server = await startPostgres({ dataDir })
  try {
    await work(server.url)
  } finally {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    events: { type: 'string', default: '20000' },
    beside: { type: 'string' },
  },
})
const [rounds, seconds, events] = [values.rounds, values.seconds, values.events].map(Number) as [number, number, number]

const append = async (serverUrl: string): Promise<void> => {
  const plan = { serverUrl, rounds, ms: seconds * 1000, say }
  await (values.beside === undefined ? compareAppends(plan) : compareWith({ ...plan, checkout: resolve(values.beside) }))
}

const feed = async (serverUrl: string): Promise<void> => {
  const kafka = await startKafka()
  try {
    await compareFeeds({ serverUrl, broker: kafka.brokers[0], rounds, seconds, events, say })
  } finally {
    await kafka.stop()
  }
}

const BENCHES: Readonly<Record<string, (serverUrl: string) => Promise<void>>> = { append, feed }
const bench = BENCHES[positionals[0] ?? '']

if (!bench || ![rounds, events].every((one) => Number.isInteger(one) && one > 0) || !(seconds > 0)) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = 2
} else
  await onServer(async (serverUrl) => {
    say(await settings(serverUrl))
    await bench(serverUrl)
  })
