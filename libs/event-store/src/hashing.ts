import { createHmac, hash } from 'node:crypto'
import { canonical } from './canonical.ts'

/*
 * Byte layout of the hashes, fixed for ever (vectors in hashing.vectors.json):
 *   dataHash   SHA-256( salt: 16 bytes, or none ‖ RFC 8785 text of data: UTF-8 )
 *   eventHash  SHA-256( RFC 8785 text of envelope, which holds dataHash in lower-case hexadecimal: UTF-8 )
 *   chainHash  SHA-256( chainHash of the stream's previous event: 32 bytes, zeros before the first
 *                       ‖ revision: int64, big-endian ‖ eventHash: 32 bytes )
 *   commandDigest  HMAC-SHA-256( deployment key, RFC 8785 text of [name, body], or of [name, body, signed] for a command that came as a
 *                       signed message, signed being the SHA-256 of what was signed in lower-case hexadecimal: UTF-8 )
 */

/** What stands in for the chain hash before a stream's first event. */
export const CHAIN_START: Buffer = Buffer.alloc(32)

const sha256 = (bytes: Uint8Array | string): Buffer => hash('sha256', bytes, 'buffer')

/** SHA-256 over the salt and the data's RFC 8785 text; 32 bytes. */
export const dataHash = (salt: Uint8Array | undefined, dataText: string): Buffer => {
  const size = salt?.length ?? 0
  const bytes = Buffer.allocUnsafe(size + Buffer.byteLength(dataText))
  if (salt) bytes.set(salt)
  bytes.write(dataText, size)
  return sha256(bytes)
}

/** SHA-256 of the envelope's RFC 8785 text; 32 bytes. */
export const eventHash = (envelopeText: string): Buffer => sha256(envelopeText)

/** The next link of a stream's chain; 32 bytes. @param revision from 0 */
export const chainHash = (previous: Uint8Array, revision: number, event: Uint8Array): Buffer => {
  const bytes = Buffer.allocUnsafe(72)
  bytes.set(previous)
  bytes.writeBigInt64BE(BigInt(revision), 32)
  bytes.set(event, 40)
  return sha256(bytes)
}

/**
 * Tells a retry from another command under the same id, and without the key tells nobody anything; 32 bytes.
 * @param signed SHA-256 of the message that the command came as: a retry is then the very same message
 */
export const commandDigest = (key: Uint8Array, name: string, body: unknown, signed?: string): Buffer =>
  createHmac('sha256', key)
    .update(`[${[name, body, ...(signed === undefined ? [] : [signed])].map(canonical).join(',')}]`)
    .digest()
