import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { output } from './docker.fixtures.ts'

/** Makes a certificate authority, and with its key certificates of servers, as an operator does: with OpenSSL. */
export const certificateAuthority = async (folder: string) => {
  const at = (name: string) => join(folder, name)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const ca = ['-x509', '-days=2', '-subj=/CN=test authority', '-addext=keyUsage=critical,keyCertSign']
  await output('openssl', 'req', ...ca.flatMap(asOption), ...newKey, '-keyout', at('ca.key'), '-out', at('ca.pem'))
  return {
    file: at('ca.pem'),
    /** @param names such as `DNS:postgres,IP:10.0.0.2` */
    async certify(server: string, names: string): Promise<{ readonly key: string; readonly certificate: string }> {
      const [key, request, certificate] = [at(`${server}.key`), at(`${server}.csr`), at(`${server}.pem`)]
      await output('openssl', 'req', '-new', '-subj', `/CN=${server}`, ...newKey, '-keyout', key, '-out', request)
      await writeFile(at(`${server}.ext`), `subjectAltName=${names}\n`)
      const issuer = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2']
      await output('openssl', 'x509', '-req', '-in', request, ...issuer, '-extfile', at(`${server}.ext`), '-out', certificate)
      return { key, certificate }
    },
  }
}

const asOption = (option: string): string[] => {
  const [name = '', ...value] = option.split('=')
  return value.length === 0 ? [name] : [name, value.join('=')]
}
