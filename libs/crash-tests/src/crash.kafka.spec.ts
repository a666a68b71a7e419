import type { ServiceName } from '@case-timeline/contracts'
import { SERVICES } from '@case-timeline/contracts'
import { testDatabase } from '@case-timeline/embedded/fixtures'
import { type EventStore, migrateEventStore, postgresEventStore, type StoredEvent } from '@case-timeline/event-store'
import { feedMigrations, prepareTopics } from '@case-timeline/feed'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { type RunningKafka, startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { chance, createEffects, effectsOf, type Part } from './index.ts'
import { play, type Played } from './parts.fixtures.ts'
import { logAfter, write } from './writing.fixtures.ts'

const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? 1)
/** Of all faults together. */
const EVENTS = process.env['CASE_TIMELINE_SOAK'] ? 120_000 : 21_000
const FAULTS = 6
const SETTLING_MS = 240_000

jest.setTimeout(process.env['CASE_TIMELINE_SOAK'] ? 1_800_000 : 420_000)

const seeded = chance(SEED)
const said: string[] = []
const say = (line: string): void => {
  said.push(line)
  if (said.length > 200) said.shift()
}

let kafka: RunningKafka
let admin: pg.Client
let relayDb: DataSource
let effectsDb: DataSource
let stores: ReadonlyMap<ServiceName, EventStore>
let parts: Record<'relay' | 'prosecution' | 'auditTrail', Part>
const closing: (() => Promise<unknown>)[] = []
const playing = new Set<Played>()

const storeOf = (service: ServiceName): EventStore => {
  const store = stores.get(service)
  if (!store) throw new Error(`no store of ${service}`)
  return store
}

const start = (part: Part, changes: Partial<Pick<Part, 'killsItself'>> = {}): Played => {
  const played = play({ ...part, ...changes, seed: seeded.between(0, 2 ** 31) }, say)
  playing.add(played)
  return played
}
const stop = async (played: Played): Promise<void> => {
  playing.delete(played)
  await played.stop()
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
  const urls = await migrateEventStore(events.url, { logins })
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
  const part = { feedUrl, killsItself: 0, seed: 0 }
  parts = {
    relay: { ...part, role: 'relay', service: 'auditTrail', storeUrl: urls.auditTrail, databaseUrl: urlOf(relayDb) },
    prosecution: {
      ...part,
      role: 'consumer',
      consumer: 'prosecution',
      service: 'prosecution',
      storeUrl: urls.prosecution,
      databaseUrl: urlOf(effectsDb),
    },
    auditTrail: {
      ...part,
      role: 'consumer',
      consumer: 'auditTrail',
      service: 'auditTrail',
      storeUrl: urls.auditTrail,
      databaseUrl: urlOf(effectsDb),
    },
  }
}, 180_000)

afterAll(async () => {
  await Promise.all([...playing].map((played) => stop(played)))
  for (const close of closing.toReversed()) await close()
}, 120_000)

const log: StoredEvent[] = []

/** Everything that was recorded, once each, has had its effect once on each consumer who may see it, in the order of its case. */
const expectOnceEach = async (recorded: readonly string[]): Promise<void> => {
  const added = await logAfter(storeOf('auditTrail'), log.at(-1)?.position ?? '0')
  log.push(...added)
  expect(added.map(({ id }) => id).toSorted()).toEqual(recorded.toSorted())
  for (const consumer of ['prosecution', 'auditTrail'] as const) {
    const due = log.filter(({ visibility }) => visibility.includes(consumer)).map(({ id }) => id)
    await settled(consumer, due.length)
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

const settled = async (consumer: string, due: number): Promise<void> => {
  const end = performance.now() + SETTLING_MS
  for (let found = 0; found < due;) {
    const [row] = await effectsDb.query('select count(*)::int as found from effect where consumer = $1', [consumer])
    found = (row as { found: number }).found
    if (performance.now() > end)
      throw new Error(`${consumer}: ${found} of ${due} effects after ${SETTLING_MS / 1_000} s\n${said.slice(-30).join('\n')}`)
    if (found < due) await pause(100)
  }
  // Whatever would be delivered a second time gets its chance.
  await pause(300)
}

/** Writes while a fault is made again and again, and on until it has been made often enough. */
const under = async (fault: (writing: () => boolean) => Promise<void>, isEnough = () => true): Promise<void> => {
  let isWriting = true
  const writing = write(storeOf, seeded, EVENTS / FAULTS, isEnough).finally(() => (isWriting = false))
  await Promise.all([writing, fault(() => isWriting)])
  await expectOnceEach(await writing)
}

const deathsOf = (played: readonly Played[]): number => played.reduce((sum, { killed }) => sum + killed, 0)

/** At least some times, and as long as it goes on being written. */
const againAndAgain = async (writing: () => boolean, least: number, once: () => Promise<void> | void): Promise<void> => {
  for (let times = 0; times < least || writing(); times += 1) {
    await pause(seeded.between(100, 900))
    await once()
  }
}

describe('every event takes effect once on each of its readers, in the order of its case, while', () => {
  let relays: Played[]
  let prosecution: Played
  let auditTrail: Played

  beforeAll(() => {
    relays = [start(parts.relay), start(parts.relay)]
    prosecution = start(parts.prosecution)
    auditTrail = start(parts.auditTrail)
  })

  it('relays are killed at any moment, and others that stand by take over', async () => {
    await under((writing) => againAndAgain(writing, 8, () => seeded.oneOf(relays).kill()))
    expect(deathsOf(relays)).toBeGreaterThan(4)
  })

  it('relays die between the acknowledgement of the broker and their own checkpoint', async () => {
    await Promise.all(relays.map(stop))
    const dying = [start(parts.relay, { killsItself: 0.3 }), start(parts.relay, { killsItself: 0.3 })]
    await under(
      () => Promise.resolve(),
      () => deathsOf(dying) >= 3,
    )
    await Promise.all(dying.map(stop))
    relays = [start(parts.relay), start(parts.relay)]
  })

  it('consumers die when their effects are written and not committed', async () => {
    await Promise.all([stop(prosecution), stop(auditTrail)])
    const dying = [start(parts.prosecution, { killsItself: 0.1 }), start(parts.auditTrail, { killsItself: 0.1 })]
    await under(
      () => Promise.resolve(),
      () => deathsOf(dying) >= 3,
    )
    await Promise.all(dying.map(stop))
    prosecution = start(parts.prosecution)
    auditTrail = start(parts.auditTrail)
  })

  it('the broker is stopped, killed and started again', async () => {
    await under(async (writing) => {
      await pause(seeded.between(300, 1_000))
      await kafka.halt()
      await pause(seeded.between(500, 2_000))
      await kafka.restart()
      while (writing()) await pause(100)
      await kafka.kill()
      await kafka.restart()
    })
  })

  it('the group of a consumer grows from one to three and shrinks to one, by stopping and by kill -9', async () => {
    const others: Played[] = []
    await under(async (writing) => {
      await pause(500)
      others.push(start(parts.prosecution), start(parts.prosecution))
      await againAndAgain(writing, 4, () => seeded.oneOf([prosecution, ...others]).kill())
      await Promise.all(others.map(stop))
    })
  })

  it('the connections of writers, relays and readers to the store are cut', async () => {
    let cut = 0
    await under((writing) =>
      againAndAgain(writing, 5, async () => {
        const { rowCount } = await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        )
        cut += rowCount ?? 0
      }),
    )
    expect(cut).toBeGreaterThan(5)
  })
})
