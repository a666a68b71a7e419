import { describe, expect, it } from '@jest/globals'
import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs'
import { BrokerFailure, explained, faultOf } from './broker-failure.ts'

const attempt = {
  brokers: ['kafka-1:9092', 'kafka-2:9092'],
  doing: 'read',
  topic: 'ph.case-events.prosecution',
  group: 'ph.north.x',
} as const

/** As the client throws what a broker answers. */
const answered = (type: string) => new KafkaJSProtocolError(Object.assign(new Error(`said ${type}`), { type }) as unknown as string)
const named = (name: string) => Object.assign(new Error('failed'), { name })
const afterRetries = (error: Error) => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 4, retryTime: 1_000 })

describe('what Kafka did not do', () => {
  it.each<[string, Error, string]>([
    ['unreachable', afterRetries(new KafkaJSConnectionError('connect ECONNREFUSED')), 'no broker answers at kafka-1:9092, kafka-2:9092'],
    ['login-refused', named('KafkaJSSASLAuthenticationError'), 'check its user, password and sasl mechanism'],
    ['not-authorised', answered('TOPIC_AUTHORIZATION_FAILED'), 'may not read topic ph.case-events.prosecution or use group ph.north.x'],
    ['not-authorised', answered('GROUP_AUTHORIZATION_FAILED'), 'grant it'],
    ['no-such-topic', afterRetries(answered('UNKNOWN_TOPIC_OR_PARTITION')), 'topic ph.case-events.prosecution is not there'],
    ['too-large', answered('MESSAGE_TOO_LARGE'), 'raise its max.message.bytes'],
  ])('is told as %s', (fault, error, sentence) => {
    expect(faultOf(error)).toBe(fault)
    const failure = explained(error, attempt)
    expect([failure.fault, failure.cause]).toEqual([fault, error])
    expect(failure.message).toContain(sentence)
  })

  it('keeps its own words when nothing is known about it', () =>
    expect(explained(new Error('the broker sang'), attempt)).toMatchObject({ fault: 'other', message: 'the broker sang' }))

  it('is explained once', () => {
    const failure = new BrokerFailure('wrong-partitions', 'topic x has 24 partitions')
    expect(explained(failure, attempt)).toBe(failure)
  })
})
