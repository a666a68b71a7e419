import { describe, expect, it } from '@jest/globals'
import { createRequire } from 'node:module'
import { limitHeaders, MAX_HEADERS } from './bounded-headers.ts'

interface Encoder {
  readonly buffer: Buffer
  writeInt8(value: number): Encoder
  writeVarInt(value: number): Encoder
  writeVarLong(value: number): Encoder
  writeVarIntBytes(value: Buffer): Encoder
  writeVarIntString(value: string): Encoder
  writeVarIntArray(items: readonly Encoder[]): Encoder
}
const client = createRequire(import.meta.url)
const KafkaEncoder = client('kafkajs/src/protocol/encoder') as new () => Encoder
const KafkaDecoder = client('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => object
const decodeRecord = client('kafkajs/src/protocol/recordBatch/record/v0/decoder') as (
  decoder: object,
  batch: { firstOffset: string; firstTimestamp: string },
) => { key: Buffer; value: Buffer; headers: Record<string, Buffer> }

/** A record in the format of the Kafka protocol. */
const record = (headers: number): Buffer => {
  const items = Array.from({ length: headers }, (_, index) =>
    new KafkaEncoder().writeVarIntString(`h${index}`).writeVarIntBytes(Buffer.from(String(index))),
  )
  return new KafkaEncoder()
    .writeInt8(0)
    .writeVarLong(0)
    .writeVarInt(0)
    .writeVarIntBytes(Buffer.from('key'))
    .writeVarIntBytes(Buffer.from('value'))
    .writeVarIntArray(items).buffer
}
const decoded = (bytes: Buffer) => decodeRecord(new KafkaDecoder(bytes), { firstOffset: '0', firstTimestamp: '0' })

describe('the headers of a record', () => {
  limitHeaders()
  limitHeaders()

  it.each([0, 1, 20, MAX_HEADERS])('are all read when their number is %d', (count) => {
    const { key, value, headers } = decoded(record(count))
    expect([key.toString(), value.toString()]).toEqual(['key', 'value'])
    expect(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()])).toEqual(
      Array.from({ length: count }, (_, index) => [`h${index}`, String(index)]),
    )
  })

  it('are ignored beyond the maximum, and the record itself is read', () => {
    const { key, value, headers } = decoded(record(100_000))
    expect([key.toString(), value.toString()]).toEqual(['key', 'value'])
    expect(Object.keys(headers).length).toBe(MAX_HEADERS)
  })
})
