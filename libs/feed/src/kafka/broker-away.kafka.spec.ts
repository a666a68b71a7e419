import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, type AclEntry, ResourcePatternTypes, type SASLOptions } from 'kafkajs'
import { randomUUID } from 'node:crypto'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { faultsOf, recording } from '../effects.fixtures.ts'
import { type Feeding, feeding, type Running, someName, Told } from './feeding.fixtures.ts'
import { setAsideOf } from './relay-memory.ts'
import { until } from './until.fixtures.ts'

const admin: SASLOptions = { mechanism: 'plain', username: 'admin', password: 'a' }
let broker: RunningKafka
let way: Feeding
const running: (Running & { hindrances(): Promise<readonly string[]> })[] = []

beforeAll(async () => {
  broker = await startKafka({ users: { admin: 'a', relay: 'r', prosecution: 'p' } })
  way = await feeding({ brokers: broker.brokers[0], admin, relay: 'relay:r', consumer: 'prosecution:p' })
}, 120_000)
afterAll(async () => {
  await way.close()
  await broker.stop()
}, 120_000)
afterEach(async () => {
  for (const one of running.splice(0)) await one.end()
})

const kept = <T extends Running & { hindrances(): Promise<readonly string[]> }>(one: T): T => {
  running.push(one)
  return one
}
const cases = Array.from({ length: 6 }, () => randomUUID())
const tell = async (from: number, to: number) => {
  for (let number = from; number < to; number += 1) for (const caseId of cases) await way.tell(caseId, number)
}
const saidBy = ({ heard }: Running) => heard('retrying').map((notice) => (notice.kind === 'retrying' ? String(notice.error) : ''))
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
const nothingIsMissed = async (name: string) => {
  expect(await way.comesToHead(name)).toBe(true)
  expect(await faultsOf(way.db, name, await way.visible())).toEqual([])
}

describe('a login that may not', () => {
  it('write any topic relays nothing, and says so and what to do', async () => {
    const relay = kept(await way.relay())
    await tell(0, 1)
    await until('it says why', () => saidBy(relay).some((said) => said.includes('this login may not write the topics')))
    expect((await relay.hindrances()).join()).toContain('grant it, see docs/how-to/run-on-kafka.md')
    expect(relay.heard('sent')).toEqual([])
  })

  it('write one reader’s topic relays to the others, and to that one when it may', async () => {
    const forbidden = way.topics.topicOf('victimSupport')
    const others = (['investigation', 'prosecution', 'adjudication', 'auditTrail'] as const).map((service) => way.topics.topicOf(service))
    await way.topics.admin.createAcls({ acl: others.map((topic) => grant('relay', TOPIC, topic, WRITE)) })
    const relay = kept(await way.relay())
    await until('it says why', () => saidBy(relay).some((said) => said.includes(`may not write topic ${forbidden}`)))
    await tell(1, 2)
    await until('the others have it', async () => (await way.topics.read(way.topics.topicOf('prosecution'))).length >= 12)
    expect((await setAsideOf(way.relayDb)).map(({ topic }) => topic)).toEqual([forbidden])
    await way.topics.admin.createAcls({ acl: [grant('relay', TOPIC, forbidden, WRITE)] })
    await until('the topic is taken back', () => relay.heard('recovered').length === 1)
    expect(await relay.hindrances()).toEqual([])
  })

  it('read its topic is told so, and begins when it may', async () => {
    const name = someName()
    const consumer = kept(await way.consume(recording({ name, events: [Told] })))
    kept(await way.relay())
    const topic = way.topics.topicOf('prosecution')
    await until('it says why', () => saidBy(consumer).some((said) => said.includes(topic) && said.includes('may not read')))
    await way.topics.admin.createAcls({ acl: [grant('prosecution', TOPIC, topic, READ)] })
    await until('it is told of its group', () => saidBy(consumer).some((said) => said.includes('use group')))
    await way.topics.admin.createAcls({ acl: [grant('prosecution', GROUP, way.topics.prefix, READ)] })
    await nothingIsMissed(name)
    expect(await consumer.hindrances()).toEqual([])
  })
})

describe('a broker that is away', () => {
  it('is waited for: relay and consumer say that nobody answers, and go on when it is back', async () => {
    const name = someName()
    const relay = kept(await way.relay())
    const consumer = kept(await way.consume(recording({ name, events: [Told] })))
    await tell(2, 3)
    await way.comesToHead(name)
    await broker.halt()
    await tell(3, 5)
    for (const one of [relay, consumer]) {
      await until('it says that no broker answers', () => saidBy(one).some((said) => said.includes('no broker answers at')))
      expect((await one.hindrances()).join()).toContain(broker.brokers[0])
    }
    await broker.restart()
    await tell(5, 6)
    await nothingIsMissed(name)
    for (const one of [relay, consumer]) expect(await one.hindrances()).toEqual([])
  })

  it('killed under load, again and again, loses nothing and doubles nothing', async () => {
    const name = someName()
    kept(await way.relay())
    kept(await way.consume(recording({ name, events: [Told], limit: 20 })))
    let telling = true
    const load = (async () => {
      for (let number = 100; telling; number += 1) await Promise.all(cases.map((caseId) => way.tell(caseId, number)))
    })()
    for (let times = 0; times < 2; times += 1) {
      await broker.kill()
      await broker.restart()
    }
    telling = false
    await load
    await nothingIsMissed(name)
  }, 120_000)

  it('at the start keeps nobody from starting', async () => {
    await broker.halt()
    const name = someName()
    const relay = kept(await way.relay())
    const consumer = kept(await way.consume(recording({ name, events: [Told] })))
    expect((await relay.hindrances()).length + (await consumer.hindrances()).length).toBe(2)
    await broker.restart()
    await nothingIsMissed(name)
  }, 120_000)
})
