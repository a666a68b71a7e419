import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { faultsOf, recording } from '../effects.fixtures.ts'
import { positionOf } from '../position.ts'
import { type Feeding, feeding, type Running, someName, Told } from './feeding.fixtures.ts'
import { RELAY } from './relay.ts'
import { groupOf } from './topics.ts'
import { until } from './until.fixtures.ts'

let way: Feeding
let relay: Running
let name: string
let topic: string
let number = 0
const consumers: Running[] = []
beforeAll(async () => {
  way = await feeding()
  relay = await way.relay()
  topic = way.topics.topicOf('prosecution')
})
afterAll(() => way.close())
beforeEach(() => {
  name = someName()
})
afterEach(async () => {
  for (const consumer of consumers.splice(0)) await consumer.end()
})

const cases = Array.from({ length: 6 }, () => randomUUID())
/** Of every case. */
const tell = async (times: number) => {
  for (const end = number + times; number < end; number += 1) for (const caseId of cases) await way.tell(caseId, number)
}
const start = async () => {
  const consumer = await way.consume(recording({ name, events: [Told] }))
  consumers.push(consumer)
  return consumer
}
const nothingIsMissed = async () => {
  expect(await way.comesToHead(name)).toBe(true)
  expect(await faultsOf(way.db, name, await way.visible())).toEqual([])
}
const group = () => groupOf(way.topics.prefix, 'test', 'prosecution', name)
const setGroupOffsets = async (offset: string) => {
  const partitions = Array.from({ length: 12 }, (_, partition) => ({ partition, offset }))
  await way.topics.admin.setOffsets({ groupId: group(), topic, partitions })
}
const setCheckpointOffsets = (offset: string | null) =>
  way.db.query('update feed_checkpoint set next_offset = $2 where consumer = $1', [name, offset])
const relayHead = () => positionOf(way.relayDb, RELAY)
const remove = async () => {
  await way.topics.admin.deleteTopics({ topics: [topic] })
  await until('the topic is gone', async () => !(await way.topics.admin.listTopics()).includes(topic))
}
const saidBy = ({ heard }: Running) => heard('retrying').map((notice) => (notice.kind === 'retrying' ? String(notice.error) : ''))

describe('offsets that somebody resets by hand change nothing', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the group’s, to the beginning', () => setGroupOffsets('0')],
    ['the group’s, to the end', () => way.topics.admin.resetOffsets({ groupId: group(), topic, earliest: false })],
    ['the group’s, to where there is nothing', () => setGroupOffsets('1000000')],
    ['the checkpoint’s, to the beginning', () => setCheckpointOffsets('0')],
    ['the checkpoint’s, to where there is nothing', () => setCheckpointOffsets('1000000')],
    ['the checkpoint’s, to none', () => setCheckpointOffsets(null)],
  ])('%s', async (_, reset) => {
    const first = await start()
    await tell(4)
    await way.comesToHead(name)
    await first.end()
    await tell(4)
    await reset()
    await start()
    await tell(2)
    await nothingIsMissed()
  })
})

describe('what a topic has lost is read from the store', () => {
  it('when its retention has passed before a consumer came', async () => {
    await tell(6)
    await until('all is relayed', async () => (await relayHead()) === (await way.log.storeOf('auditTrail').lastPosition()))
    const ends = await way.topics.admin.fetchTopicOffsets(topic)
    await way.topics.admin.deleteTopicRecords({ topic, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) })
    const consumer = await start()
    await tell(2)
    await nothingIsMissed()
    expect(consumer.heard('refilled').length).toBeGreaterThan(0)
  })

  it('when it was deleted and made anew while its consumer read it', async () => {
    const consumer = await start()
    await tell(4)
    await way.comesToHead(name)
    await remove()
    await tell(2)
    await until('the consumer says what is wrong', () => saidBy(consumer).some((said) => said.includes(topic)))
    await way.topics.create(topic)
    await tell(2)
    await nothingIsMissed()
  })

  it('when it was deleted and made anew while its consumer was away', async () => {
    const first = await start()
    await tell(4)
    await way.comesToHead(name)
    await first.end()
    await remove()
    await way.topics.create(topic)
    await tell(2)
    await start()
    await tell(2)
    await nothingIsMissed()
  })

  it('when it is new, and its relay had come far on topics of other names', async () => {
    await tell(2)
    await until('all is relayed', async () => (await relayHead()) === (await way.log.storeOf('auditTrail').lastPosition()))
    await relay.end()
    await way.relayDb.query('delete from feed_relayed')
    await remove()
    await way.topics.create(topic)
    relay = await way.relay()
    await start()
    await nothingIsMissed()
  })

  it('when an event was too large for it', async () => {
    await remove()
    await way.topics.create(topic, 12, { 'max.message.bytes': '4000' })
    await start()
    await tell(2)
    await way.tell(cases[0] ?? '', number, { text: 'x'.repeat(6_000) })
    await tell(2)
    await nothingIsMissed()
    expect(relay.heard('oversized')).toHaveLength(1)
  })

  it('when there was no relay between: the next one goes on from what was acknowledged', async () => {
    const consumer = await start()
    await tell(2)
    await way.comesToHead(name)
    const refilled = consumer.heard('refilled').length
    await relay.end()
    await tell(4)
    relay = await way.relay()
    await nothingIsMissed()
    expect(consumer.heard('refilled')).toHaveLength(refilled)
  })
})

describe('a topic whose number of partitions was changed', () => {
  it('is not read any more: its consumer says why, and goes on when it is made anew', async () => {
    const first = await start()
    await tell(2)
    await way.comesToHead(name)
    await way.topics.admin.createPartitions({ topicPartitions: [{ topic, count: 24 }] })
    await first.end()
    const second = await way.consume(recording({ name, events: [Told] }))
    consumers.push(second)
    await until('it says why', () => saidBy(second).some((said) => said.includes('24 partitions instead of 12')))
    expect((await second.hindrances()).join()).toContain('are pinned')
    await tell(2)
    await remove()
    await way.topics.create(topic)
    await nothingIsMissed()
    expect(await second.hindrances()).toEqual([])
  })
})
