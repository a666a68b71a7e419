import { caseGate, confidentiality } from '@case-timeline/access'
import { caseFileOf, caseFileTable } from '@case-timeline/case-file'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import {
  comparePositions,
  DeadlineMissed,
  EVENT_TYPES,
  EventRetracted,
  PresumedVictimIdentified,
  RightsInformed,
  type Fact,
} from '@case-timeline/contracts'
import { type Claim, claim, type Consumer, deliver, lowestPositionOf, register } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { materialise, projection, tablesOf, type View } from '@case-timeline/projections'
import { randomUUID } from 'node:crypto'
import { deadlines, type DeadlinesQuery, type DeadlineSource } from './deadline-list.ts'
import { inventedClocks, person, policy, stricterPolicy } from './deadlines.fixtures.ts'
import { deadlinesTable, deadlinesView } from './deadlines.view.ts'
import { watchDeadlines } from './watch-deadlines.ts'

export const NOW = '2026-11-25T10:00:00.000Z'
export const support = 'zz-support'
export const victimRef = PresumedVictimIdentified.example.personRef
export const eventTypes = [...EVENT_TYPES.values(), EventRetracted]

const receiving = { agencyId: support, participationEvents: [PresumedVictimIdentified] }

const laws = [policy, stricterPolicy].map((one) => ({ policy: one, hash: 'a'.repeat(64) }))
const lawOf = (jurisdiction: string) => laws.find((one) => one.policy.jurisdiction === jurisdiction)
export const scope = {
  sector: 'victimSupport',
  clocks: inventedClocks,
  policyOf: (jurisdiction: string) => lawOf(jurisdiction)?.policy,
  receiving,
} as const

/** A log with the deadlines of victim support under the laws of two countries, ZZ and XX. */
export const deadlineLog = async (openLog: () => Promise<TestLog> = testLog) => {
  const log = await openLog()
  const db = await log.open(tablesOf([caseFileTable, deadlinesTable]))
  const store = log.storeOf('victimSupport')

  const view = deadlinesView(scope, laws)
  const views: readonly View[] = [view, caseFileOf('victimSupport', receiving.participationEvents)]
  /** A consumer that fills the deadlines, with nothing in its memory. */
  const consumer = (): Consumer => projection(view, store)
  /** Claims all partitions for a consumer, also those that another one holds. */
  const claimed = async (one: Consumer): Promise<Claim> => {
    await register(db.manager, one, store)
    await db.query('delete from feed_lease')
    return (await claim(db, one.name, randomUUID(), 60_000)) as Claim
  }
  const follow = async (one: Consumer, held: Claim, limit = 5_000): Promise<void> => {
    for (const end = await store.lastPosition(); comparePositions(lowestPositionOf(held), end) < 0;) {
      const { events, ...at } = await store.readAll({ after: lowestPositionOf(held), limit })
      const parked = await deliver(db, one, held, events, at)
      if (parked.length > 0) throw new Error('the view parked a case')
    }
  }
  const foldInBatchesOf = async (limit: number): Promise<void> => {
    for (const one of views) {
      const filling = projection(one, store)
      await follow(filling, await claimed(filling), limit)
    }
  }
  const foldAvailable = () => foldInBatchesOf(5_000)
  const runWatch = (now = NOW, serviceClock = now): Promise<void> => {
    const context = commandContextOn(store, { policyOf: lawOf, now: () => serviceClock })
    return watchDeadlines(scope).run({
      context,
      storeTime: () => Promise.resolve(now),
      db,
      aggregates: [person],
      receiving,
      signal: new AbortController().signal,
    })
  }
  const bySupport = (caseId: string, fact: Fact, occurredAt?: string, jurisdiction = 'ZZ') =>
    log.record({
      caseId,
      eventTypes,
      service: 'victimSupport',
      aggregate: `person-${caseId}~${victimRef}`,
      agencyId: support,
      jurisdiction,
      facts: [fact],
      ...(occurredAt === undefined ? {} : { occurredAt }),
    })
  const deadlinesOf = (of: DeadlinesQuery, changes: Partial<DeadlineSource> = {}) =>
    deadlines({ db, store, cases: caseGate(store, receiving), scope, confidentiality: confidentiality(store), ...changes }, of)
  return {
    log,
    db,
    store,
    /** A gate that remembers nothing of an earlier one. */
    caseGate: () => caseGate(store, receiving),
    view,
    consumer,
    claimed,
    /** Delivers what was recorded since to a consumer. @throws if a case is parked */
    follow,
    /** Fills the views at a position in a schema of their own. */
    materialised: (schema: string, until: string) => materialise({ db, store, views, schema, until, signal: new AbortController().signal }),
    foldAvailable,
    foldInBatchesOf,
    runWatch,
    watch: async (now = NOW): Promise<void> => {
      await foldAvailable()
      await runWatch(now)
      await foldAvailable()
    },
    identified: (caseId: string, occurredAt = '2026-11-01', jurisdiction = 'ZZ') =>
      log.record({
        caseId,
        eventTypes,
        occurredAt,
        jurisdiction,
        facts: [{ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef: victimRef } }],
      }),
    bySupport,
    informed: (caseId: string, occurredAt: string) =>
      bySupport(caseId, { type: RightsInformed.type, data: { ...RightsInformed.example, personRef: victimRef } }, occurredAt),
    deadlinesOf,
    statesOf: async (caseId: string, asOf?: string) => (await deadlinesOf(queryFor(caseId, asOf))).deadlines.map(({ state }) => state),
    missesOf: async (caseId: string) => (await store.readCase(caseId)).filter(({ type }) => type === DeadlineMissed.type),
    close: () => log.close(),
  }
}

export const queryFor = (caseId: string | undefined, asOf = NOW): DeadlinesQuery => ({
  userId: 'c.villanueva',
  agencyId: support,
  sector: 'victimSupport',
  caseId,
  asOf,
  limit: 10,
})
