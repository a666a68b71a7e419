import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from './refusals.ts'
import { runProgram } from './running-program.ts'

/** A certificate and its key as PEM. It is signed by itself, so a client trusts it by the certificate alone. */
export interface ServerCertificate {
  readonly key: string
  readonly certificate: string
}

/** Makes a certificate for the names of servers, with OpenSSL, which must be installed. */
export const serverCertificate = async (names: readonly string[], path: string, signal: AbortSignal): Promise<ServerCertificate> => {
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-certificate-'))
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')]
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '7', '-subj', '/CN=case-timeline']
  try {
    const args = ['req', '-x509', ...options, '-addext', alternatives, '-keyout', key, '-out', certificate]
    const { code, err } = await runProgram('openssl', args, { env: { PATH: path }, signal })
    if (code !== 0) throw new Error(`openssl req: ${err}`)
    return { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') }
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Refusal('openssl is needed to make a certificate, and is not installed: install it.')
    throw failure
  } finally {
    await rm(folder, { recursive: true })
  }
}
