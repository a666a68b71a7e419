import { isUtf8 } from 'node:buffer'
import { open, stat } from 'node:fs/promises'
import { InputRefused } from './input-refused.ts'

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason'

/** The refusal of a file that the operating system does not let be read. */
export const unreadableFile = (error: unknown, file: string, what: string): InputRefused => {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new InputRefused('no-such-file', file, `${what} does not exist: check the path`)
    : new InputRefused('unreadable-file', file, `${what} cannot be read (${code}): check who may read it`)
}

/**
 * Checks that a path is a file with content that can be read from its start as often as needed.
 * @param what the file for messages, such as `the log`
 * @throws InputRefused
 */
export const checkInputFile = async (file: string, what: string): Promise<void> => {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadableFile(error, file, what)
  })
  if (found.isDirectory()) throw new InputRefused('unreadable-file', file, `${what} is a folder: give the path of a file in it`)
  if (!found.isFile())
    throw new InputRefused('unreadable-file', file, `${what} is a pipe or device, and is read more than once: write it into a file first`)
}

const SAMPLE_BYTES = 4_096

/**
 * The encoding of a text by its first bytes, if it is not UTF-8. A text in UTF-16 has a byte order mark, or a zero byte
 * in nearly every second place; a few zero bytes elsewhere are content.
 */
export const otherEncodingOf = (start: Buffer): 'UTF-16LE' | 'UTF-16BE' | 'UTF-32' | undefined => {
  const sample = start.subarray(0, SAMPLE_BYTES)
  const zerosAt = (remainder: number, step: number) => sample.filter((byte, place) => byte === 0 && place % step === remainder).length
  const most = (step: number) => 0.7 * Math.floor(sample.length / step)
  if (sample.length >= 8 && [1, 2].every((place) => zerosAt(place, 4) > most(4))) return 'UTF-32'
  if (sample.subarray(0, 2).equals(Buffer.of(0xff, 0xfe))) return 'UTF-16LE'
  if (sample.subarray(0, 2).equals(Buffer.of(0xfe, 0xff))) return 'UTF-16BE'
  if (sample.length < 4) return undefined
  if (zerosAt(1, 2) > most(2) && zerosAt(0, 2) === 0) return 'UTF-16LE'
  if (zerosAt(0, 2) > most(2) && zerosAt(1, 2) === 0) return 'UTF-16BE'
  return undefined
}

/** The refusal of a file in another encoding, with the command that converts it. */
export const otherEncoding = (file: string, encoding: string): InputRefused =>
  new InputRefused('not-utf-8', file, `the file is ${encoding}, not UTF-8: convert it: iconv -f ${encoding} -t UTF-8 FILE > FILE.utf8`, {
    line: 1,
    column: 1,
  })

/** Reads a small text file in UTF-8, with or without a byte order mark. @throws InputRefused */
export const readWholeText = async (file: string, what: string, maxBytes: number): Promise<string> => {
  await checkInputFile(file, what)
  const handle = await open(file).catch((error: unknown) => {
    throw unreadableFile(error, file, what)
  })
  try {
    const { size } = await handle.stat()
    if (size > maxBytes)
      throw new InputRefused('file-too-large', file, `${what} has ${size} bytes, and may have ${maxBytes}: is this the right file?`)
    const bytes = await handle.readFile()
    const encoding = otherEncodingOf(bytes)
    if (encoding !== undefined) throw otherEncoding(file, encoding)
    if (!isUtf8(bytes)) throw otherEncoding(file, 'LATIN1')
    return bytes.toString('utf8').replace(/^\ufeff/, '')
  } finally {
    await handle.close()
  }
}
