import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { faultsOf, recordingConsumer } from '../effects.fixtures.ts'
import { positionOf } from '../position.ts'
import { type FeedFixture, feedFixture, type Running, uniqueName, Reported } from './feed.fixtures.ts'
import { RELAY } from './relay.ts'
import { eventGroup } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

let fixture: FeedFixture
let relay: Running
let name: string
let topic: string
let number = 0
beforeAll(async () => {
  fixture = await feedFixture()
  relay = await fixture.relay()
  topic = fixture.topics.topicOf('prosecution')
})
afterAll(() => fixture.close())
beforeEach(() => {
  name = uniqueName()
})
afterEach(() => fixture.endConsumers())

const cases = Array.from({ length: 6 }, () => randomUUID())
/** Records events of every case. */
const recordEvents = async (times: number) => {
  for (const end = number + times; number < end; number += 1) for (const caseId of cases) await fixture.record(caseId, number)
}
const start = () => fixture.consume(recordingConsumer({ name, events: [Reported] }))
const expectNothingMissed = async () => {
  expect(await fixture.reachesHead(name)).toBe(true)
  expect(await faultsOf(fixture.db, name, await fixture.visible())).toEqual([])
}
const group = () => eventGroup(fixture.topics.prefix, 'test', 'prosecution', [name])
const setGroupOffsets = async (offset: string) => {
  const partitions = Array.from({ length: 12 }, (_, partition) => ({ partition, offset }))
  await fixture.topics.admin.setOffsets({ groupId: group(), topic, partitions })
}
const relayHead = () => positionOf(fixture.relayDb, RELAY)
const remove = async () => {
  await fixture.topics.admin.deleteTopics({ topics: [topic] })
  await waitUntil('the topic is deleted', async () => !(await fixture.topics.admin.listTopics()).includes(topic))
}
const retryMessagesOf = ({ noticesOf }: Running) =>
  noticesOf('retrying').map((notice) => (notice.kind === 'retrying' ? String(notice.error) : ''))

describe('offsets of a group that are reset manually have no effect', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['to the beginning', () => setGroupOffsets('0')],
    ['to the end', () => fixture.topics.admin.resetOffsets({ groupId: group(), topic, earliest: false })],
    ['to where there is nothing', () => setGroupOffsets('1000000')],
  ])('%s', async (_, reset) => {
    const first = await start()
    await recordEvents(4)
    await fixture.reachesHead(name)
    await first.end()
    await recordEvents(4)
    await reset()
    await start()
    await recordEvents(2)
    await expectNothingMissed()
  })
})

describe('events that a topic lacks', () => {
  it('are read from the store when the retention of the topic ended before a consumer started', async () => {
    await recordEvents(6)
    await waitUntil('all events are relayed', async () => (await relayHead()) === (await fixture.log.storeOf('auditTrail').lastPosition()))
    const ends = await fixture.topics.admin.fetchTopicOffsets(topic)
    await fixture.topics.admin.deleteTopicRecords({ topic, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) })
    await start()
    await recordEvents(2)
    await expectNothingMissed()
  })

  it('are read from the store when the topic was deleted and created again while its consumer was reading', async () => {
    const consumer = await start()
    await recordEvents(4)
    await fixture.reachesHead(name)
    await remove()
    await recordEvents(2)
    await waitUntil('the consumer reports the failure', () => retryMessagesOf(consumer).some((message) => message.includes(topic)))
    await fixture.topics.create(topic)
    await recordEvents(2)
    await expectNothingMissed()
  })

  it('are read from the store when the topic was deleted and created again while its consumer was stopped', async () => {
    const first = await start()
    await recordEvents(4)
    await fixture.reachesHead(name)
    await first.end()
    await remove()
    await fixture.topics.create(topic)
    await recordEvents(2)
    await start()
    await recordEvents(2)
    await expectNothingMissed()
  })

  it('are read from the store when the topic is new, and the relay has a later checkpoint from topics with other names', async () => {
    await recordEvents(2)
    await waitUntil('all events are relayed', async () => (await relayHead()) === (await fixture.log.storeOf('auditTrail').lastPosition()))
    await relay.end()
    await fixture.relayDb.query('delete from feed_relayed')
    await remove()
    await fixture.topics.create(topic)
    relay = await fixture.relay()
    await start()
    await expectNothingMissed()
  })

  it('are read from the store when they were too large for the topic', async () => {
    await remove()
    await fixture.topics.create(topic, 12, { 'max.message.bytes': '4000' })
    const consumer = await start()
    await recordEvents(2)
    await fixture.reachesHead(name)
    await fixture.record(cases[0] ?? '', number, { text: 'x'.repeat(6_000) })
    await recordEvents(2)
    await expectNothingMissed()
    expect(relay.noticesOf('oversized')).toHaveLength(1)
    expect(consumer.noticesOf('refilled').length).toBeGreaterThan(0)
  })

  it('are not caused by a pause of the relay: the next one continues from the acknowledged position', async () => {
    const consumer = await start()
    await recordEvents(2)
    await fixture.reachesHead(name)
    const refilled = consumer.noticesOf('refilled').length
    await relay.end()
    await recordEvents(4)
    relay = await fixture.relay()
    await expectNothingMissed()
    expect(consumer.noticesOf('refilled')).toHaveLength(refilled)
  })
})

describe('a topic whose number of partitions was changed', () => {
  it('is no longer read: its consumer reports the reason, and continues when the topic is created again', async () => {
    const first = await start()
    await recordEvents(2)
    await fixture.reachesHead(name)
    await fixture.topics.admin.createPartitions({ topicPartitions: [{ topic, count: 24 }] })
    await first.end()
    const second = await start()
    await waitUntil('the consumer reports the reason', () =>
      retryMessagesOf(second).some((message) => message.includes('24 partitions instead of 12')),
    )
    expect((await second.degradedReasons()).join()).toContain('instead of 12, the fixed number')
    await recordEvents(2)
    await remove()
    await fixture.topics.create(topic)
    await expectNothingMissed()
    expect(await second.degradedReasons()).toEqual([])
  })
})
