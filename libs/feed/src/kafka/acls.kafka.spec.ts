import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Admin } from 'kafkajs'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { aclEntries, agencyGroupPrefix, grantsOf } from './acls.ts'
import { explained, type Fault } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { examineTopics } from './examine-topics.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { prepareTopics } from './prepare-topics.ts'
import { answerTopic, commandTopic, eventTopic, groupOf, quarantineTopic } from './topics.ts'

const PREFIX = 'ph.'
const agencies = ['ph-police', 'my-police']
const logins = ['super', 'operator', 'investigation', 'prosecution', 'audit-trail', 'agency-ph-police', 'agency-my-police', 'stranger']

let broker: RunningKafka
let admin: Admin

const urlOf = (login: string, password = `${login}/secret`) =>
  `kafka://${login}:${encodeURIComponent(password)}@${broker.brokers[0]}/?ssl=true&ca=${broker.ca}&prefix=${PREFIX}`
const clientOf = (login: string) => kafkaClient(parseFeedUrl(urlOf(login)), () => undefined)

/** A broker with TLS and logins, whose authorizer knows what was generated and nothing else. */
beforeAll(async () => {
  broker = await startKafka({ users: Object.fromEntries(logins.map((login) => [login, `${login}/secret`])), ssl: true })
  admin = clientOf('super').admin()
  await admin.connect()
  await admin.createAcls({ acl: aclEntries(grantsOf({ prefix: PREFIX, deployment: 'north', agencies })) })
})

afterAll(async () => {
  await admin.disconnect()
  await broker.stop()
})

/** What becomes of a message that a login puts on a topic. */
const writing = async (login: string, topic: string): Promise<Fault | 'done'> => {
  const producer = clientOf(login).producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
  try {
    await producer.connect()
    await producer.send({ topic, messages: [{ key: 'case', value: 'event', partition: 3 }] })
    return 'done'
  } catch (error) {
    return explained(error, { brokers: broker.brokers, doing: 'write', topic }).fault
  } finally {
    await producer.disconnect()
  }
}

/** What becomes of a login that reads a topic in a group; `done`: a message came. */
const reading = async (login: string, topic: string, groupId: string): Promise<Fault | 'done'> => {
  const consumer = clientOf(login).consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100, retry: { retries: 1 } })
  try {
    return await new Promise((done, fail) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error))
      const run = async () => {
        await consumer.connect()
        await consumer.subscribe({ topics: [topic], fromBeginning: true })
        await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve(done('done')) })
      }
      run().catch(fail)
    })
  } catch (error) {
    return explained(error, { brokers: broker.brokers, doing: 'read', topic, group: groupId }).fault
  } finally {
    await consumer.disconnect()
  }
}

describe('an operator', () => {
  it('makes the topics and examines them, with the rights that were generated', async () => {
    const { created, findings } = await prepareTopics(urlOf('operator'), { agencies })
    expect(created.length).toBe(17)
    expect(findings).toEqual([])
    expect(await examineTopics(urlOf('operator'), { agencies })).toEqual([])
  })

  it('reads what was put aside, and no events', async () => {
    expect(await writing('prosecution', quarantineTopic(PREFIX, 'prosecution'))).toBe('done')
    expect(await reading('operator', quarantineTopic(PREFIX, 'prosecution'), `${PREFIX}operator.looks`)).toBe('done')
    expect(await reading('operator', eventTopic(PREFIX, 'prosecution'), `${PREFIX}operator.looks`)).toBe('not-authorised')
  })
})

describe('the relay, by the login of audit-trail', () => {
  it('writes the events of every service', async () => {
    for (const service of ['investigation', 'prosecution', 'auditTrail'] as const)
      expect(await writing('audit-trail', eventTopic(PREFIX, service))).toBe('done')
  })

  it('reads the events of no other service', async () => {
    const group = groupOf(PREFIX, 'north', 'auditTrail', 'view.timeline_v1')
    expect(await reading('audit-trail', eventTopic(PREFIX, 'auditTrail'), group)).toBe('done')
    expect(await reading('audit-trail', eventTopic(PREFIX, 'prosecution'), group)).toBe('not-authorised')
  })
})

describe('prosecution', () => {
  const group = groupOf(PREFIX, 'north', 'prosecution', 'view.charges_v1')

  it('reads its own events', async () => expect(await reading('prosecution', eventTopic(PREFIX, 'prosecution'), group)).toBe('done'))

  it('cannot read investigation’s', async () =>
    expect(await reading('prosecution', eventTopic(PREFIX, 'investigation'), group)).toBe('not-authorised'))

  it('cannot read its own in a group of another service', async () => {
    const other = groupOf(PREFIX, 'north', 'investigation', 'view.custody_v1')
    expect(await reading('prosecution', eventTopic(PREFIX, 'prosecution'), other)).toBe('no-coordinator')
  })

  it('cannot write events, not even its own', async () => {
    expect(await writing('prosecution', eventTopic(PREFIX, 'prosecution'))).toBe('not-authorised')
    expect(await writing('prosecution', eventTopic(PREFIX, 'investigation'))).toBe('not-authorised')
  })

  it('answers every agency, and reads no answers', async () => {
    expect(await writing('prosecution', answerTopic(PREFIX, 'my-police'))).toBe('done')
    expect(await reading('prosecution', answerTopic(PREFIX, 'my-police'), group)).toBe('not-authorised')
  })

  it('sees that its own topics are as they should be, and that others are hidden from it', async () => {
    expect(
      (await examineTopics(urlOf('prosecution'), { services: ['prosecution'], agencies })).filter(({ level }) => level === 'stops'),
    ).toEqual([])
    expect(await examineTopics(urlOf('prosecution'), { services: ['investigation'] })).toMatchObject([
      { problem: 'not-authorised', topic: 'ph.case-events.investigation', level: 'stops' },
      { problem: 'not-authorised', topic: 'ph.case-commands.investigation', level: 'stops' },
      { problem: 'not-authorised', topic: 'ph.case-quarantine.investigation', level: 'stops' },
    ])
  })
})

describe('an agency’s system', () => {
  const group = `${agencyGroupPrefix(PREFIX, 'ph-police')}system`

  it('sends commands to every service, which only that service reads', async () => {
    const topic = commandTopic(PREFIX, 'prosecution')
    expect(await writing('agency-ph-police', topic)).toBe('done')
    expect(await reading('prosecution', topic, groupOf(PREFIX, 'north', 'prosecution', 'case-commands'))).toBe('done')
    expect(await reading('agency-my-police', topic, `${agencyGroupPrefix(PREFIX, 'my-police')}system`)).toBe('not-authorised')
  })

  it('reads its own answers, and no other agency’s', async () => {
    expect(await writing('investigation', answerTopic(PREFIX, 'ph-police'))).toBe('done')
    expect(await reading('agency-ph-police', answerTopic(PREFIX, 'ph-police'), group)).toBe('done')
    expect(await reading('agency-ph-police', answerTopic(PREFIX, 'my-police'), group)).toBe('not-authorised')
  })

  it('neither reads nor writes events, and writes no answers', async () => {
    expect(await reading('agency-ph-police', eventTopic(PREFIX, 'investigation'), group)).toBe('not-authorised')
    expect(await writing('agency-ph-police', eventTopic(PREFIX, 'investigation'))).toBe('not-authorised')
    expect(await writing('agency-ph-police', answerTopic(PREFIX, 'ph-police'))).toBe('not-authorised')
  })
})

describe('a login without rights', () => {
  it('sees nothing, and is told what to do', async () => {
    const [first] = await examineTopics(urlOf('stranger'))
    expect(first).toMatchObject({ problem: 'not-authorised', level: 'stops' })
    expect(first?.sentence).toBe(
      'this login may not see topic ph.case-events.investigation: log in as an operator, or grant it what casectl feed acls prints',
    )
    await expect(prepareTopics(urlOf('stranger'))).rejects.toMatchObject({ fault: 'not-authorised' })
  })

  it('is told that its password is wrong, without the password', async () => {
    const [finding] = await examineTopics(urlOf('prosecution', 'qZ7wrong'))
    expect(finding).toMatchObject({ problem: 'login-refused', level: 'stops' })
    expect(finding?.sentence).toMatch(/Kafka refuses the login .* check its user, password and sasl mechanism/)
    expect(finding?.sentence).not.toContain('qZ7wrong')
  })

  it('is told that the certificate is not believed, when no file of certificates is named', async () => {
    const [finding] = await examineTopics(urlOf('prosecution').replace(/&ca=[^&]*/, ''))
    expect(finding).toMatchObject({ problem: 'unreachable', level: 'stops' })
    expect(finding?.sentence).toMatch(/self.signed certificate/)
  })
})
