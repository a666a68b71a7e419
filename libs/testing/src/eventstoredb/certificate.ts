import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A value in DER (X.690): its tag, its length and its contents. */
const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(contents)
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...contents: readonly Uint8Array[]) => der(0x30, ...contents)
const objectIdentifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const bitString = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes)
const octetString = (bytes: Uint8Array) => der(0x04, bytes)
const utcTime = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
const pem = (label: string, bytes: Buffer) =>
  `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`

// Object identifiers, encoded.
const ECDSA_WITH_SHA256 = sequence(objectIdentifier('2a8648ce3d040302'))
const COMMON_NAME = '550403'
const BASIC_CONSTRAINTS = '551d13'
const SUBJECT_ALT_NAME = '551d11'
const TRUE = der(0x01, Buffer.from([0xff]))
const DAY = 86_400_000

export interface Certificate {
  /** PEM; also the certificate authority that a client has to trust. */
  readonly certificate: string
  /** PEM. */
  readonly key: string
}

/**
 * Makes a self-signed certificate for 127.0.0.1 and localhost (RFC 5280), valid from one day ago until one day from
 * now. Node can make keys and signatures, but no certificates; a certificate in a file would expire.
 */
export const selfSigned = (): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(objectIdentifier(COMMON_NAME), der(0x0c, Buffer.from('localhost')))))
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = sequence(
    sequence(objectIdentifier(BASIC_CONSTRAINTS), TRUE, octetString(sequence(TRUE))),
    sequence(objectIdentifier(SUBJECT_ALT_NAME), octetString(names)),
  )
  const serial = randomBytes(16)
  // A serial number is a positive integer, so the highest bit is not set.
  serial[0] = 0x01
  const now = Date.now()
  const toBeSigned = sequence(
    // Version 3, encoded as 2.
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_WITH_SHA256,
    name,
    sequence(utcTime(new Date(now - DAY)), utcTime(new Date(now + DAY))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(sign('sha256', toBeSigned, privateKey)))
  return { certificate: pem('CERTIFICATE', certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
