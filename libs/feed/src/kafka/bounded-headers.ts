import { createRequire } from 'node:module'

/** More headers than any record has that is meant well; what stands behind them is not read. */
export const MOST_HEADERS = 64

type ReadOne = (decoder: VarIntDecoder) => unknown

/** The part of the client's decoder that reads the headers of a record, and nothing else. */
interface VarIntDecoder {
  readVarInt(): number
  readVarIntArray(readOne: ReadOne): unknown[]
}

const isDecoder = (value: unknown): value is VarIntDecoder =>
  typeof value === 'object' && value !== null && 'readVarIntArray' in value && 'readVarInt' in value

const firstHeaders = function (this: VarIntDecoder, readOne: ReadOne): unknown[] {
  const length = Math.min(Math.max(this.readVarInt(), 0), MOST_HEADERS)
  return Array.from({ length }, () => readOne(this))
}

/**
 * Keeps a stranger from stopping the process with one small message: kafkajs 2.2.4 copies all headers of a record for each one of them,
 * so that 10,000 headers (49 kB) cost it a minute of computing and 20,000 five. Headers are the last part of a record, so nothing is
 * read wrongly without the rest of them. Doing it again changes nothing.
 * @throws TypeError when the client is another one than the one that this was written for
 */
export const boundHeaders = (): void => {
  const decoder: unknown = createRequire(import.meta.url)('kafkajs/src/protocol/decoder')
  const prototype: unknown = typeof decoder === 'function' ? decoder.prototype : undefined
  if (!isDecoder(prototype)) throw new TypeError('kafkajs does not decode headers as it did in 2.2.4: see whether it bounds them now')
  prototype.readVarIntArray = firstHeaders
}
