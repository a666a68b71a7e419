import { CaseEventRecord, SuspectArrested } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CloudEvent, Kafka } from 'cloudevents'
import { randomUUID } from 'node:crypto'
import { type TestLog, testLog } from '../fixtures.ts'
import { TEST_DIGEST_KEY } from './place-tag.fixtures.ts'
import { startRelay } from './relay.ts'
import { type FoundMessage, type TestTopics, testTopics } from './topics.fixtures.ts'
import { waitUntil } from './wait-until.fixtures.ts'

let log: TestLog
let topics: TestTopics
const stop = new AbortController()
let stopped: Promise<void>

beforeAll(async () => {
  log = await testLog()
  topics = await testTopics()
  const deployment = { deployment: 'test', digestKey: TEST_DIGEST_KEY }
  const started = { ...deployment, url: topics.url, store: log.storeOf('auditTrail'), db: await log.open(), signal: stop.signal }
  ;({ stopped } = await startRelay({ ...started, observe: () => undefined, schemasUrl: 'https://audit.example.org/schemas' }))
})
afterAll(async () => {
  stop.abort()
  await stopped
  await topics.close()
  await log.close()
})

const asText = (bytes: Buffer | string | (Buffer | string)[] | null | undefined): string => bytes?.toString() ?? ''

/** A message as parsed by the CloudEvents SDK. */
const readBySdk = ({ key, value, headers = {} }: FoundMessage): CloudEvent => {
  const message = {
    key: asText(key),
    value: asText(value),
    body: asText(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, asText(bytes)])),
  }
  const event = Kafka.toEvent(message)
  if (event instanceof CloudEvent) return event
  throw new Error('the SDK did not read exactly one event')
}

describe('messages of an event topic, read by the CloudEvents SDK', () => {
  it('are valid events with the record as data; position marks are valid events, too', async () => {
    const caseId = randomUUID()
    const { ids } = await log.record({
      caseId,
      facts: [{ type: SuspectArrested.type, data: SuspectArrested.example }],
      eventTypes: [SuspectArrested],
    })
    const found: FoundMessage[] = []
    await waitUntil('the event is on the topic of prosecution', async () => {
      found.splice(0, found.length, ...(await topics.read(topics.topicOf('prosecution'))))
      return found.some((message) => asText(message.key) === caseId)
    })
    const events = found.map(readBySdk)
    for (const event of events) expect(event.validate()).toBe(true)
    const arrest = events.find(({ id }) => id === ids[0])
    expect(arrest).toMatchObject({
      type: 'investigation.SuspectArrested',
      source: '/deployments/test/investigation',
      subject: `investigation.case-${caseId}`,
      dataschema: 'https://audit.example.org/schemas/investigation.SuspectArrested/v1',
      partitionkey: caseId,
      previous: '0',
    })
    const [stored] = await log.storeOf('auditTrail').readCase(caseId)
    expect(CaseEventRecord.parse(arrest?.data)).toEqual(stored?.toRecord())
  })
})
