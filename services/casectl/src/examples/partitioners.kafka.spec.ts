import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PARTITIONS, partitionOf } from '@case-timeline/feed'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { exampleTools } from '../../../../deploy/kafka/example-tools.mjs'
import { newId } from '../api-client.fixtures.ts'
import { programs } from './programs.fixtures.ts'

const BROKER = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''
const TOPIC = `partitioners-${randomUUID()}`
const sender = (file: string): string => fileURLToPath(new URL(`../../../../deploy/kafka/partitions/${file}`, import.meta.url))
const page = readFileSync(new URL('../../../../docs/how-to/integrate-an-agency.md', import.meta.url), 'utf8')
const published = [...page.matchAll(/^\| `([0-9a-f-]{36})` +\| (\d+) +\|$/gm)].map(
  ([, key = '', partition]) => [key, Number(partition)] as const,
)
const keys = [...published.map(([key]) => key), ...Array.from({ length: 100 }, newId)]

const examples = programs()
const kafka = new Kafka({ brokers: [BROKER], logLevel: logLevel.NOTHING })
let tools: Awaited<ReturnType<typeof exampleTools>>

beforeAll(async () => {
  tools = await exampleTools()
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: PARTITIONS }], waitForLeaders: true })
  await admin.disconnect()
}, 300_000)
afterAll(() => examples.close())

const printed = async (...command: readonly string[]): Promise<readonly number[]> =>
  (await examples.run([...command, ...keys], {})).split('\n').map(Number)

const sentByKafkajs = async (): Promise<readonly number[]> => {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const partitions: number[] = []
  for (const key of keys)
    partitions.push(...(await producer.send({ topic: TOPIC, messages: [{ key, value: '' }] })).map(({ partition }) => partition))
  await producer.disconnect()
  return partitions
}

/** Where a client sends a message under each key. */
const CLIENTS: Readonly<Record<string, () => Promise<readonly number[]>>> = {
  'kafkajs, DefaultPartitioner': sentByKafkajs,
  'Java, the default': () => printed(tools.java, '-cp', join(tools.jars, '*'), sender('SendKeys.java'), BROKER, TOPIC),
  'librdkafka, murmur2_random': () => printed(tools.python, sender('send_keys.py'), BROKER, TOPIC, 'murmur2_random'),
}

describe('the partition of a case', () => {
  it('is published for some case ids in docs/how-to/integrate-an-agency.md', () => {
    expect(published.length).toBeGreaterThanOrEqual(4)
    expect(published.map(([key]) => [key, partitionOf(key)])).toEqual(published)
  })

  it.each(Object.keys(CLIENTS))('is the same for a producer with %s', async (client) => {
    expect(await CLIENTS[client]?.()).toEqual(keys.map(partitionOf))
  })

  it('is another one for a producer with the default of librdkafka', async () => {
    const partitions = await printed(tools.python, sender('send_keys.py'), BROKER, TOPIC, 'consistent_random')
    expect(partitions.filter((partition, at) => partition === partitionOf(keys[at] ?? '')).length).toBeLessThan(keys.length / 2)
  })
})
