import { type ServiceName, SERVICES } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type EventStore, type StoredEvent } from '@case-timeline/event-store'
import { migrateEventStore, postgresEventStore } from '@case-timeline/event-store/drivers'
import { feedMigrations, prepareTopics } from '@case-timeline/feed'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { type RunningKafka, startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { seededRandom, createEffects, effectsOf, type TestProcess } from './index.ts'
import { runTestProcess, type RunningTestProcess } from './test-process.fixtures.ts'
import { CRASH_TYPES, logAfter, write } from './writing.fixtures.ts'

const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? 1)
/** For all faults together. */
const EVENTS = process.env['CASE_TIMELINE_SOAK'] ? 120_000 : 21_000
const FAULTS = 6
const EFFECTS_TIMEOUT_MS = 240_000

jest.setTimeout(process.env['CASE_TIMELINE_SOAK'] ? 1_800_000 : 420_000)

const random = seededRandom(SEED)
const logLines: string[] = []
const logLine = (line: string): void => {
  logLines.push(line)
  if (logLines.length > 200) logLines.shift()
}

let kafka: RunningKafka
let admin: pg.Client
let relayDb: DataSource
let effectsDb: DataSource
let stores: ReadonlyMap<ServiceName, EventStore>
let processes: Record<'relay' | 'prosecution' | 'auditTrail', TestProcess>
const closing: (() => Promise<unknown>)[] = []
const running = new Set<RunningTestProcess>()

const storeOf = (service: ServiceName): EventStore => {
  const store = stores.get(service)
  if (!store) throw new Error(`no store of ${service}`)
  return store
}

const start = (testProcess: TestProcess, overrides: Partial<Pick<TestProcess, 'selfKillProbability'>> = {}): RunningTestProcess => {
  const runningProcess = runTestProcess({ ...testProcess, ...overrides, seed: random.between(0, 2 ** 31) }, logLine)
  running.add(runningProcess)
  return runningProcess
}
const stop = async (runningProcess: RunningTestProcess): Promise<void> => {
  running.delete(runningProcess)
  await runningProcess.stop()
}

const viewsDatabase = async (): Promise<DataSource> => {
  const { url, drop } = await testDatabase()
  const db = new DataSource({ type: 'postgres', url, entities: [], migrations: feedMigrations, logging: false })
  await db.initialize()
  await db.runMigrations({ transaction: 'each' })
  closing.push(async () => {
    await db.destroy()
    await drop()
  })
  return db
}
const urlOf = ({ options }: DataSource): string => String('url' in options && options.url)

beforeAll(async () => {
  console.log(`crashes of seed ${SEED}, ${EVENTS} events`)
  kafka = await startKafka()
  closing.push(() => kafka.stop())
  const events = await testDatabase()
  closing.push(() => events.drop())
  const logins = Object.fromEntries(SERVICES.map((service) => [service, randomBytes(12).toString('hex')])) as Record<ServiceName, string>
  const urls = await migrateEventStore(events.url, { logins, types: CRASH_TYPES })
  admin = new pg.Client({ connectionString: events.url })
  await admin.connect()
  closing.push(() => admin.end())
  stores = new Map(SERVICES.map((service) => [service, postgresEventStore({ url: urls[service], pollMs: 200 })]))
  closing.push(() => Promise.all([...stores.values()].map((store) => store.close())))
  relayDb = await viewsDatabase()
  effectsDb = await viewsDatabase()
  await createEffects(effectsDb)
  const feedUrl = `kafka://${kafka.brokers[0]}/?prefix=crash.`
  await prepareTopics(feedUrl)
  const commonOptions = { feedUrl, selfKillProbability: 0, seed: 0 }
  processes = {
    relay: { ...commonOptions, role: 'relay', service: 'auditTrail', storeUrl: urls.auditTrail, databaseUrl: urlOf(relayDb) },
    prosecution: {
      ...commonOptions,
      role: 'consumer',
      consumer: 'prosecution',
      service: 'prosecution',
      storeUrl: urls.prosecution,
      databaseUrl: urlOf(effectsDb),
    },
    auditTrail: {
      ...commonOptions,
      role: 'consumer',
      consumer: 'auditTrail',
      service: 'auditTrail',
      storeUrl: urls.auditTrail,
      databaseUrl: urlOf(effectsDb),
    },
  }
}, 180_000)

afterAll(async () => {
  await Promise.all([...running].map((runningProcess) => stop(runningProcess)))
  for (const close of closing.toReversed()) await close()
}, 120_000)

const log: StoredEvent[] = []

/**
 * Asserts that every recorded event has taken effect exactly once on each consumer that may see it, in the order of its
 * case.
 */
const expectOnceEach = async (recorded: readonly string[]): Promise<void> => {
  const added = await logAfter(storeOf('auditTrail'), log.at(-1)?.position ?? '0')
  log.push(...added)
  expect(added.map(({ id }) => id).toSorted()).toEqual(recorded.toSorted())
  for (const consumer of ['prosecution', 'auditTrail'] as const) {
    const due = log.filter(({ visibility }) => visibility.includes(consumer)).map(({ id }) => id)
    await waitForEffects(consumer, due.length)
    const effects = await effectsOf(effectsDb, consumer)
    expect(effects.length).toBe(due.length)
    expect(effects.map(({ eventId }) => eventId).toSorted()).toEqual(due.toSorted())
    const last = new Map<string, bigint>()
    for (const { caseKey, position } of effects) {
      expect(BigInt(position)).toBeGreaterThan(last.get(caseKey) ?? 0n)
      last.set(caseKey, BigInt(position))
    }
  }
}

const waitForEffects = async (consumer: string, due: number): Promise<void> => {
  const end = performance.now() + EFFECTS_TIMEOUT_MS
  for (let found = 0; found < due;) {
    const [row] = await effectsDb.query('select count(*)::int as found from effect where consumer = $1', [consumer])
    found = (row as { found: number }).found
    if (performance.now() > end)
      throw new Error(`${consumer}: ${found} of ${due} effects after ${EFFECTS_TIMEOUT_MS / 1_000} s\n${logLines.slice(-30).join('\n')}`)
    if (found < due) await pause(100)
  }
  // A duplicate delivery gets time to arrive.
  await pause(300)
}

/** Writes while a fault is caused repeatedly, until it has happened often enough. */
const writeDuring = async (fault: (writing: () => boolean) => Promise<void>, isEnough = () => true): Promise<void> => {
  let isWriting = true
  const writing = write(storeOf, random, EVENTS / FAULTS, isEnough).finally(() => (isWriting = false))
  await Promise.all([writing, fault(() => isWriting)])
  await expectOnceEach(await writing)
}

const killsOf = (runningProcess: readonly RunningTestProcess[]): number => runningProcess.reduce((sum, { killed }) => sum + killed, 0)

/** At least some times, and for as long as events are written. */
const repeatFault = async (writing: () => boolean, least: number, once: () => Promise<void> | void): Promise<void> => {
  for (let times = 0; times < least || writing(); times += 1) {
    await pause(random.between(100, 900))
    await once()
  }
}

describe('each event takes effect once on each of its readers, in the order of its case, while', () => {
  let relays: RunningTestProcess[]
  let prosecution: RunningTestProcess
  let auditTrail: RunningTestProcess

  beforeAll(() => {
    relays = [start(processes.relay), start(processes.relay)]
    prosecution = start(processes.prosecution)
    auditTrail = start(processes.auditTrail)
  })

  it('relays are killed at any moment, and others on standby take over', async () => {
    await writeDuring((writing) => repeatFault(writing, 8, () => random.pick(relays).kill()))
    expect(killsOf(relays)).toBeGreaterThan(4)
  })

  it('relays die between the acknowledgement of the broker and their own checkpoint', async () => {
    await Promise.all(relays.map(stop))
    const dying = [start(processes.relay, { selfKillProbability: 0.3 }), start(processes.relay, { selfKillProbability: 0.3 })]
    await writeDuring(
      () => Promise.resolve(),
      () => killsOf(dying) >= 3,
    )
    await Promise.all(dying.map(stop))
    relays = [start(processes.relay), start(processes.relay)]
  })

  it('consumers die when their effects are written but not committed', async () => {
    await Promise.all([stop(prosecution), stop(auditTrail)])
    const dying = [start(processes.prosecution, { selfKillProbability: 0.1 }), start(processes.auditTrail, { selfKillProbability: 0.1 })]
    await writeDuring(
      () => Promise.resolve(),
      () => killsOf(dying) >= 3,
    )
    await Promise.all(dying.map(stop))
    prosecution = start(processes.prosecution)
    auditTrail = start(processes.auditTrail)
  })

  it('the broker is stopped, killed and started again', async () => {
    await writeDuring(async (writing) => {
      await pause(random.between(300, 1_000))
      await kafka.halt()
      await pause(random.between(500, 2_000))
      await kafka.restart()
      while (writing()) await pause(100)
      await kafka.kill()
      await kafka.restart()
    })
  })

  it('the group of a consumer grows from one to three and shrinks to one, by stopping and by kill -9', async () => {
    const others: RunningTestProcess[] = []
    await writeDuring(async (writing) => {
      await pause(500)
      others.push(start(processes.prosecution), start(processes.prosecution))
      await repeatFault(writing, 4, () => random.pick([prosecution, ...others]).kill())
      await Promise.all(others.map(stop))
    })
  })

  it('the connections of writers, relays and readers to the store are cut', async () => {
    let cut = 0
    await writeDuring((writing) =>
      repeatFault(writing, 5, async () => {
        const { rowCount } = await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        )
        cut += rowCount ?? 0
      }),
    )
    expect(cut).toBeGreaterThan(5)
  })
})
