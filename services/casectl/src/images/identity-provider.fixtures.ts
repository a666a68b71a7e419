import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Persona } from '../demo.ts'

const KEY_ID = 'image-suite'
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An identity provider as the services see it: its public keys at an https address, and tokens signed by one of them. */
export const identityProvider = async (address: string, tls: { readonly key: string; readonly certificate: string }) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] })
  const server = createServer({ key: await readFile(tls.key), cert: await readFile(tls.certificate) }, (_, answer) => {
    answer.setHeader('content-type', 'application/json').end(keys)
  }).listen(0, address)
  await once(server, 'listening')
  const issuer = `https://identity:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    tokenFor({ userId, agency, sector, roles }: Persona): Promise<string> {
      const claims = { iss: issuer, aud: 'case-timeline', sub: userId, agency, sector, roles, exp: Math.floor(Date.now() / 1_000) + 3_600 }
      const text = `${base64url({ alg: 'EdDSA', kid: KEY_ID })}.${base64url(claims)}`
      return Promise.resolve(`${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`)
    },
    stop: () => new Promise((done) => server.close(done)),
  }
}
