import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, type AclEntry, ResourcePatternTypes, type SASLOptions } from 'kafkajs'
import { randomUUID } from 'node:crypto'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { faultsOf, recordingConsumer } from '../effects.fixtures.ts'
import { type FeedFixture, feedFixture, type Running, uniqueName, Reported } from './feed.fixtures.ts'
import { suspendedTopicsOf } from './relay-state.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const admin: SASLOptions = { mechanism: 'plain', username: 'admin', password: 'a' }
let broker: RunningKafka
let fixture: FeedFixture
const running: (Running & { degradedReasons(): Promise<readonly string[]> })[] = []

beforeAll(async () => {
  broker = await startKafka({ users: { admin: 'a', relay: 'r', prosecution: 'p' } })
  fixture = await feedFixture({ brokers: broker.brokers[0], admin, relay: 'relay:r', consumer: 'prosecution:p' })
}, 120_000)
afterAll(async () => {
  await fixture.close()
  await broker.stop()
}, 120_000)
afterEach(async () => {
  for (const one of running.splice(0)) await one.end()
})

const tracked = <T extends Running & { degradedReasons(): Promise<readonly string[]> }>(one: T): T => {
  running.push(one)
  return one
}
const cases = Array.from({ length: 6 }, () => randomUUID())
const recordEvents = async (from: number, to: number) => {
  for (let number = from; number < to; number += 1) for (const caseId of cases) await fixture.record(caseId, number)
}
const retryMessagesOf = ({ noticesOf }: Running) =>
  noticesOf('retrying').map((notice) => (notice.kind === 'retrying' ? String(notice.error) : ''))
const grant = (user: string, resourceType: AclResourceTypes, resourceName: string, operation: AclOperationTypes): AclEntry => ({
  principal: `User:${user}`,
  host: '*',
  permissionType: AclPermissionTypes.ALLOW,
  resourcePatternType: ResourcePatternTypes.PREFIXED,
  resourceType,
  resourceName,
  operation,
})
const { TOPIC, GROUP } = AclResourceTypes
const { READ, WRITE } = AclOperationTypes
const expectNothingMissed = async (name: string) => {
  expect(await fixture.reachesHead(name)).toBe(true)
  expect(await faultsOf(fixture.db, name, await fixture.visible())).toEqual([])
}

describe('a missing right', () => {
  it('to write all topics stops the relay, which reports the reason with the remedy', async () => {
    const relay = tracked(await fixture.relay())
    await recordEvents(0, 1)
    await waitUntil('the relay reports the reason', () =>
      retryMessagesOf(relay).some((message) => message.includes('this login may not write the topics')),
    )
    expect((await relay.degradedReasons()).join()).toContain('grant the right, see docs/how-to/run-on-kafka.md')
    expect(relay.noticesOf('sent')).toEqual([])
  })

  it('to write one topic suspends only that topic, until the right is granted', async () => {
    const forbidden = fixture.topics.topicOf('victimSupport')
    const others = (['investigation', 'prosecution', 'adjudication', 'auditTrail'] as const).map((service) =>
      fixture.topics.topicOf(service),
    )
    await fixture.topics.admin.createAcls({ acl: others.map((topic) => grant('relay', TOPIC, topic, WRITE)) })
    const relay = tracked(await fixture.relay())
    await waitUntil('the relay reports the reason', () =>
      retryMessagesOf(relay).some((message) => message.includes(`may not write topic ${forbidden}`)),
    )
    await recordEvents(1, 2)
    await waitUntil(
      'the others have the events',
      async () => (await fixture.topics.read(fixture.topics.topicOf('prosecution'))).length >= 12,
    )
    expect((await suspendedTopicsOf(fixture.relayDb)).map(({ topic }) => topic)).toEqual([forbidden])
    await fixture.topics.admin.createAcls({ acl: [grant('relay', TOPIC, forbidden, WRITE)] })
    await waitUntil('the topic is no longer suspended', () => relay.noticesOf('recovered').length === 1)
    expect(await relay.degradedReasons()).toEqual([])
  })

  it('to read its topic is reported by the consumer, which starts after the right is granted', async () => {
    const name = uniqueName()
    const consumer = tracked(await fixture.consume(recordingConsumer({ name, events: [Reported] })))
    tracked(await fixture.relay())
    const topic = fixture.topics.topicOf('prosecution')
    await waitUntil('the consumer reports the reason', () =>
      retryMessagesOf(consumer).some((message) => message.includes(topic) && message.includes('may not read')),
    )
    await fixture.topics.admin.createAcls({ acl: [grant('prosecution', TOPIC, topic, READ)] })
    await waitUntil('the consumer reports its group', () => retryMessagesOf(consumer).some((message) => message.includes('use group')))
    await fixture.topics.admin.createAcls({ acl: [grant('prosecution', GROUP, fixture.topics.prefix, READ)] })
    await expectNothingMissed(name)
    expect(await consumer.degradedReasons()).toEqual([])
  })
})

describe('an unavailable broker', () => {
  it('is reported by relay and consumer, which continue when it is back', async () => {
    const name = uniqueName()
    const relay = tracked(await fixture.relay())
    const consumer = tracked(await fixture.consume(recordingConsumer({ name, events: [Reported] })))
    await recordEvents(2, 3)
    await fixture.reachesHead(name)
    await broker.halt()
    await recordEvents(3, 5)
    for (const one of [relay, consumer]) {
      await waitUntil('it reports that no broker answers', () =>
        retryMessagesOf(one).some((message) => message.includes('no broker answers at')),
      )
      expect((await one.degradedReasons()).join()).toContain(broker.brokers[0])
      expect(one.wasReached()).toBe(true)
    }
    await broker.restart()
    await recordEvents(5, 6)
    await expectNothingMissed(name)
    for (const one of [relay, consumer]) expect(await one.degradedReasons()).toEqual([])
  })

  it('causes no lost and no duplicate effect when it is killed repeatedly under load', async () => {
    const name = uniqueName()
    tracked(await fixture.relay())
    tracked(await fixture.consume(recordingConsumer({ name, events: [Reported], limit: 20 })))
    let recordingEvents = true
    const load = (async () => {
      for (let number = 100; recordingEvents; number += 1) await Promise.all(cases.map((caseId) => fixture.record(caseId, number)))
    })()
    for (let times = 0; times < 2; times += 1) {
      await broker.kill()
      await broker.restart()
    }
    recordingEvents = false
    await load
    await expectNothingMissed(name)
  }, 120_000)

  it('does not prevent relay and consumer from starting', async () => {
    await broker.halt()
    const name = uniqueName()
    const relay = tracked(await fixture.relay())
    const consumer = tracked(await fixture.consume(recordingConsumer({ name, events: [Reported] })))
    expect((await relay.degradedReasons()).length + (await consumer.degradedReasons()).length).toBe(2)
    expect([relay.wasReached(), consumer.wasReached()]).toEqual([false, false])
    await broker.restart()
    await expectNothingMissed(name)
    // The consumer may have handled what was sent before the relay knows that the broker has it.
    await waitUntil('both have noticed that they reached the broker', () => relay.wasReached() && consumer.wasReached())
  }, 120_000)
})
