import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '@case-timeline/embedded'
import { startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { compareAppends } from './append.ts'
import { measureCaseIndex } from './case-index.ts'
import { BACKINGS } from './commands/backing.ts'
import { measureCommands } from './commands.ts'
import { compareCheckouts } from './compare-checkouts.ts'
import { compareOnEventStoreDb, PARTS } from './eventstoredb.ts'
import { compareFeeds } from './feed.ts'
import { compareImports } from './import.ts'
import { compareLists } from './lists.ts'
import { compareLive } from './live.ts'
import { compareOutbound } from './outbound.ts'
import { measureMass } from './mass.ts'
import { measureReads } from './reads.ts'
import { roadFinesFile, traceSizes } from './rebuild/road-fines.ts'
import { compareRebuilds } from './rebuild.ts'
import { measureReplays } from './replay.ts'
import { settings } from './settings.ts'
import { measureSwaps } from './swaps.ts'
import { compareTelemetry } from './telemetry.ts'
import { measureThrottle } from './throttle.ts'

const USAGE = `usage: npm run bench -- append [--rounds 15] [--seconds 1] [--compare CHECKOUT]
       npm run bench -- feed [--rounds 3] [--seconds 3] [--events 20000]
       npm run bench -- lists [--rounds 3] [--cases 14000]
       npm run bench -- rebuild [--rounds 7] [--cases 14000 [--facts 20]] [--without deadlines] [--traces 150370]
       npm run bench -- live [--rounds 7] [--cases 14000]
       npm run bench -- replay [--rounds 7] [--cases 14000]
       npm run bench -- swaps [--rounds 200] [--cases 1000]
       npm run bench -- throttle [--rounds 7] [--seconds 10] [--cases 300] [--facts 160]
       npm run bench -- outbound [--rounds 7] [--events 20000] [--compare CHECKOUT]
       npm run bench -- commands [--seconds 4] [--facts 100,3000,10000] [--on postgres|kafka|eventstoredb] [--compare CHECKOUT [--times 3]]
       npm run bench -- reads [--seconds 4] [--facts 160] [--cases 10000] [--compare CHECKOUT]
       npm run bench -- case-index [--events 1500000] [--cases 100000]
       npm run bench -- mass [--persons 10000] [--offices 300] [--cases 10] [--rounds 7] [--rebuilds 3] [--compare CHECKOUT]
       npm run bench -- telemetry [--rounds 9] [--seconds 5]
       npm run bench -- eventstoredb [--only commands,import,append] [--rounds 9] [--seconds 1] [--facts 10,500] [--rows 10000]
       npm run bench -- import [--rounds 6] [--rows 130000] [--compare CHECKOUT]
--compare measures this checkout and another one that is installed and compiled (npx tsc -b libs/bench services/casectl); of append only handle(),
  of commands 24 clients who open cases (--times: the bar on the ratio of their rates), of reads only the other one.
--facts of rebuild: how many events each case has (9 without it): 25,000 cases of 20 are 500,000 events. --without leaves views out, such as the
  deadlines, which take most of the time.
--traces so many cases of the sizes of those of the road-fines log are rebuilt, too, if CASE_TIMELINE_DATA names the folder with its logs/ (0: none).
Measures on DATABASE_URL (of a superuser), or on a PostgreSQL that it starts itself, case-index, commands, mass, reads and throttle always on the latter; feed, and commands
  on kafka, also start a Kafka (needs Java and Maven); case-index, and commands on eventstoredb, start the test server
  of this repository; eventstoredb does so unless EVENT_STORE_URL names an empty server, into which it writes.`

const printLine = (line: string): void => void process.stdout.write(`${line}\n`)

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

const OPTIONS = {
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    events: { type: 'string' },
    cases: { type: 'string' },
    facts: { type: 'string' },
    persons: { type: 'string', default: '10000' },
    offices: { type: 'string', default: '300' },
    rebuilds: { type: 'string', default: '3' },
    traces: { type: 'string', default: '150370' },
    without: { type: 'string', default: '' },
    rows: { type: 'string' },
    only: { type: 'string', default: PARTS.join(',') },
    compare: { type: 'string' },
    times: { type: 'string' },
    on: { type: 'string', default: 'postgres' },
  },
} as const

const entered = () => {
  try {
    return parseArgs(OPTIONS)
  } catch (unknownOption) {
    process.stderr.write(`${(unknownOption as Error).message}\n${USAGE}\n`)
    return process.exit(2)
  }
}
const { values, positionals } = entered()
/** Many short rounds, so that a noisy moment of the machine reaches few of them; long ones where a feed must get going. */
const DEFAULTS: Readonly<Record<string, { readonly rounds: number; readonly seconds: number }>> = {
  append: { rounds: 15, seconds: 1 },
  'case-index': { rounds: 1, seconds: 1 },
  commands: { rounds: 1, seconds: 4 },
  eventstoredb: { rounds: 9, seconds: 1 },
  feed: { rounds: 3, seconds: 3 },
  lists: { rounds: 3, seconds: 3 },
  mass: { rounds: 7, seconds: 3 },
  outbound: { rounds: 7, seconds: 3 },
  reads: { rounds: 1, seconds: 4 },
  live: { rounds: 7, seconds: 3 },
  rebuild: { rounds: 7, seconds: 3 },
  replay: { rounds: 7, seconds: 3 },
  swaps: { rounds: 200, seconds: 3 },
  // Long ones: a rebuild that works a fifth of the time rests for seconds.
  throttle: { rounds: 7, seconds: 10 },
  import: { rounds: 6, seconds: 2 },
  // Long ones: within a second and a half, what the exporter compiles and opens first is a third of what is measured.
  telemetry: { rounds: 9, seconds: 5 },
}
const defaults = DEFAULTS[positionals[0] ?? '']
const rounds = Number(values.rounds ?? defaults?.rounds)
const seconds = Number(values.seconds ?? defaults?.seconds)
const isOfIndex = positionals[0] === 'case-index'
const events = Number(values.events ?? (isOfIndex ? '1500000' : '20000'))
const DEFAULT_CASES: Readonly<Record<string, number>> = { 'case-index': 100_000, mass: 10, reads: 10_000, swaps: 1_000, throttle: 300 }
const cases = Number(values.cases ?? DEFAULT_CASES[positionals[0] ?? ''] ?? 14_000)
const rows = Number(values.rows ?? (positionals[0] === 'eventstoredb' ? '10000' : '130000'))
const persons = Number(values.persons)
const offices = Number(values.offices)
const rebuilds = Number(values.rebuilds)
const traces = Number(values.traces)
const DEFAULT_FACTS: Readonly<Record<string, string>> = {
  commands: '100,3000,10000',
  eventstoredb: '10,500',
  reads: '160',
  throttle: '160',
}
const facts = (values.facts ?? DEFAULT_FACTS[positionals[0] ?? ''] ?? '1').split(',').map(Number)
const on = BACKINGS.find((name) => name === values.on)
const only = values.only.split(',')
const parts = PARTS.filter((part) => only.includes(part))
const times = values.times === undefined ? undefined : Number(values.times)
const checkout = values.compare === undefined ? undefined : resolve(values.compare)

const append = async (serverUrl: string): Promise<void> => {
  const plan = { serverUrl, rounds, ms: seconds * 1000, printLine }
  await (checkout === undefined ? compareAppends(plan) : compareCheckouts({ ...plan, checkout }))
}

const feed = async (serverUrl: string): Promise<void> => {
  const kafka = await startKafka()
  try {
    await compareFeeds({ serverUrl, broker: kafka.brokers[0], rounds, seconds, events, printLine })
  } finally {
    await kafka.stop()
  }
}

const lists = (serverUrl: string): Promise<void> => compareLists({ serverUrl, rounds, cases, printLine })

const rebuildViews = async (serverUrl: string): Promise<void> => {
  const folder = process.env['CASE_TIMELINE_DATA']
  const sizes = folder !== undefined && traces > 0 ? traceSizes(roadFinesFile(folder), traces) : undefined
  if (!sizes)
    printLine('Without the road-fines log: CASE_TIMELINE_DATA has to name the folder with its logs/, and --traces a number of cases')
  const size = values.facts === undefined ? undefined : facts[0]
  const without = values.without.split(',')
  await compareRebuilds({ serverUrl, rounds, cases, size, without, fines: sizes, printLine })
}

const live = (serverUrl: string): Promise<void> => compareLive({ serverUrl, rounds, cases, printLine })

const replay = (serverUrl: string): Promise<void> => measureReplays({ serverUrl, rounds, cases, printLine })

const swaps = (serverUrl: string): Promise<void> => measureSwaps({ serverUrl, swaps: rounds, cases, printLine })

const outbound = (serverUrl: string): Promise<void> => compareOutbound({ serverUrl, rounds, events, checkout, printLine })

const importLogs = (serverUrl: string): Promise<void> =>
  compareImports({ serverUrl, rounds, rows, insertMs: seconds * 1000, checkout, printLine })

const eventStoreDb = (serverUrl: string): Promise<void> =>
  compareOnEventStoreDb({
    serverUrl,
    eventStoreUrl: process.env['EVENT_STORE_URL'],
    parts,
    growth: { from: facts[0] ?? 0, to: facts[1] ?? 0 },
    rounds,
    ms: seconds * 1000,
    rows,
    printLine,
  })

/** On a server of their own: their statements are counted in its log. */
const BENCHES_WITH_A_SERVER: Readonly<Record<string, () => Promise<void>>> = {
  'case-index': () => measureCaseIndex({ events, cases, printLine }),
  commands: () => measureCommands({ seconds, facts, on: on ?? 'postgres', checkout, times, printLine }),
  mass: () => measureMass({ persons, offices, casesOfOffice: cases, rounds, rebuilds, checkout, printLine }),
  reads: () => measureReads({ seconds, facts: facts[0] ?? 0, cases, checkout, printLine }),
  throttle: () => measureThrottle({ rounds, seconds, facts: facts[0] ?? 0, cases, printLine }),
}

const telemetry = (serverUrl: string): Promise<void> => compareTelemetry({ serverUrl, rounds, ms: seconds * 1000, printLine })

const BENCHES: Readonly<Record<string, (serverUrl: string) => Promise<void>>> = {
  append,
  eventstoredb: eventStoreDb,
  feed,
  lists,
  live,
  outbound,
  rebuild: rebuildViews,
  replay,
  swaps,
  telemetry,
  import: importLogs,
}
const bench = BENCHES[positionals[0] ?? '']
const benchWithServer = BENCHES_WITH_A_SERVER[positionals[0] ?? '']

if (
  !(bench || benchWithServer) ||
  on === undefined ||
  parts.length !== only.length ||
  (positionals[0] === 'eventstoredb' && !(facts.length === 2 && facts[1]! - facts[0]! >= rounds)) ||
  ![rounds, events, cases, rows, persons, ...facts].every((one) => Number.isInteger(one) && one > 0) ||
  !(Number.isInteger(offices) && offices > 0 && Number.isInteger(traces) && traces >= 0) ||
  !(seconds > 0) ||
  (times !== undefined && !(times > 0 && checkout !== undefined && on === 'postgres'))
) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = 2
} else if (benchWithServer) await benchWithServer()
else if (bench)
  await onServer(async (serverUrl) => {
    printLine(await settings(serverUrl))
    await bench(serverUrl)
  })
