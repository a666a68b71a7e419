import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Admin } from 'kafkajs'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { aclEntries, agencyGroupPrefix, grantsOf } from './acls.ts'
import { brokerFailureOf, type Fault, faultOf } from './broker-failure.ts'
import { kafkaClient } from './client.ts'
import { examineTopics } from './examine-topics.ts'
import { parseFeedUrl } from './kafka-url.ts'
import { prepareTopics } from './prepare-topics.ts'
import { answerTopic, commandGroup, commandTopic, eventGroup, eventTopic, quarantineTopic } from './topics.ts'

const PREFIX = 'ph.'
const agencies = ['ph-police', 'my-police']
const logins = ['super', 'operator', 'investigation', 'prosecution', 'audit-trail', 'agency-ph-police', 'agency-my-police', 'stranger']

let broker: RunningKafka
let admin: Admin

const urlOf = (login: string, password = `${login}/secret`) =>
  `kafka://${login}:${encodeURIComponent(password)}@${broker.brokers[0]}/?ssl=true&ca=${broker.ca}&prefix=${PREFIX}`
const clientOf = (login: string) => kafkaClient(parseFeedUrl(urlOf(login)), () => undefined)

/** A broker with TLS and logins, whose authorizer has exactly the generated ACLs. */
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

/** What refused an operation; a failure that is of no known kind fails the test with its own message. */
const faultKnownOf = (error: unknown, operation: 'read' | 'write'): Fault => {
  const failure = brokerFailureOf(error, { brokers: broker.brokers, operation })
  if (failure.fault === 'other') throw failure
  return failure.fault
}

/** The outcome when a login writes a message to a topic. */
const writing = async (login: string, topic: string): Promise<Fault | 'done'> => {
  const producer = clientOf(login).producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
  try {
    await producer.connect()
    await producer.send({ topic, messages: [{ key: 'case', value: 'event', partition: 3 }] })
    return 'done'
  } catch (error) {
    return faultKnownOf(error, 'write')
  } finally {
    await producer.disconnect()
  }
}

/** The outcome when a login reads a topic in a group; `done`: a message arrived. */
const reading = async (login: string, topic: string, groupId: string): Promise<Fault | 'done'> => {
  const consumer = clientOf(login).consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100, retry: { retries: 1 } })
  try {
    return await new Promise((done, fail) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        // A group whose coordinator still loads is no answer about rights: the client starts again by itself.
        if (!(payload.restart && faultOf(payload.error) === 'other')) fail(payload.error)
      })
      const run = async () => {
        await consumer.connect()
        await consumer.subscribe({ topics: [topic], fromBeginning: true })
        await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve(done('done')) })
      }
      run().catch(fail)
    })
  } catch (error) {
    return faultKnownOf(error, 'read')
  } finally {
    await consumer.disconnect()
  }
}

describe('an operator', () => {
  it('creates and examines the topics with the generated rights', async () => {
    const { created, findings } = await prepareTopics(urlOf('operator'), { agencies })
    expect(created.length).toBe(17)
    expect(findings).toEqual([])
    expect(await examineTopics(urlOf('operator'), { agencies })).toEqual([])
  })

  it('reads quarantined messages but no events', async () => {
    expect(await writing('prosecution', quarantineTopic(PREFIX, 'prosecution'))).toBe('done')
    expect(await reading('operator', quarantineTopic(PREFIX, 'prosecution'), `${PREFIX}operator.looks`)).toBe('done')
    expect(await reading('operator', eventTopic(PREFIX, 'prosecution'), `${PREFIX}operator.looks`)).toBe('not-authorised')
  })
})

describe('the relay, with the login of audit-trail', () => {
  it('writes the events of every service', async () => {
    for (const service of ['investigation', 'prosecution', 'auditTrail'] as const)
      expect(await writing('audit-trail', eventTopic(PREFIX, service))).toBe('done')
  })

  it('reads the events of no other service', async () => {
    const group = eventGroup(PREFIX, 'north', 'auditTrail', ['view.timeline_v1'])
    expect(await reading('audit-trail', eventTopic(PREFIX, 'auditTrail'), group)).toBe('done')
    expect(await reading('audit-trail', eventTopic(PREFIX, 'prosecution'), group)).toBe('not-authorised')
  })
})

describe('prosecution', () => {
  const group = eventGroup(PREFIX, 'north', 'prosecution', ['view.charges_v1'])

  it('reads the events of its own service', async () =>
    expect(await reading('prosecution', eventTopic(PREFIX, 'prosecution'), group)).toBe('done'))

  it('cannot read the events of investigation', async () =>
    expect(await reading('prosecution', eventTopic(PREFIX, 'investigation'), group)).toBe('not-authorised'))

  it('cannot read its own events in the group of another service', async () => {
    const other = eventGroup(PREFIX, 'north', 'investigation', ['view.custody_v1'])
    expect(await reading('prosecution', eventTopic(PREFIX, 'prosecution'), other)).toBe('no-coordinator')
  })

  it('cannot write events, not even to its own topic', async () => {
    expect(await writing('prosecution', eventTopic(PREFIX, 'prosecution'))).toBe('not-authorised')
    expect(await writing('prosecution', eventTopic(PREFIX, 'investigation'))).toBe('not-authorised')
  })

  it('writes answers to every agency, and reads no answers', async () => {
    expect(await writing('prosecution', answerTopic(PREFIX, 'my-police'))).toBe('done')
    expect(await reading('prosecution', answerTopic(PREFIX, 'my-police'), group)).toBe('not-authorised')
  })

  it('sees its own topics without findings, and cannot see the topics of others', async () => {
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

  it('sends commands to every service, and only the addressed service reads them', async () => {
    const topic = commandTopic(PREFIX, 'prosecution')
    expect(await writing('agency-ph-police', topic)).toBe('done')
    expect(await reading('prosecution', topic, commandGroup(PREFIX, 'north', 'prosecution'))).toBe('done')
    expect(await reading('agency-my-police', topic, `${agencyGroupPrefix(PREFIX, 'my-police')}system`)).toBe('not-authorised')
  })

  it('reads its own answers, and not those of another agency', async () => {
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
  it('sees no topic, and gets a message with the remedy', async () => {
    const [first] = await examineTopics(urlOf('stranger'))
    expect(first).toMatchObject({ problem: 'not-authorised', level: 'stops' })
    expect(first?.sentence).toBe(
      'this login may not see topic ph.case-events.investigation: log in as an operator, or grant the rights that casectl feed acls prints',
    )
    await expect(prepareTopics(urlOf('stranger'))).rejects.toMatchObject({ fault: 'not-authorised' })
  })

  it('gets a message that the password is wrong, without the password', async () => {
    const [finding] = await examineTopics(urlOf('prosecution', 'qZ7wrong'))
    expect(finding).toMatchObject({ problem: 'login-refused', level: 'stops' })
    expect(finding?.sentence).toMatch(/Kafka refuses the login .* check its user, password and sasl mechanism/)
    expect(finding?.sentence).not.toContain('qZ7wrong')
  })

  it('gets a message that the certificate is not trusted when no certificate file is given', async () => {
    const [finding] = await examineTopics(urlOf('prosecution').replace(/&ca=[^&]*/, ''))
    expect(finding).toMatchObject({ problem: 'unreachable', level: 'stops' })
    expect(finding?.sentence).toMatch(/self.signed certificate/)
  })
})
