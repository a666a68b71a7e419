import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { findJava } from './requirements.mjs'

/**
 * A new key and a self-signed certificate for 127.0.0.1 and localhost, made with Java’s own tool.
 * @returns the key store that the broker reads, its password, and the certificate (PEM) that clients must trust
 */
export const selfSigned = (folder) => {
  const keyStore = join(folder, 'broker.p12')
  const ca = join(folder, 'ca.pem')
  const password = randomBytes(12).toString('hex')
  const keytool = (...args) =>
    execFileSync(findJava('keytool'), [...args, '-alias', 'broker', '-keystore', keyStore, '-storepass', password], { stdio: 'pipe' })
  rmSync(keyStore, { force: true })
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=IP:127.0.0.1,DNS:localhost', '-ext', 'BC=ca:true']
  keytool('-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '30', '-storetype', 'PKCS12', ...names)
  keytool('-exportcert', '-rfc', '-file', ca)
  return { keyStore, ca, password }
}
