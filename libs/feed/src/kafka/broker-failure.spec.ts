import { describe, expect, it } from '@jest/globals'
import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs'
import { BrokerFailure, brokerFailureOf, faultOf } from './broker-failure.ts'

const attempt = {
  brokers: ['kafka-1:9092', 'kafka-2:9092'],
  operation: 'read',
  topic: 'ph.case-events.prosecution',
  group: 'ph.north.x',
} as const

/** An answer of the broker, in the form in which the client throws it. */
const answered = (type: string) => new KafkaJSProtocolError(Object.assign(new Error(`answered ${type}`), { type }) as unknown as string)
const named = (name: string) => Object.assign(new Error('failed'), { name })
const afterRetries = (error: Error) => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 4, retryTime: 1_000 })

describe('a failure of Kafka', () => {
  it.each<[string, Error, string]>([
    ['unreachable', afterRetries(new KafkaJSConnectionError('connect ECONNREFUSED')), 'no broker answers at kafka-1:9092, kafka-2:9092'],
    ['login-refused', named('KafkaJSSASLAuthenticationError'), 'check its user, password and sasl mechanism'],
    ['not-authorised', answered('TOPIC_AUTHORIZATION_FAILED'), 'may not read topic ph.case-events.prosecution or use group ph.north.x'],
    ['not-authorised', answered('GROUP_AUTHORIZATION_FAILED'), 'grant the right'],
    ['no-such-topic', afterRetries(answered('UNKNOWN_TOPIC_OR_PARTITION')), 'topic ph.case-events.prosecution does not exist'],
    ['no-leader', afterRetries(answered('LEADER_NOT_AVAILABLE')), 'topic ph.case-events.prosecution has no leader: wait'],
    ['too-large', answered('MESSAGE_TOO_LARGE'), 'raise its max.message.bytes'],
  ])('is classified as %s, with a message for operators', (fault, error, sentence) => {
    expect(faultOf(error)).toBe(fault)
    const failure = brokerFailureOf(error, attempt)
    expect([failure.fault, failure.cause]).toEqual([fault, error])
    expect(failure.message).toContain(sentence)
  })

  it('keeps its own message when it is unknown', () =>
    expect(brokerFailureOf(new Error('unknown broker error'), attempt)).toMatchObject({ fault: 'other', message: 'unknown broker error' }))

  it('is not wrapped again when it is already a BrokerFailure', () => {
    const failure = new BrokerFailure('wrong-partitions', 'topic x has 24 partitions')
    expect(brokerFailureOf(failure, attempt)).toBe(failure)
  })
})
