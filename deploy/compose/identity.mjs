// The identity provider of the profile `minimal`: the personas of the demo case can sign in with DEMO_PASSWORD. It
// answers at the addresses that the Keycloak of the profile `full` has, with the claims of its realm. For evaluation
// only: it keeps no sessions, and its key is a new one at each start.
import { generateKeyPairSync, sign, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const { DEMO_PASSWORD, ISSUER } = process.env
const VALIDITY_SECONDS = 3_600
const KEY_ID = 'case-timeline-demo'
const MAX_BODY = 4_096
const { personas } = JSON.parse(readFileSync('/app/deploy/demo/scam-compound.json', 'utf8'))
const AUDITOR = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }
const users = new Map([...Object.values(personas), AUDITOR].map((persona) => [persona.userId, persona]))
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] }

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const tokenOf = ({ userId, agency, sector, roles }) => {
  const exp = Math.floor(Date.now() / 1_000) + VALIDITY_SECONDS
  const claims = { iss: ISSUER, aud: 'case-timeline', sub: userId, agency, sector, realm_access: { roles }, exp }
  const text = `${encoded({ alg: 'EdDSA', kid: KEY_ID })}.${encoded(claims)}`
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`
}

const isPassword = (text) => text.length === DEMO_PASSWORD.length && timingSafeEqual(Buffer.from(text), Buffer.from(DEMO_PASSWORD))

const bodyOf = async (request) => {
  let body = ''
  for await (const chunk of request) {
    body += chunk
    if (body.length > MAX_BODY) return ''
  }
  return body
}

const answers = {
  'GET /protocol/openid-connect/certs': () => [200, keys],
  'POST /protocol/openid-connect/token': async (request) => {
    const form = new URLSearchParams(await bodyOf(request))
    const user = users.get(form.get('username') ?? '')
    if (!user || !isPassword(form.get('password') ?? '')) return [401, { error: 'invalid_grant' }]
    return [200, { access_token: tokenOf(user), token_type: 'Bearer', expires_in: VALIDITY_SECONDS }]
  },
}

const base = new URL(ISSUER).pathname
const server = createServer(
  { key: readFileSync('/tls/identity.key'), cert: readFileSync('/tls/identity.pem') },
  async (request, answer) => {
    const path = request.url.startsWith(base) ? request.url.slice(base.length) : ''
    const [status, body] = (await answers[`${request.method} ${path}`]?.(request)) ?? [404, { error: 'not_found' }]
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  },
)
server.listen(8443, () => console.log(`identity provider at ${ISSUER}`))
process.once('SIGTERM', () => process.exit())
