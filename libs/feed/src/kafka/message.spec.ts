import { canonical, eventHash, type StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { KafkaMessage, Message } from 'kafkajs'
import { partitionOf } from '../partition.ts'
import { eventOf, positionMarkOf, messageOf, messagePlaceOf, POSITION_MARK, preparedEvent, UnreadableMessage } from './message.ts'
import { receivedMessage } from './received-message.fixtures.ts'
import { caseIdOf, hashedLog } from './hashed-log.fixtures.ts'

const [event, withoutCase] = hashedLog([
  { caseId: caseIdOf(1), number: 1 },
  { number: 2, visibility: [] },
])
if (!event || !withoutCase) throw new Error('the fixture must have two events')

const sent = messageOf(preparedEvent(event), '0')
const readAgain = (message: KafkaMessage) => eventOf(message, messagePlaceOf(message), sent.partition)

/** Read one by one: some are computed on first access. */
const MEMBERS = [
  ...(['id', 'type', 'schemaVersion', 'stream', 'revision', 'caseId', 'commandId', 'position', 'recordedAt', 'occurredAt'] as const),
  ...(['occurredZone', 'visibility', 'envelope', 'envelopeText', 'data', 'dataText', 'salt', 'eventHash', 'chainHash'] as const),
]
const membersOf = (stored: StoredEvent) => Object.fromEntries(MEMBERS.map((name) => [name, stored[name]]))

const reasonOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof UnreadableMessage) return error.message
    throw error
  }
  throw new Error('the message was read without an error')
}

describe('an event as a message', () => {
  it('has the trace context of its event, if the relay traces', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    expect(messageOf(preparedEvent(event, { traceparentOf: () => traceparent }), '0').headers).toMatchObject({ traceparent })
    expect(Object.keys(sent.headers ?? {})).not.toContain('traceparent')
  })

  it('is read back equal to the event of the store, in the same order of members', () => {
    const again = readAgain(receivedMessage(sent))
    expect(membersOf(again)).toEqual(membersOf(event))
    expect(JSON.stringify(again.toRecord())).toBe(JSON.stringify(event.toRecord()))
  })

  it('contains envelope and data in exactly the hashed bytes', () => {
    const text = String(sent.value)
    expect(text).toContain(`"envelope":${event.envelopeText},`)
    expect(text).toContain(`"data":${event.dataText},`)
    expect(JSON.parse(text)).toEqual(event.toRecord())
  })

  it('has the case id as its key, or the stream name without a case', () => {
    expect(sent.key).toBe(event.caseId)
    expect(messageOf(preparedEvent(withoutCase), '1').key).toBe(withoutCase.stream)
    expect(sent.partition).toBe(partitionOf(caseIdOf(1)))
  })

  it('is a CloudEvent in binary mode, with its position and the previous position of its partition', () =>
    expect(messageOf(preparedEvent(event, { schemasUrl: 'https://audit.example.org/schemas' }), '0').headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_type: event.type,
      ce_subject: event.stream,
      ce_time: event.recordedAt,
      ce_dataschema: 'https://audit.example.org/schemas/investigation.Noted/v1',
      ce_partitionkey: event.caseId,
      ce_position: '1',
      ce_previous: '0',
      ce_eventhash: event.eventHash,
      ce_visibility: 'investigation,prosecution,auditTrail',
    }))

  it('has the visibility that is under its hash, whatever its headers state', () => {
    const headers = { ...sent.headers, ce_visibility: 'investigation,prosecution,adjudication,victimSupport,auditTrail' }
    expect(readAgain(receivedMessage({ ...sent, headers })).visibility).toEqual(['investigation', 'prosecution', 'auditTrail'])
  })

  /** The message with another envelope, as another release would have written it. */
  const withEnvelope = (envelope: object) => {
    const record = { ...event.toRecord(), envelope, eventHash: eventHash(canonical(envelope)).toString('hex') }
    const headers = { ...sent.headers, ce_eventhash: record.eventHash }
    return readAgain(receivedMessage({ ...sent, value: JSON.stringify(record), headers }))
  }

  it('of an earlier release, which does not state its visibility, has that of its headers', () => {
    const { visibility: _, ...envelope } = event.envelope
    expect(withEnvelope(envelope).visibility).toEqual(event.visibility)
  })

  it('is readable when a later release wrote it with unknown members in its envelope', () =>
    expect(withEnvelope({ ...event.envelope, later: 'unknown' }).envelopeText).toContain('"later":"unknown"'))
})

describe('a position mark', () => {
  it('contains the position of its partition, and no event', () => {
    const mark = receivedMessage(positionMarkOf('test', 3, { position: '17', hash: 'f17' }, '12'))
    expect(messagePlaceOf(mark)).toEqual({ type: POSITION_MARK, position: '17', previous: '12', eventHash: 'f17' })
    expect([mark.key, String(mark.value)]).toEqual([null, '{}'])
  })
})

describe('a message that is not a valid record', () => {
  const altered = (more: Partial<Message>) => () => readAgain(receivedMessage({ ...sent, ...more }))
  const withHeaders = (more: Record<string, string | undefined>) =>
    altered({ headers: Object.fromEntries(Object.entries({ ...sent.headers, ...more }).filter(([, value]) => value !== undefined)) })
  const record = event.toRecord()

  it.each<[string, () => unknown]>([
    ['has no value', altered({ value: null })],
    ['is not UTF-8', altered({ value: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) })],
    ['is not JSON', altered({ value: '{"envelope":' })],
    ['is not a record of an event, see the whole value', altered({ value: '17' })],
    ['is not a record of an event, see revision', altered({ value: JSON.stringify({ ...record, revision: -1 }) })],
    ['does not recompute to its dataHash', altered({ value: JSON.stringify({ ...record, data: { number: 7 } }) })],
    ['does not recompute to its eventHash', altered({ value: JSON.stringify({ ...record, eventHash: '0'.repeat(64) }) })],
    ['contains data that the log does not accept', altered({ value: JSON.stringify({ ...record, data: { number: 0.5 } }) })],
    ['has headers that contradict its record', withHeaders({ ce_position: '2' })],
    ['has headers that contradict its record', withHeaders({ ce_type: 'investigation.Other' })],
    ['has no header ce_position', withHeaders({ ce_position: undefined })],
    ['has a header ce_position that is not a position', withHeaders({ ce_position: '-1' })],
    ['has a header ce_previous that is not a position', withHeaders({ ce_previous: 'x' })],
    ['has a position before its ce_previous', withHeaders({ ce_previous: '9' })],
  ])('is refused because it %s', (reason, read) => expect(reasonOf(read)).toBe(reason))

  it('is refused when it is in the partition of another case', () =>
    expect(reasonOf(() => eventOf(receivedMessage(sent), messagePlaceOf(receivedMessage(sent)), (sent.partition + 1) % 12))).toBe(
      'is not in the partition of its case',
    ))

  it('is refused without a value in the message, because values may be personal data', () => {
    const value = JSON.stringify({ ...record, envelope: { ...event.envelope, actor: 'Maria Santos' } })
    expect(reasonOf(altered({ value }))).toBe('is not a record of an event, see envelope.actor')
  })

  it('is refused when any byte of a record was changed, unless its content stays the same', () =>
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (where, byte) => {
        const value = Buffer.from(String(sent.value))
        value[where % value.length] = byte
        const message = receivedMessage({ ...sent, value })
        try {
          const { envelopeText, dataText, position } = readAgain(message)
          expect([envelopeText, dataText, position]).toEqual([event.envelopeText, event.dataText, event.position])
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableMessage)
        }
      }),
    ))

  it('is refused without any other error, whatever its bytes are', () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => readAgain(receivedMessage({ ...sent, value: Buffer.from(bytes) }))).toThrow(UnreadableMessage)
      }),
    ))
})
