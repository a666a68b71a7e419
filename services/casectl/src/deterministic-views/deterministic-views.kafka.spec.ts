import { comparePositions, SERVICES } from '@case-timeline/contracts'
import { kafkaFeed, type Notice, positionOf, startRelay, waitFor } from '@case-timeline/feed'
import { TEST_DIGEST_KEY, type TestLog, testLog, type TestTopics, testTopics, waitUntil } from '@case-timeline/feed/fixtures'
import { loadLaws } from '@case-timeline/service-kit'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { deliverAll, type FilledViews, openViews, replicaOf } from './filled-views.fixtures.ts'
import { ids, recordCases, step } from './random-cases.fixtures.ts'

const WITHIN_MS = 120_000
const RUNS = process.env['CASE_TIMELINE_SOAK'] ? 4 : 1
const seed = process.env['CASE_TIMELINE_SEED'] ? { seed: Number(process.env['CASE_TIMELINE_SEED']) } : {}

const deployment = { deployment: 'test', digestKey: TEST_DIGEST_KEY }

interface Replica {
  readonly notices: readonly Notice[]
  end(): Promise<void>
}

/** A process that runs all consumers of the views on Kafka. */
const replicaOn = async ({ url }: TestTopics, { service, db, store, process }: FilledViews): Promise<Replica> => {
  const feed = kafkaFeed({ url, store, service, ...deployment })
  const ending = new AbortController()
  const notices: Notice[] = []
  const observe = (notice: Notice) => notices.push(notice)
  const running = await Promise.all(process().map((consumer) => feed.consume({ db, consumer, signal: ending.signal, observe })))
  return {
    notices,
    end: async () => {
      ending.abort()
      await Promise.all(running.map(({ stopped }) => stopped))
      await feed.close()
    },
  }
}

const isClaimedBy = ({ notices }: Replica): boolean => notices.some(({ kind }) => kind === 'claimed')

/** The views from messages: by two replicas, of which one ends while events are recorded, and another one takes its place. */
const byReplicasOnKafka = async (log: TestLog, filled: FilledViews, record: () => Promise<void>): Promise<readonly Notice[]> => {
  const topics = await testTopics()
  const ending = new AbortController()
  const replicas = [await replicaOn(topics, filled), await replicaOn(topics, filled)]
  try {
    await waitUntil('a replica has begun', () => replicas.some(isClaimedBy))
    const store = log.storeOf('auditTrail')
    const relay = await startRelay({ url: topics.url, store, db: await log.open(), ...deployment, signal: ending.signal })
    const recording = record()
    const consumers = filled.process()
    const isAnyShown = async () => {
      const positions = await Promise.all(consumers.map(({ name }) => positionOf(filled.db, name)))
      return positions.some((position) => comparePositions(position, '0') > 0)
    }
    while (!(await isAnyShown())) await Promise.race([recording, waitUntil('events are shown', isAnyShown)])
    await replicas[0]?.end()
    replicas.push(await replicaOn(topics, filled))
    await recording
    const end = await filled.store.lastPosition()
    for (const { name } of consumers)
      expect({ name, isShown: await waitFor(filled.db, name, end, WITHIN_MS) }).toEqual({ name, isShown: true })
    ending.abort()
    await relay.stopped
    return replicas.flatMap(({ notices }) => notices)
  } finally {
    ending.abort()
    await Promise.all(replicas.slice(1).map((replica) => replica.end()))
    await topics.close()
  }
}

it.each(SERVICES)(
  'the rows of the views of %s are the same bytes from messages, by replicas that come and go, as from the log',
  async (service) => {
    const laws = await loadLaws([])
    const steps = fc.array(step, { minLength: 40, maxLength: 70 })
    let delivered = 0
    const property = fc.asyncProperty(fc.record({ steps, ids }), async (history) => {
      const log = await testLog()
      try {
        const filled = await openViews(log, service, laws)
        const notices = await byReplicasOnKafka(log, filled, () => recordCases(log, filled, history))
        delivered += notices.filter(({ kind }) => kind === 'delivered').length
        const rows = await filled.rows()
        await filled.clear()
        for (const consumer of filled.process()) await deliverAll(filled, [await replicaOf(filled, consumer)], { limit: 1 })
        expect(rows).toEqual(await filled.rows())
      } finally {
        await log.close()
      }
    })
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true, ...seed })
    expect(delivered).toBeGreaterThan(0)
  },
  600_000,
)
