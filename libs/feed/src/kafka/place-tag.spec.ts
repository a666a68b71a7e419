import { describe, expect, it } from '@jest/globals'
import type { IHeaders } from 'kafkajs'
import { type MessagePlace, messagePlaceOf, positionMarkOf } from './message.ts'
import { relayedTo, TEST_DIGEST_KEY, TEST_PLACE_KEY } from './place-tag.fixtures.ts'
import { isPlaceProven, placeKeyOf, type TopicPartition } from './place-tag.ts'
import { receivedMessage } from './received-message.fixtures.ts'

const sentTo: TopicPartition = { topic: 'events.prosecution', partition: 3 }
const message = receivedMessage(relayedTo(sentTo.topic, positionMarkOf('test', 3, { position: '17', hash: 'f17' }, '12')))
const place = messagePlaceOf(message)
const tag = String(message.headers?.['ce_placetag'])

const isProven = (more: { place?: Partial<MessagePlace>; foundIn?: Partial<TopicPartition>; headers?: IHeaders; key?: Uint8Array }) =>
  isPlaceProven(
    { ...message.headers, ...more.headers },
    { ...place, ...more.place },
    { ...sentTo, ...more.foundIn },
    placeKeyOf(more.key ?? TEST_DIGEST_KEY),
  )

describe('the tag of a place', () => {
  it('proves the place that the relay stated', () => expect(isProven({})).toBe(true))

  it('stays the same from release to release: replicas of two of them read one topic', () =>
    expect(tag).toBe('e08f62247ffd5c7b7290f2f90e4ff759f58dad4964afabc5e66f77a14001fc57'))

  it.each<[string, Parameters<typeof isProven>[0]]>([
    ['type', { place: { type: 'investigation.Noted' } }],
    ['position', { place: { position: '18' } }],
    ['previous position', { place: { previous: '0' } }],
    ['event', { place: { eventHash: 'f18' } }],
    ['topic', { foundIn: { topic: 'events.auditTrail' } }],
    ['partition', { foundIn: { partition: 4 } }],
    ['deployment', { key: Buffer.alloc(32, 8) }],
  ])('proves nothing with another %s', (_, more) => expect(isProven(more)).toBe(false))

  it.each<[string, IHeaders]>([
    ['is missing', { ce_placetag: undefined }],
    ['is empty', { ce_placetag: Buffer.alloc(0) }],
    ['is longer', { ce_placetag: Buffer.from(`${tag}0`) }],
    ['is in capitals', { ce_placetag: Buffer.from(tag.toUpperCase()) }],
    ['is there twice', { ce_placetag: [Buffer.from(tag), Buffer.from(tag)] }],
  ])('proves nothing when it %s', (_, headers) => expect(isProven({ headers })).toBe(false))

  it('is made with a key from which nobody reads the key of the deployment', () =>
    expect(TEST_PLACE_KEY.export().equals(TEST_DIGEST_KEY)).toBe(false))
})
