import { SERVICES } from '@case-timeline/contracts'
import { type Consumer, EVERY_PARTITION, storeFeed, waitFor } from '@case-timeline/feed'
import { TEST_LOGS, testLog } from '@case-timeline/feed/fixtures'
import { fillTogether, rebuild } from '@case-timeline/projections'
import { loadLaws } from '@case-timeline/service-kit'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { deliverAll, deliverNext, type FilledViews, openViews, replicaOf } from './filled-views.fixtures.ts'
import { ids, recordCases, type Step, step } from './random-cases.fixtures.ts'

/** Numbers that a draw gives one after the other, so that a failure can be repeated. */
const numbersOf = (drawn: readonly number[]): (() => number) => {
  let index = 0
  return () => drawn[index++ % drawn.length] ?? 0
}

const eachConsumer = async (filled: FilledViews, fill: (index: number) => Promise<void>): Promise<void> => {
  await Promise.all(filled.process().map((_, index) => fill(index)))
}

/** One process, which has all partitions. */
const inBatchesOf = (limit: number) => (filled: FilledViews) =>
  eachConsumer(filled, async (index) => deliverAll(filled, [await replicaOf(filled, filled.process()[index]!)], { limit }))

/** Three processes, each with a third of the partitions, which take their batches in any order. */
const inThreeReplicas = (limit: number, drawn: readonly number[]) => (filled: FilledViews) =>
  eachConsumer(filled, async (index) => {
    const thirds = [0, 1, 2].map((third) => EVERY_PARTITION.filter((partition) => partition % 3 === third))
    const replicas = await Promise.all(thirds.map((own) => replicaOf(filled, filled.process()[index]!, own)))
    await deliverAll(filled, replicas, { limit, next: numbersOf(drawn) })
  })

/** One partition after the other, from its first event to its last. */
const partitionByPartition = (drawn: readonly number[]) => (filled: FilledViews) =>
  eachConsumer(filled, async (index) => {
    const consumer = filled.process()[index]!
    const start = (drawn[0] ?? 0) % EVERY_PARTITION.length
    const order = [...EVERY_PARTITION.slice(start), ...EVERY_PARTITION.slice(0, start)]
    for (const partition of (drawn[1] ?? 0) % 2 ? order.toReversed() : order)
      await deliverAll(filled, [await replicaOf(filled, consumer, [partition])], { limit: 500 })
  })

/** Each process is killed after a few batches, and another one goes on with what is stored. */
const killedBetweenBatches = (limit: number, drawn: readonly number[]) => (filled: FilledViews) =>
  eachConsumer(filled, async (index) => {
    const next = numbersOf(drawn)
    for (let isEnd = false; !isEnd;) {
      const replica = await replicaOf(filled, filled.process()[index]!)
      for (let left = 1 + (next() % 4); left > 0 && !isEnd; left -= 1) isEnd = !(await deliverNext(filled, replica, limit))
    }
  })

/** The feed of the service itself, with its leases and its deferred checkpoints. */
const byTheFeed = async (filled: FilledViews) => {
  const { db, store } = filled
  const ending = new AbortController()
  const feed = storeFeed({ store })
  const consumers = filled.process()
  const running = await Promise.all(consumers.map((consumer) => feed.consume({ db, consumer, signal: ending.signal })))
  const end = await store.lastPosition()
  for (const { name } of consumers) expect(await waitFor(db, name, end, 60_000)).toBe(true)
  ending.abort()
  await Promise.all(running.map(({ stopped }) => stopped))
}

const byRebuilds = async (filled: FilledViews) => {
  const { views, store, db } = filled
  await byTheFeed(filled)
  await fillTogether({ views, store, db })
  for (const view of views) await rebuild({ view, store, db })
}

const waysOf = (drawn: readonly number[]): Readonly<Record<string, (filled: FilledViews) => Promise<void>>> => ({
  'batches of 7': inBatchesOf(7),
  'batches of 500': inBatchesOf(500),
  'three replicas': inThreeReplicas(7, drawn),
  'partition by partition': partitionByPartition(drawn),
  'killed between batches': killedBetweenBatches(11, drawn),
  'the feed, and a rebuild of what it filled': byRebuilds,
})

/** A warning about a fact that was retracted before, and one about a fact whose correction was retracted before. */
const lateWarnings: readonly Step[] = [
  { kind: 'fact', pick: 0 },
  { kind: 'fact', pick: 5 },
  { kind: 'fact', pick: 6 },
  { kind: 'correct', pick: 1 },
  { kind: 'retract', pick: 3 },
  { kind: 'warn', pick: 1 },
  { kind: 'retract', pick: 2 },
  { kind: 'warn', pick: 2 },
].map((one) => ({ of: 0, view: 0, about: 0, day: 1, ...one }) as Step)
const fixedIds = Array.from({ length: 8 }, (_, index) => `a0000000-0000-4000-8000-00000000000${index}`)

const RUNS = process.env['CASE_TIMELINE_SOAK'] ? 12 : 1
const seed = process.env['CASE_TIMELINE_SEED'] ? { seed: Number(process.env['CASE_TIMELINE_SEED']) } : {}

const steps = fc.array(step, { minLength: 40, maxLength: 70 })
const draws = fc.array(fc.nat(), { minLength: 20, maxLength: 20 })

const onEachLog = TEST_LOGS.flatMap(([eventStore, open]) => SERVICES.map((service) => ({ service, eventStore, open })))

it.each(onEachLog)(
  'the rows of the views of $service on $eventStore are the same bytes whatever the batches, replicas, feed, kills and order of partitions',
  async ({ service, open }) => {
    const laws = await loadLaws([])
    const property = fc.asyncProperty(fc.record({ steps, ids }), draws, async (history, drawn) => {
      const log = await open()
      try {
        const filled = await openViews(log, service, laws)
        await recordCases(log, filled, history)
        await inBatchesOf(1)(filled)
        const expected = await filled.rows()
        for (const [way, fill] of Object.entries(waysOf(drawn))) {
          await filled.clear()
          await fill(filled)
          expect({ way, rows: await filled.rows() }).toEqual({ way, rows: expected })
        }
      } finally {
        await log.close()
      }
    })
    // A smaller history is no easier to read: its seed repeats it.
    const examples: [{ steps: Step[]; ids: string[] }, number[]][] =
      service === 'investigation' ? [[{ steps: [...lateWarnings], ids: fixedIds }, [1, 2, 3]]] : []
    await fc.assert(property, { numRuns: RUNS + examples.length, endOnFailure: true, examples, ...seed })
  },
  600_000,
)

/** Views that are ahead of the others of their process. */
const AHEAD = 3

/** The rows after some views got everything and the others some batches, in the processes of `processOf`. */
const rowsBehind = async (filled: FilledViews, batches: number, processOf: () => readonly Consumer[]) => {
  await filled.clear()
  for (const [index] of filled.views.entries()) {
    const replica = await replicaOf(filled, processOf()[index]!)
    if (index < AHEAD) await deliverAll(filled, [replica], { limit: 1 })
    else for (let left = batches; left > 0; left -= 1) await deliverNext(filled, replica, 7)
  }
  return filled.rows()
}

it.each(SERVICES)(
  'the views of %s that are behind others of their process show what they show without them',
  async (service) => {
    const laws = await loadLaws([])
    const property = fc.asyncProperty(fc.record({ steps, ids }), fc.integer({ min: 1, max: 4 }), async (history, batches) => {
      const log = await testLog()
      try {
        const filled = await openViews(log, service, laws)
        await recordCases(log, filled, history)
        const process = filled.process()
        const together = await rowsBehind(filled, batches, () => process)
        expect(together).toEqual(await rowsBehind(filled, batches, () => filled.process()))
      } finally {
        await log.close()
      }
    })
    await fc.assert(property, { numRuns: 2 * RUNS, endOnFailure: true, ...seed })
  },
  600_000,
)
