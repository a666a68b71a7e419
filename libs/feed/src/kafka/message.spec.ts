import { canonical, eventHash } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { KafkaMessage, Message } from 'kafkajs'
import { partitionOf } from '../partition.ts'
import { eventOf, markOf, messageOf, placeOf, POSITION_MARK, prepared, Unreadable } from './message.ts'
import { received } from './received.fixtures.ts'
import { caseOf, sealedLog } from './sealed-log.fixtures.ts'

const [event, withoutCase] = sealedLog([
  { caseId: caseOf(1), number: 1 },
  { number: 2, visibility: [] },
])
if (!event || !withoutCase) throw new Error('two events were told')

const sent = messageOf(prepared(event), '0')
const readAgain = (message: KafkaMessage) => eventOf(message, placeOf(message), sent.partition)

const reasonOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof Unreadable) return error.message
    throw error
  }
  throw new Error('it was read')
}

describe('an event as a message', () => {
  it('is read again as the store would hand it over, and recomputes to its hashes', () => {
    const { toRecord, ...again } = readAgain(received(sent))
    const { toRecord: original, ...stored } = event
    expect(again).toEqual(stored)
    expect(toRecord()).toEqual(original())
  })

  it('carries envelope and data in the very bytes that were hashed', () => {
    const text = String(sent.value)
    expect(text).toContain(`"envelope":${event.envelopeText},`)
    expect(text).toContain(`"data":${event.dataText},`)
    expect(JSON.parse(text)).toEqual(event.toRecord())
  })

  it('has the case as its key, and the stream where there is no case', () => {
    expect(sent.key).toBe(event.caseId)
    expect(messageOf(prepared(withoutCase), '1').key).toBe(withoutCase.stream)
    expect(sent.partition).toBe(partitionOf(caseOf(1)))
  })

  it('is a CloudEvent in binary mode, with its place in its reader’s order', () =>
    expect(messageOf(prepared(event, 'https://audit.example.org/schemas'), '0').headers).toMatchObject({
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
      ce_visibility: 'investigation,prosecution,auditTrail',
    }))

  it('of a later release, whose envelope has members that this one does not know, is read all the same', () => {
    const envelope = { ...event.envelope, later: 'unknown' }
    const record = { ...event.toRecord(), envelope, eventHash: eventHash(canonical(envelope)).toString('hex') }
    expect(readAgain(received({ ...sent, value: JSON.stringify(record) })).envelopeText).toContain('"later":"unknown"')
  })
})

describe('a position mark', () => {
  it('says how far its partition has come, and carries nothing', () => {
    const mark = received(markOf('test', 3, '17', '12'))
    expect(placeOf(mark)).toEqual({ type: POSITION_MARK, position: '17', previous: '12' })
    expect([mark.key, String(mark.value)]).toEqual([null, '{}'])
  })
})

describe('what is no record of ours', () => {
  const altered = (more: Partial<Message>) => () => readAgain(received({ ...sent, ...more }))
  const withHeaders = (more: Record<string, string | undefined>) =>
    altered({ headers: Object.fromEntries(Object.entries({ ...sent.headers, ...more }).filter(([, value]) => value !== undefined)) })
  const record = event.toRecord()

  it.each<[string, () => unknown]>([
    ['has no value', altered({ value: null })],
    ['is not UTF-8', altered({ value: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) })],
    ['is not JSON', altered({ value: '{"envelope":' })],
    ['is no record of an event, see the whole value', altered({ value: '17' })],
    ['is no record of an event, see revision', altered({ value: JSON.stringify({ ...record, revision: -1 }) })],
    ['does not recompute to its dataHash', altered({ value: JSON.stringify({ ...record, data: { number: 7 } }) })],
    ['does not recompute to its eventHash', altered({ value: JSON.stringify({ ...record, eventHash: '0'.repeat(64) }) })],
    ['holds data that the log would never have taken', altered({ value: JSON.stringify({ ...record, data: { number: 0.5 } }) })],
    ['has headers that contradict its record', withHeaders({ ce_position: '2' })],
    ['has headers that contradict its record', withHeaders({ ce_type: 'investigation.Other' })],
    ['has no header ce_position', withHeaders({ ce_position: undefined })],
    ['has a header ce_position that is no position', withHeaders({ ce_position: '-1' })],
    ['has a header ce_previous that is no position', withHeaders({ ce_previous: 'x' })],
    ['says that it comes before its predecessor', withHeaders({ ce_previous: '9' })],
  ])('is told from a record: it %s', (reason, read) => expect(reasonOf(read)).toBe(reason))

  it('is told from a record when it stands in another case’s partition', () =>
    expect(reasonOf(() => eventOf(received(sent), placeOf(received(sent)), (sent.partition + 1) % 12))).toBe(
      'is not in the partition of its case',
    ))

  it('never names a value, which may be anybody’s', () => {
    const value = JSON.stringify({ ...record, envelope: { ...event.envelope, actor: 'Maria Santos' } })
    expect(reasonOf(altered({ value }))).toBe('is no record of an event, see envelope.actor')
  })

  it('is never believed: a record with any byte changed is refused or says the same', () =>
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (where, byte) => {
        const value = Buffer.from(String(sent.value))
        value[where % value.length] = byte
        const message = received({ ...sent, value })
        try {
          const { envelopeText, dataText, position } = readAgain(message)
          expect([envelopeText, dataText, position]).toEqual([event.envelopeText, event.dataText, event.position])
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable)
        }
      }),
    ))

  it('is refused and nothing else, whatever the bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => readAgain(received({ ...sent, value: Buffer.from(bytes) }))).toThrow(Unreadable)
      }),
    ))
})
