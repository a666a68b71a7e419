import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { examineTopics } from './examine-topics.ts'
import { prepareTopics } from './prepare-topics.ts'
import { answerTopic, commandTopic, eventTopic, plannedTopics } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const broker = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? 'CASE_TIMELINE_TEST_KAFKA names no broker: npm run test:kafka'
const agencies = ['ph-police']

let admin: Admin
let prefix: string
let url: string

beforeAll(async () => {
  admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
})

beforeEach(() => {
  prefix = `${randomUUID().slice(0, 8)}.`
  url = `kafka://${broker}/?prefix=${prefix}`
})

afterEach(async () => {
  const topics = await names()
  if (topics.length > 0) await admin.deleteTopics({ topics })
})

afterAll(async () => {
  await admin.disconnect()
})

const names = async () => (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)).sort()
const planned = () => plannedTopics({ prefix, agencies }).map(({ topic }) => topic)
const partitionsOf = async (topic: string) => (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions.length
const create = (topic: string, numPartitions: number) => admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: false })
const set = (topic: string, name: string, value: string) =>
  admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries: [{ name, value }] }] })

describe('preparing the topics', () => {
  it('creates the missing ones, each with the fixed number of partitions and without findings', async () => {
    const { created, present, findings } = await prepareTopics(url, { agencies })
    expect(created).toEqual(planned())
    expect([present, findings]).toEqual([[], []])
    expect(await names()).toEqual(planned().sort())
    expect(await partitionsOf(eventTopic(prefix, 'victimSupport'))).toBe(12)
    expect(await examineTopics(url, { agencies })).toEqual([])
  })

  it('changes nothing the second time, and adds the answer topic of a new agency', async () => {
    await prepareTopics(url, { agencies })
    expect((await prepareTopics(url, { agencies })).created).toEqual([])
    const { created, present } = await prepareTopics(url, { agencies: [...agencies, 'my-police'] })
    expect(created).toEqual([answerTopic(prefix, 'my-police')])
    expect(present).toEqual(planned())
  })

  it('creates each topic once when two processes run it at the same time', async () => {
    await Promise.all([prepareTopics(url, { agencies }), prepareTopics(url, { agencies })])
    expect(await names()).toEqual(planned().sort())
    expect(await examineTopics(url, { agencies })).toEqual([])
  })

  it('refuses a topic with another number of partitions, changes nothing, and reports the remedy', async () => {
    const topic = eventTopic(prefix, 'prosecution')
    await create(topic, 6)
    await waitUntil('the topic exists', async () => (await names()).length > 0)
    const refused = prepareTopics(url, { agencies })
    await expect(refused).rejects.toMatchObject({ name: 'BrokerFailure', fault: 'wrong-partitions' })
    await expect(refused).rejects.toThrow(`topic ${topic} has 6 partitions, and it must always have 12`)
    await expect(refused).rejects.toThrow(/Stop the relay and the services, delete the topic, run: casectl topics/)
    expect(await names()).toEqual([topic])
    expect(await partitionsOf(topic)).toBe(6)
  })

  it('keeps the settings that an operator made, and reports findings about them', async () => {
    await prepareTopics(url, { agencies })
    const topic = eventTopic(prefix, 'prosecution')
    await set(topic, 'retention.ms', '60000')
    await waitUntil('the setting is in force', async () => (await examineTopics(url)).length > 0)
    const { created, findings } = await prepareTopics(url, { agencies })
    expect(created).toEqual([])
    // Altering one setting has reset the others to those of the broker.
    const short = findings.find(({ problem }) => problem === 'short-retention')
    expect(short).toMatchObject({ topic, level: 'warns' })
    expect(short?.sentence).toMatch(/keeps messages for 60 seconds only .* reads from the store, which takes longer; set it: kafka-configs/)
  })

  it('reports when there are too few brokers for the requested replication', async () => {
    await expect(prepareTopics(url, { agencies, replication: 3 })).rejects.toThrow(
      /3 copies of each topic need as many brokers, and the number of brokers is 1/,
    )
    expect(await names()).toEqual([])
  })

  it('reports the address at which no broker answers', async () => {
    const refused = prepareTopics('kafka://127.0.0.1:9/')
    await expect(refused).rejects.toMatchObject({ fault: 'unreachable' })
    await expect(refused).rejects.toThrow(/no broker answers at 127.0.0.1:9 .*check that Kafka runs there/)
  })
})

describe('examining the topics', () => {
  it('reports each missing topic, and the command that creates it', async () => {
    const findings = await examineTopics(url, { agencies })
    expect(findings.map(({ topic }) => topic)).toEqual(planned())
    expect(findings[0]).toEqual({
      problem: 'missing',
      level: 'stops',
      topic: eventTopic(prefix, 'investigation'),
      sentence: `topic ${prefix}case-events.investigation does not exist: to create it, run: casectl topics`,
    })
  })

  it('can be limited to one service', async () => {
    const findings = await examineTopics(url, { services: ['auditTrail'] })
    expect(findings.map(({ topic }) => topic)).toEqual(
      ['case-events', 'case-commands', 'case-quarantine'].map((kind) => `${prefix}${kind}.audit-trail`),
    )
  })

  it('reports a compacted topic, because it loses messages', async () => {
    await prepareTopics(url)
    await set(commandTopic(prefix, 'adjudication'), 'cleanup.policy', 'compact')
    await waitUntil('the setting is in force', async () => (await examineTopics(url)).length > 0)
    const found = (await examineTopics(url)).find(({ problem }) => problem === 'compacted')
    expect(found).toMatchObject({ topic: commandTopic(prefix, 'adjudication'), level: 'stops' })
    expect(found?.sentence).toMatch(/is compacted .*only the last message of each case would be kept; set it: .*cleanup.policy=delete/)
  })

  it('reports a topic that got more partitions', async () => {
    await prepareTopics(url)
    const topic = eventTopic(prefix, 'adjudication')
    await admin.createPartitions({ topicPartitions: [{ topic, count: 13 }] })
    await waitUntil('the partition exists', async () => (await partitionsOf(topic)) === 13)
    expect(await examineTopics(url)).toMatchObject([{ problem: 'wrong-partitions', level: 'stops', topic }])
  })

  it('reports that no broker answers', async () => {
    expect(await examineTopics('kafka://127.0.0.1:9/')).toMatchObject([{ problem: 'unreachable', level: 'stops' }])
  })
})
