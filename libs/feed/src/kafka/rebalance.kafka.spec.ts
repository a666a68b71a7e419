import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { faultsOf, recordingConsumer } from '../effects.fixtures.ts'
import { takePartitions } from '../claim.ts'
import { caseKeyOf } from '../consumer.ts'
import { parkedCases } from '../parked.ts'
import { EVERY_PARTITION, partitionOf } from '../partition.ts'
import { type FeedFixture, feedFixture, uniqueName, Reported } from './feed.fixtures.ts'
import { waitUntil } from './wait-until.fixtures.ts'

let fixture: FeedFixture
beforeAll(async () => {
  fixture = await feedFixture()
  await fixture.relay()
})
afterAll(() => fixture.close())

/** The feed replaces a client that shows no activity for 50 s; then the group rebalances once more. */
const RECOVERY_SECONDS = 90

const cases = Array.from({ length: 12 }, () => randomUUID())

describe('a consumer group', () => {
  it('processes each event once and each case in order while it grows from one to three members and shrinks to one under load', async () => {
    const name = uniqueName()
    const writing = recordingConsumer({ name, events: [Reported], limit: 20 })
    let recordingEvents = true
    const load = (async () => {
      for (let number = 0; recordingEvents; number += 1) await Promise.all(cases.map((caseId) => fixture.record(caseId, number)))
    })()
    const first = await fixture.consume(writing)
    try {
      await waitUntil('the first member delivers', () => first.noticesOf('delivered').length > 0)
      const others = [await fixture.consume(writing), await fixture.consume(writing)]
      const allDeliver = () => others.every(({ noticesOf }) => noticesOf('delivered').length > 0)
      await waitUntil('all three members deliver', allDeliver, RECOVERY_SECONDS)
      await pause(500)
      for (const other of others) await other.end()
      const soFar = first.noticesOf('delivered').length
      await waitUntil('the first member delivers alone', () => first.noticesOf('delivered').length > soFar + 20, RECOVERY_SECONDS)
    } finally {
      // Otherwise the specifications after this one would find a log that still grows.
      recordingEvents = false
      await load
    }
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await faultsOf(fixture.db, name, await fixture.visible())).toEqual([])
    await first.end()
  }, 300_000)

  it('discards the batch of a member that stalled while another one took its partitions', async () => {
    const name = uniqueName()
    let steal = 2
    const writing = recordingConsumer({ name, events: [Reported] })
    const member = await fixture.consume({
      ...writing,
      apply: async (events, tx) => {
        await writing.apply(events, tx)
        if (steal-- > 0) await takePartitions(fixture.db, name, EVERY_PARTITION)
      },
    })
    for (const caseId of cases) await fixture.record(caseId, 1_000)
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await faultsOf(fixture.db, name, await fixture.visible())).toEqual([])
    expect(member.noticesOf('claim-lost').length).toBeGreaterThan(0)
    await member.end()
  })

  it('processes one batch per partition on a slow database', async () => {
    const name = uniqueName()
    const inProgress: number[] = []
    const overlapping: number[] = []
    let [batches, most] = [0, 0]
    const writing = recordingConsumer({ name, events: [Reported], limit: 50 })
    const slow = await fixture.consume({
      ...writing,
      apply: async (events, tx) => {
        const own = new Set(events.map((event) => partitionOf(caseKeyOf(event))))
        if (inProgress.some((partition) => own.has(partition))) overlapping.push(...own)
        inProgress.push(...own)
        most = Math.max(most, (batches += 1))
        await pause(20)
        await writing.apply(events, tx)
        batches -= 1
        for (const partition of own) inProgress.splice(inProgress.indexOf(partition), 1)
      },
    })
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(most).toBeLessThanOrEqual(3)
    expect(overlapping).toEqual([])
    expect(await parkedCases(fixture.db, name)).toEqual([])
    expect(await faultsOf(fixture.db, name, await fixture.visible())).toEqual([])
    await slow.end()
  })
})
