import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Consumer, TryAgain } from '../consumer.ts'
import { effectsOf, faultsOf, recordingConsumer } from '../effects.fixtures.ts'
import { partitionOf } from '../partition.ts'
import { positionOf } from '../position.ts'
import { type FeedFixture, feedFixture, Reported, testEventType, uniqueName } from './feed.fixtures.ts'
import { eventGroup } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const Other = testEventType('investigation', 'Else')

let fixture: FeedFixture
beforeAll(async () => {
  fixture = await feedFixture()
  await fixture.relay()
})
afterAll(() => fixture.close())

afterEach(() => fixture.endConsumers())
let names: readonly [string, string]
beforeEach(() => {
  names = [uniqueName(), uniqueName()]
})

const recording = (name: string) => recordingConsumer({ name, events: [Reported] })
const membersOf = async (...consumers: readonly string[]) => {
  const { groups } = await fixture.topics.admin.describeGroups([eventGroup(fixture.topics.prefix, 'test', 'prosecution', consumers)])
  return groups[0]?.members.length
}
const record = async (cases: readonly string[], times: number) => {
  for (let number = 0; number < times; number += 1) for (const caseId of cases) await fixture.record(caseId, number)
}
const expectNothingMissed = async (name: string) => {
  expect(await fixture.reachesHead(name)).toBe(true)
  const handled = (await fixture.visible()).filter(({ type }) => type === Reported.type)
  expect(await faultsOf(fixture.db, name, handled)).toEqual([])
}

describe('the consumers of a process', () => {
  it('share one member of a group, and each gets every event once', async () => {
    const { noticesOf } = await fixture.consume(...names.map(recording))
    await record([randomUUID(), randomUUID()], 10)
    for (const name of names) await expectNothingMissed(name)
    expect(await membersOf(...names)).toBe(1)
    expect(noticesOf('refilled')).toEqual([])
  })

  it('do not wait for one of them whose effect takes long, or fails', async () => {
    const [stuck, other] = names
    const writing = recording(stuck)
    let isStuck = true
    let fails = 0
    await fixture.consume(
      {
        ...writing,
        apply: async (events, tx) => {
          while (isStuck) await pause(10)
          if (fails++ < 2) throw Object.assign(new Error('the database is gone'), { code: '57P01' })
          await writing.apply(events, tx)
        },
      },
      recording(other),
    )
    await fixture.reachesHead(other)
    await record([randomUUID(), randomUUID()], 5)
    await expectNothingMissed(other)
    isStuck = false
    await expectNothingMissed(stuck)
  })

  it('read from the store what did not fit into the memory for waiting messages', async () => {
    const [slow] = names
    const writing = recording(slow)
    let isStuck = true
    const text = 'x'.repeat(500_000)
    const { noticesOf } = await fixture.consume({
      ...writing,
      apply: async (events, tx) => {
        while (isStuck) await pause(10)
        await writing.apply(events, tx)
      },
    })
    await waitUntil('it has joined', () => noticesOf('claimed').length > 0)
    const cases = [randomUUID(), randomUUID(), randomUUID()]
    await record(cases, 1)
    for (let number = 0; number < 24; number += 1) await fixture.record(cases[number % 3] ?? '', number, { text })
    isStuck = false
    await expectNothingMissed(slow)
    expect(noticesOf('retrying')).toEqual([])
  })

  it('continue when one of them stops, or is started later', async () => {
    const [first, second] = names
    const { noticesOf } = await fixture.consume(recording(first))
    await record([randomUUID()], 2)
    await expectNothingMissed(first)
    const both = await fixture.consume(recording(first), recording(second))
    await record([randomUUID(), randomUUID(), randomUUID()], 3)
    for (const name of names) await expectNothingMissed(name)
    await both.end()
    await record([randomUUID(), randomUUID()], 3)
    await expectNothingMissed(first)
    expect(noticesOf('parked')).toEqual([])
  })
})

describe('a partition', () => {
  /** Two cases of different partitions. */
  const twoCases = (): [string, string] => {
    const one = randomUUID()
    for (;;) {
      const other = randomUUID()
      if (partitionOf(other) !== partitionOf(one)) return [one, other]
    }
  }
  const failing = (name: string, caseId: string, error: () => Error | undefined): Consumer => {
    const writing = recording(name)
    return {
      ...writing,
      apply: async (events, tx) => {
        const thrown = events.some((event) => event.caseId === caseId) ? error() : undefined
        if (thrown) throw thrown
        await writing.apply(events, tx)
      },
    }
  }
  const effectsIn = async (name: string, caseId: string) =>
    (await effectsOf(fixture.db, name)).filter(({ caseKey }) => caseKey === caseId).length

  it.each([
    ['before', 'a consumer began'],
    ['after', 'a consumer had begun'],
  ])('in which a delivery fails again and again holds back no other one, for what was recorded %s %s', async (when) => {
    const [name] = names
    const [bad, good] = twoCases()
    let isFailing = true
    const consumer = failing(name, bad, () => (isFailing ? new TryAgain('the stream kept changing') : undefined))
    if (when === 'before') await record([bad, good], 3)
    const { noticesOf } = await fixture.consume(consumer)
    if (when === 'after') {
      await fixture.reachesHead(name)
      await record([bad, good], 3)
    }
    await waitUntil('the other partition has its effects', async () => (await effectsIn(name, good)) === 3)
    await waitUntil('it was tried several times', () => noticesOf('retrying').length >= 3)
    await record([good], 1)
    await waitUntil('the other partition goes on', async () => (await effectsIn(name, good)) === 4)
    expect(await effectsIn(name, bad)).toBe(0)
    isFailing = false
    await expectNothingMissed(name)
  })

  it('that makes progress between failures is tried again soon', async () => {
    const [name] = names
    const [caseId] = twoCases()
    let tries = 0
    const consumer = failing(name, caseId, () => (tries++ % 3 === 0 ? new TryAgain('now and then') : undefined))
    await record([caseId], 12)
    const { noticesOf } = await fixture.consume({ ...consumer, limit: 1 })
    await expectNothingMissed(name)
    expect(noticesOf('retrying').every((notice) => notice.kind === 'retrying' && notice.afterMs <= 400)).toBe(true)
  })
})

describe('a consumer that records', () => {
  it('keeps a mark every ten seconds, and not for each page that it reads from the store', async () => {
    const [name] = names
    await record([randomUUID()], 12)
    const writing = recording(name)
    await fixture.consume({
      ...writing,
      records: true,
      limit: 1,
      apply: async (events, tx) => {
        // The log grows, so that each mark would be another one.
        await fixture.record(randomUUID(), 1, { type: Other })
        await writing.apply(events, tx)
      },
    })
    await expectNothingMissed(name)
    const [marks] = await fixture.db.query(
      'select coalesce(max(count), 0)::int as most from (select count(*) from feed_mark where consumer = $1 group by partition) counted',
      [name],
    )
    expect((marks as { most: number }).most).toBeLessThanOrEqual(2)
  })
})

describe('consumers that stop together', () => {
  it('leave the group together, also where one of them takes longer', async () => {
    const [quick, slow] = names
    const writing = recording(slow)
    let isBusy = false
    const running = await fixture.consume(recording(quick), {
      ...writing,
      apply: async (events, tx) => {
        isBusy = true
        await pause(700)
        await writing.apply(events, tx)
      },
    })
    await fixture.reachesHead(quick)
    await record([randomUUID()], 1)
    await waitUntil('it is busy', () => isBusy)
    await running.end()
    expect(await membersOf(slow)).toBe(0)
    const { groups } = await fixture.topics.admin.listGroups()
    expect(groups.map(({ groupId }) => groupId)).not.toContain(eventGroup(fixture.topics.prefix, 'test', 'prosecution', [slow]))
  })
})

describe('a consumer that only some replicas have', () => {
  it('gets the events of all partitions, and those that all have get each event once', async () => {
    const [old, added] = names
    await fixture.consume(recording(old))
    await fixture.consume(recording(old), recording(added))
    const cases = Array.from({ length: 24 }, () => randomUUID())
    await record(cases, 2)
    for (const name of names) await expectNothingMissed(name)
    expect(new Set((await effectsOf(fixture.db, added)).map(({ caseKey }) => caseKey))).toEqual(
      new Set((await effectsOf(fixture.db, old)).map(({ caseKey }) => caseKey)),
    )
    expect(await positionOf(fixture.db, added)).toBe(await positionOf(fixture.db, old))
  }, 120_000)

  it('makes progress in one of two replicas also where a batch takes longer than the pause after a lost claim', async () => {
    const [old, added] = names
    const writing = recording(old)
    const slow: Consumer = {
      ...writing,
      apply: async (events, tx) => {
        await pause(2_500)
        await writing.apply(events, tx)
      },
    }
    await record([randomUUID()], 2)
    await fixture.consume(slow)
    await pause(1_200)
    await fixture.consume(slow, recording(added))
    for (const name of names) await expectNothingMissed(name)
  }, 120_000)
})
