import { isUtf8 } from 'node:buffer'
import { otherEncoding, otherEncodingOf } from './input-file.ts'
import { InputRefused } from './input-refused.ts'

/**
 * The number of bytes at the end that are an incomplete character. In UTF-8 a byte below 0x80 is a whole character, and
 * a byte from 0xc0 begins a character of two to four bytes.
 */
const incompleteBytes = (bytes: Buffer): number => {
  for (let distance = 1; distance <= Math.min(3, bytes.length); distance++) {
    const byte = bytes[bytes.length - distance] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return distance < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? distance : 0
  }
  return 0
}

/** A position in a text; both numbers start at 1. */
interface Position {
  line: number
  column: number
}

const advance = ({ line, column }: Position, text: string): Position => {
  const lastBreak = text.lastIndexOf('\n')
  return lastBreak < 0
    ? { line, column: column + text.length }
    : { line: line + text.split('\n').length - 1, column: text.length - lastBreak }
}

/** The position of the first invalid byte. Slow, byte by byte: call it only for an invalid chunk. */
const positionOfInvalidByte = (bytes: Buffer, from: Position): Position => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let place = from
  try {
    for (const byte of bytes) place = advance(place, decoder.decode(Uint8Array.of(byte), { stream: true }))
  } catch {
    return place
  }
  return place
}

/** The character that marks a place with half of a surrogate pair: no text contains it, and it has as many bytes. */
export const LONE_SURROGATE_MARK = '\ufffe'

/**
 * Replaces halves of surrogate pairs that a careless program wrote as characters (ED A0..BF xx, which is not UTF-8), so
 * that only their row is unreadable and not the file.
 */
const withMarkedSurrogates = (bytes: Buffer): Buffer => {
  let marked: Buffer | undefined
  for (let place = bytes.indexOf(0xed); place >= 0 && place + 2 < bytes.length; place = bytes.indexOf(0xed, place + 1)) {
    if ((bytes[place + 1] ?? 0) < 0xa0 || (bytes[place + 1] ?? 0) > 0xbf || ((bytes[place + 2] ?? 0) & 0xc0) !== 0x80) continue
    marked ??= Buffer.from(bytes)
    marked.set(Buffer.from(LONE_SURROGATE_MARK), place)
  }
  return marked ?? bytes
}

/** A stream transform that passes the bytes of a file on. @throws InputRefused at the first byte that is not UTF-8 */
export const strictUtf8 = (file: string) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let place: Position = { line: 1, column: 1 }
    let incomplete: Buffer = Buffer.alloc(0)
    const inputRefused = (bytes: Buffer) => {
      const explanation = 'the bytes here are not UTF-8: save the file as UTF-8, or convert it: iconv -f LATIN1 -t UTF-8 FILE > FILE.utf8'
      return new InputRefused('not-utf-8', file, explanation, positionOfInvalidByte(bytes, place))
    }
    let isFirst = true
    for await (const chunk of chunks) {
      const encoding = isFirst ? otherEncodingOf(chunk) : undefined
      if (encoding !== undefined) throw otherEncoding(file, encoding)
      isFirst = false
      const bytes = Buffer.concat([incomplete, chunk])
      const complete = withMarkedSurrogates(bytes.subarray(0, bytes.length - incompleteBytes(bytes)))
      if (!isUtf8(complete)) throw inputRefused(bytes)
      place = advance(place, complete.toString('utf8'))
      incomplete = bytes.subarray(complete.length)
      yield complete
    }
    if (incomplete.length > 0) throw inputRefused(incomplete)
  }
