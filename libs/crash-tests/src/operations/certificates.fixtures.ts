import forge from 'node-forge'

/** PEM texts, as Node's TLS takes them. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** An authority for certificates of servers on 127.0.0.1. */
export interface Authority {
  readonly pem: string
  /** @param until when its time ends */
  certify(until: Date): Certificate
}

const HOUR_MS = 3_600_000

export const authority = (): Authority => {
  const keys = forge.pki.rsa.generateKeyPair(2_048)
  const subject = [{ name: 'commonName', value: 'test authority' }]
  const own = certificateOf(keys.publicKey, subject, new Date(Date.now() + HOUR_MS))
  own.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ])
  own.setIssuer(subject)
  own.sign(keys.privateKey, forge.md.sha256.create())
  return {
    pem: forge.pki.certificateToPem(own),
    certify: (until) => {
      const server = forge.pki.rsa.generateKeyPair(2_048)
      const certificate = certificateOf(server.publicKey, [{ name: 'commonName', value: '127.0.0.1' }], until)
      certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }])
      certificate.setIssuer(subject)
      certificate.sign(keys.privateKey, forge.md.sha256.create())
      return { key: forge.pki.privateKeyToPem(server.privateKey), cert: forge.pki.certificateToPem(certificate) }
    },
  }
}

let serials = 0

const certificateOf = (publicKey: forge.pki.PublicKey, subject: forge.pki.CertificateField[], until: Date): forge.pki.Certificate => {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  certificate.serialNumber = (++serials).toString(16).padStart(2, '0')
  certificate.validity.notBefore = new Date(Date.now() - 24 * HOUR_MS)
  certificate.validity.notAfter = until
  certificate.setSubject(subject)
  return certificate
}
