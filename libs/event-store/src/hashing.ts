import { createHmac, hash } from 'node:crypto'
import { canonical } from './canonical.ts'

/*
 * Byte layout of the hashes, fixed for ever (vectors in hashing.vectors.json):
 *   dataHash   SHA-256( salt: 16 bytes, or none ‖ RFC 8785 text of data: UTF-8 )
 *   eventHash  SHA-256( RFC 8785 text of envelope, which holds dataHash in lower-case hexadecimal: UTF-8 )
 *   chainHash  SHA-256( chainHash of the stream's previous event: 32 bytes, zeros before the first
 *                       ‖ revision: int64, big-endian ‖ eventHash: 32 bytes )
 *   commandDigest  HMAC-SHA-256( deployment key, RFC 8785 text of [name, body], or of [name, body, signed] for a
 *                       command that arrived as a signed message, signed being the SHA-256 of the signed text in
 *                       hexadecimal: UTF-8 )
 */

/** What a stream's first event has instead of the chain hash of a previous event; 32 zero bytes. */
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

/**
 * SHA-256 of a value's RFC 8785 text, in lower-case hexadecimal.
 * @throws NotStorable for a value that is not plain JSON
 */
export const canonicalHash = (value: unknown): string => sha256(canonical(value)).toString('hex')

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
 * Distinguishes a retry from another command with the same id, and reveals nothing without the key; 32 bytes.
 * @param key of the deployment
 * @param signedDigest SHA-256 of the signed message in which the command arrived, in hexadecimal: then only the same
 * message is a retry
 */
export const commandDigest = (key: Uint8Array, name: string, body: unknown, signedDigest?: string): Buffer =>
  createHmac('sha256', key)
    .update(`[${[name, body, ...(signedDigest === undefined ? [] : [signedDigest])].map(canonical).join(',')}]`)
    .digest()
