// Runs in a pod: sends requests to the services from within the cluster, and answers the orders of its standard input.
import { createInterface } from 'node:readline'
import { SERVICES } from '@case-timeline/contracts'
import pg from 'pg'
import { caseWorker, type User } from '../faults/case-commands.ts'
import { untilCaughtUp } from '../faults/caught-up.ts'
import { compareFacts, compareNotes, logOf } from '../faults/log-comparison.ts'
import { type HandoverWatch, watchHandovers } from '../restarts/handover-watch.ts'
import { steadyLoad } from '../restarts/steady-load.ts'
import { until } from '../until.ts'
import { type Answers, type Line, type LoadSettings, nameOf, type Order } from './load-protocol.ts'

const PREPARED_CASES = 20
const SIGN_OF_LIFE_MS = 10_000
const EXAMPLES = 5
/** Time for services that start, and for pods that are far behind. */
const PATIENCE_MS = 300_000

const print = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

const connect = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

const startLoad = async ({ addresses, tokens, events, views }: LoadSettings) => {
  const load = steadyLoad({
    addressOf: (service) => addresses[service],
    tokenFor: (user) => Promise.resolve(tokens[nameOf(user)] ?? ''),
  })
  const [log, ...leases] = await Promise.all([events, ...views].map(connect))
  if (!log) throw new Error('the load needs the database of events')
  const watch = (): HandoverWatch[] => leases.map(watchHandovers)
  const requests = {
    request: async (by: User, path: string) => {
      const reply = await load.ask(by, 'GET', path).catch(() => undefined)
      return reply && { status: reply.status, body: JSON.parse(reply.text) as object }
    },
  }
  const acknowledged = (): number => load.notes().filter(({ outcome }) => outcome === 'acknowledged').length
  const totals = () => ({ requests: load.total(), failed: load.failures.length, acknowledged: acknowledged() })
  let [watches, marked] = [watch(), totals()]
  setInterval(() => print({ requests: load.total() }), SIGN_OF_LIFE_MS).unref()

  const answers: { readonly [name in Order]: () => Promise<Answers[name]> } = {
    begin: async () => {
      await load.prepare(PREPARED_CASES)
      const isOffered = async (caseId: string): Promise<boolean> => (await requests.request(caseWorker, `/cases/${caseId}`))?.status === 200
      const areOffered = async () => (await Promise.all(load.prepared().map(({ caseId }) => isOffered(caseId)))).every(Boolean)
      await until('support is offered in each prepared case', areOffered, PATIENCE_MS)
      load.start()
      return { cases: PREPARED_CASES }
    },
    mark: async () => {
      const [before, now] = [marked, totals()]
      const handovers = await Promise.all(watches.map((one) => one.finish()))
      watches = watch()
      marked = now
      return {
        requests: now.requests - before.requests,
        failed: now.failed - before.failed,
        acknowledged: now.acknowledged - before.acknowledged,
        secondsWithoutOwner: views.length === 0 ? undefined : Math.max(...handovers.map(({ longestMs }) => longestMs)) / 1_000,
        examples: load.failures.slice(before.failed, before.failed + EXAMPLES),
      }
    },
    compare: async () => {
      await load.finish()
      await Promise.all(watches.map((one) => one.finish()))
      await untilCaughtUp(requests, SERVICES, PATIENCE_MS)
      const recorded = await logOf(log)
      const [answered, facts] = [compareNotes(load.notes(), recorded), compareFacts(recorded)]
      return {
        lost: [...answered.lost, ...facts.lost],
        doubled: [...answered.doubled, ...facts.doubled],
        invented: answered.invented,
        acknowledged: acknowledged(),
        events: recorded.length,
      }
    },
    count: async () => ({ events: (await logOf(log)).length }),
  }
  return answers
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const next = async (): Promise<string | undefined> => {
  const { value, done } = await lines.next()
  return done ? undefined : value
}
const answers = await startLoad(JSON.parse((await next()) ?? '{}') as LoadSettings)
for (let line = await next(); line !== undefined; line = await next()) print({ answer: await answers[line as Order]() })
// The connections of the load are still open.
process.exit()
