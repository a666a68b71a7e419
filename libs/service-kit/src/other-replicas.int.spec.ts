import { silentNetwork } from '@case-timeline/embedded/fixtures'
import { type Consumer, positionOf, register, storeFeed } from '@case-timeline/feed'
import { notedEventType, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { type OtherReplicas, otherReplicas } from './other-replicas.ts'
import { type SharedViews, viewsOf, type WaitLimits } from './views.ts'

const Noted = notedEventType('Noted')
const Unseen = notedEventType('Unseen')
const agencyId = 'zz-prosecution'
/** Longer than a specification may take: nothing but a message ends a wait. */
const NEVER_MS = 120_000
const NEVER_POLLS = { longestWaitMs: NEVER_MS, pollMs: NEVER_MS, wokenPollMs: NEVER_MS }
const SAYS = /pg_notify/
const READS_PROGRESS = /from feed_checkpoint c left join/

/** One replica of a service, with its statements. */
interface Replica {
  readonly db: DataSource
  readonly views: SharedViews
  readonly replicas: OtherReplicas
  readonly statements: string[]
}

let log: TestLog
let first: DataSource
const opened: Replica[] = []
const ending = new AbortController()
let gate: Promise<void> = Promise.resolve()
let openGate = (): void => undefined
/** One that the events concern, and one that passes them: its checkpoint is written later. */
const consumers: readonly Consumer[] = [
  { name: 'view.noted.v1', events: [Noted], from: 'beginning', apply: () => gate },
  { name: 'view.other.v1', events: [Unseen], from: 'beginning', apply: () => Promise.resolve() },
]
const names = consumers.map(({ name }) => name)
const closeGate = (): void => {
  gate = new Promise((resolve) => (openGate = resolve))
}

const replicaOn = (db: DataSource, limits: Partial<WaitLimits>, flush: () => Promise<unknown>): Replica => {
  const statements: string[] = []
  db.subscribers.push({ beforeQuery: ({ query }) => void statements.push(query) })
  let replicas: OtherReplicas | undefined
  const views = viewsOf(db, log.storeOf('prosecution'), names, limits, (own) => (replicas = otherReplicas({ db, flush, ...own })))
  if (!replicas) throw new Error('a replica listens to the others')
  const replica = { db, views, replicas, statements }
  opened.push(replica)
  return replica
}

const heard = async ({ replicas }: Replica): Promise<void> => {
  while (!replicas.areHeard()) await pause(5)
}

/** A replica that fills nothing. */
const another = async (limits: Partial<WaitLimits> = NEVER_POLLS): Promise<Replica> => {
  const replica = replicaOn(await new DataSource({ ...first.options }).initialize(), limits, () => Promise.resolve())
  await heard(replica)
  return replica
}

const record = async (): Promise<string> =>
  (await log.record({ caseId: randomUUID(), facts: [{ type: Noted.type, data: { number: 1 } }], eventTypes: [Noted] })).lastPosition

const followed = async (position: string): Promise<void> => {
  for (const name of names) while (BigInt(await positionOf(first, name)) < BigInt(position)) await pause(10)
}

let filling: Replica
beforeAll(async () => {
  log = await testLog()
  first = await log.open()
  const store = log.storeOf('prosecution')
  const feed = storeFeed({ store })
  filling = replicaOn(first, NEVER_POLLS, () => feed.flush())
  for (const consumer of consumers) {
    await register(first.manager, consumer, store)
    await feed.consume({ db: first, consumer, signal: ending.signal, observe: filling.views.observe })
  }
  await heard(filling)
  await followed(await record())
})
afterAll(async () => {
  openGate()
  ending.abort()
  for (const { views, db } of opened) {
    await views.close()
    if (db !== first) await db.destroy()
  }
  await log.close()
})
beforeEach(() => {
  for (const { statements } of opened) statements.length = 0
})

describe('a request that waits in a replica that fills no view', () => {
  it('is answered when another replica has filled them, and reads nothing until then', async () => {
    const waiting = await another()
    closeGate()
    const position = await record()
    const reached = waiting.views.reach(position, { agencyId })
    await pause(700)
    const before = [...waiting.statements]
    await pause(1_300)
    expect(waiting.statements).toEqual(before)
    openGate()
    expect(await reached).toBe(true)
    // Before and after the question, and once more for each notification.
    expect(waiting.statements.filter((one) => READS_PROGRESS.test(one)).length).toBeLessThanOrEqual(6)
    // That it listens, and its question: once more if a checkpoint was not written yet when it was answered.
    expect([2, 3]).toContain(waiting.statements.filter((one) => SAYS.test(one)).length)
  })

  it('is answered, too, when they were filled before it asked, and a checkpoint is not written yet', async () => {
    const waiting = await another()
    for (let n = 0; n < 5; n += 1) expect(await waiting.views.reach(await record(), { agencyId })).toBe(true)
  })

  it('polls while nobody can wake it, and no longer when its session is there again', async () => {
    const waiting = await another({ longestWaitMs: NEVER_MS, pollMs: 20, wokenPollMs: NEVER_MS })
    const ended = await first.query(
      `select count(pg_terminate_backend(pid))::int as sessions from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query ~ 'listen|pg_notify'`,
    )
    expect((ended as { sessions: number }[])[0]?.sessions).toBeGreaterThan(0)
    while (waiting.replicas.areHeard()) await pause(5)
    expect(await waiting.views.reach(await record(), { agencyId })).toBe(true)
    await heard(waiting)
    await heard(filling)
    expect(await waiting.views.reach(await record(), { agencyId })).toBe(true)
  })
})

it('a process whose session is dead without a notice listens in another one, and ends', async () => {
  const { url } = first.options as { readonly url: string }
  const network = await silentNetwork(url)
  // No session stays unused: one that is dead, too, would be listened in, and nothing ends its statements here as in a service.
  const extra = { idleTimeoutMillis: 1 }
  const db = await new DataSource({ ...first.options, url: network.url, extra } as DataSourceOptions).initialize()
  const replicas = otherReplicas({ db, flush: () => Promise.resolve(), passed: () => undefined, wakeOwn: () => undefined })
  while (!replicas.areHeard()) await pause(5)
  network.silence()
  network.passAgain()
  replicas.awaitPosition('1')
  while (replicas.areHeard()) await pause(20)
  const until = performance.now() + 40_000
  while (!replicas.areHeard() && performance.now() < until) await pause(20)
  expect(replicas.areHeard()).toBe(true)
  await replicas.close()
  network.close()
  await db.destroy()
})

it('a process that ends while its session is being opened does not wait for it', async () => {
  const db = await new DataSource({ ...first.options }).initialize()
  const replicas = otherReplicas({ db, flush: () => Promise.resolve(), passed: () => undefined, wakeOwn: () => undefined })
  expect(await Promise.race([replicas.close().then(() => 'closed'), pause(20_000, 'still open')])).toBe('closed')
  await db.destroy()
})

it('nothing is sent while nobody waits, and soon after a wait nothing any more', async () => {
  const waiting = await another()
  for (let n = 0; n < 5; n += 1) await followed(await record())
  expect(filling.statements.filter((one) => SAYS.test(one))).toEqual([])
  expect(await waiting.views.reach(await record(), { agencyId })).toBe(true)
  await pause(100)
  for (const { statements } of opened) statements.length = 0
  for (let n = 0; n < 5; n += 1) await followed(await record())
  expect(opened.flatMap(({ statements }) => statements).filter((one) => SAYS.test(one))).toEqual([])
})
