import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const STORED = 0
const DEFLATED = 8

/** The SHA-256 of bytes, in hexadecimal digits. */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/**
 * The files of a ZIP archive (APPNOTE.TXT of PKWARE; without ZIP64 and encryption, which the archives here do not use).
 * @param archive the bytes of the archive
 * @returns for each name of a file a function that decompresses it
 */
export const filesIn = (archive) => {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('the archive is no ZIP file, or is cut off')
  const files = new Map()
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('the directory of the archive is damaged')
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset))
    const header = archive.readUInt32LE(at + 42)
    files.set(archive.toString('utf8', at + 46, at + 46 + name), () => contentAt(archive, header, method, size))
    at += 46 + name + extra + comment
  }
  return files
}

const contentAt = (archive, header, method, size) => {
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28)
  const content = archive.subarray(start, start + size)
  if (method === STORED) return content
  if (method === DEFLATED) return inflateRawSync(content)
  throw new Error(`the archive uses the compression method ${method}, which is unknown here`)
}
