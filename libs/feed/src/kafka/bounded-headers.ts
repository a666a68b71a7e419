import { createRequire } from 'node:module'

/** Maximum number of headers that are read of a record: more than any legitimate record has. */
export const MAX_HEADERS = 64

type ReadOne = (decoder: VarIntDecoder) => unknown

/** The part of the client's decoder that reads the headers of a record. */
interface VarIntDecoder {
  readVarInt(): number
  readVarIntArray(readOne: ReadOne): unknown[]
}

const isDecoder = (value: unknown): value is VarIntDecoder =>
  typeof value === 'object' && value !== null && 'readVarIntArray' in value && 'readVarInt' in value

const readLimitedHeaders = function (this: VarIntDecoder, readOne: ReadOne): unknown[] {
  const length = Math.min(Math.max(this.readVarInt(), 0), MAX_HEADERS)
  return Array.from({ length }, () => readOne(this))
}

/**
 * Prevents a denial of service by one small message: kafkajs 2.2.4 copies all headers of a record for each of them, so
 * that 10,000 headers (49 kB) take a minute of CPU time and 20,000 take five. Headers are the last part of a record, so
 * ignoring those after the maximum corrupts nothing. Calling this again changes nothing.
 * @throws TypeError when the client has another version than the one this was written for
 */
export const limitHeaders = (): void => {
  const decoder: unknown = createRequire(import.meta.url)('kafkajs/src/protocol/decoder')
  const prototype: unknown = typeof decoder === 'function' ? decoder.prototype : undefined
  if (!isDecoder(prototype))
    throw new TypeError('kafkajs decodes headers differently than in version 2.2.4: check whether it limits their number now')
  prototype.readVarIntArray = readLimitedHeaders
}
