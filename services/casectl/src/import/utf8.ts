import { isUtf8 } from 'node:buffer'
import { InputRefused } from './input-refused.ts'

/** How many bytes at the end begin a character that goes on in the next chunk. */
const unfinished = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** A place in a text, both from 1. */
interface Place {
  line: number
  column: number
}

const movedOver = ({ line, column }: Place, text: string): Place => {
  const lastBreak = text.lastIndexOf('\n')
  return lastBreak < 0
    ? { line, column: column + text.length }
    : { line: line + text.split('\n').length - 1, column: text.length - lastBreak }
}

/** Where the first character stands that is none: byte by byte, once, when it is known that there is one. */
const placeOfFirstBadByte = (bytes: Buffer, from: Place): Place => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let place = from
  try {
    for (const byte of bytes) place = movedOver(place, decoder.decode(Uint8Array.of(byte), { stream: true }))
  } catch {
    return place
  }
  return place
}

/** Passes the bytes of a file on while they are UTF-8. @throws InputRefused at the first that are not */
export const strictUtf8 = (file: string) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let place: Place = { line: 1, column: 1 }
    let rest: Buffer = Buffer.alloc(0)
    const refuse = (bytes: Buffer) => {
      const says = 'the bytes here are not UTF-8; save the file as UTF-8, or convert it: iconv -f LATIN1 -t UTF-8 FILE > FILE.utf8'
      return new InputRefused('not-utf-8', file, says, placeOfFirstBadByte(bytes, place))
    }
    for await (const chunk of chunks) {
      const bytes = Buffer.concat([rest, chunk])
      const whole = bytes.subarray(0, bytes.length - unfinished(bytes))
      if (!isUtf8(whole)) throw refuse(bytes)
      place = movedOver(place, whole.toString('utf8'))
      rest = bytes.subarray(whole.length)
      yield whole
    }
    if (rest.length > 0) throw refuse(rest)
  }
