import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign, verify } from 'node:crypto'

/*
 * C2SP signed-note with Ed25519 (https://c2sp.org/signed-note). The private key has the text form of Go's
 * golang.org/x/mod/sumdb/note, so that other tools can sign and verify, too.
 */

/** A key or a note is malformed, or a signature is not that of the key. */
export class InvalidNote extends Error {
  override readonly name = 'InvalidNote'
}

export interface NoteSigner {
  readonly name: string
  /** The verifier key, which is public: `<name>+<hash>+<key>`. */
  readonly verifierKey: string
  /** @param text ends with a line break */
  sign(text: string): string
}

export interface NoteVerifier {
  readonly name: string
  /** The text of a note. @throws InvalidNote unless this key signed it */
  open(note: string): string
}

const ED25519 = 1
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const NAME = /^[^+\s]{1,200}$/

const keyHash = (name: string, key: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), key]), 'buffer').subarray(0, 4)

const typed = (key: Uint8Array): Buffer => Buffer.concat([Uint8Array.of(ED25519), key])

const rawPublicKey = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length)

const partsOf = (key: string, of: string): { readonly name: string; readonly id: string; readonly bytes: Buffer } => {
  const [, name = '', id = '', base64 = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(key.trim()) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (!NAME.test(name) || bytes.length !== 33 || bytes[0] !== ED25519)
    throw new InvalidNote(`the ${of} is malformed: it must be <name>+<hash>+<key> with a key for Ed25519`)
  return { name, id, bytes: bytes.subarray(1) }
}

/** A new private key. @param name without spaces and plus signs; it is the first line of what the key signs */
export const newSignerKey = (name: string): string => {
  if (!NAME.test(name)) throw new InvalidNote('the name of a key has no space and no plus sign')
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(PKCS8_PREFIX.length)
  const id = keyHash(name, typed(rawPublicKey(privateKey))).toString('hex')
  return `PRIVATE+KEY+${name}+${id}+${typed(seed).toString('base64')}`
}

/** @param key from `newSignerKey` @throws InvalidNote, without the key in its message */
export const noteSigner = (key: string): NoteSigner => {
  const { name, id, bytes } = partsOf(key.trim().replace(/^PRIVATE\+KEY\+/, ''), 'signing key')
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, bytes]), format: 'der', type: 'pkcs8' })
  const publicKey = typed(rawPublicKey(privateKey))
  const ownHash = keyHash(name, publicKey)
  if (ownHash.toString('hex') !== id) throw new InvalidNote('the signing key does not match its hash: it was cut or changed')
  return {
    name,
    verifierKey: `${name}+${id}+${publicKey.toString('base64')}`,
    sign: (text) => `${text}\n— ${name} ${Buffer.concat([ownHash, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`,
  }
}

/** @throws InvalidNote */
export const noteVerifier = (verifierKey: string): NoteVerifier => {
  const { name, id, bytes } = partsOf(verifierKey, 'verifier key')
  if (keyHash(name, typed(bytes)).toString('hex') !== id) throw new InvalidNote('the verifier key does not match its hash')
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' })
  return {
    name,
    open(note) {
      const at = note.lastIndexOf('\n\n')
      if (at < 0) throw new InvalidNote('a note has no signature')
      const text = note.slice(0, at + 1)
      // Other signatures, such as those of witnesses, are ignored.
      const isSigned = note
        .slice(at + 2)
        .split('\n')
        .some((line) => {
          const [, signer, base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? []
          const signature = Buffer.from(base64, 'base64')
          if (signer !== name || signature.subarray(0, 4).toString('hex') !== id) return false
          return verify(null, Buffer.from(text), publicKey, signature.subarray(4))
        })
      if (!isSigned) throw new InvalidNote(`a note is not signed by ${name}+${id}`)
      return text
    },
  }
}
