// Signs a command with the agency's key (ES256), sends it to a service over HTTP, prints the answer, and ends with 1 unless the
// command was accepted. Without SERVICE it only prints the signed message, which can be kept, and sent over Kafka.
//
//     node sign-command.mjs OpenCase <case id> '{ "data": { … } }'
import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'

const { SERVICE, AUDIENCE, AGENCY, KEY_ID, KEY_FILE, ACTING_USER, ACTING_ROLE } = process.env
const [command, caseId, body = ''] = process.argv.slice(2)
if (!AUDIENCE || !AGENCY || !KEY_ID || !KEY_FILE || !ACTING_USER || !ACTING_ROLE) {
  console.error('AUDIENCE, AGENCY, KEY_ID, KEY_FILE, ACTING_USER or ACTING_ROLE is not set')
  process.exit(1)
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const iat = Math.floor(Date.now() / 1000)
const header = { alg: 'ES256', kid: KEY_ID, typ: 'case-command+jwt' }
const payload = {
  ...{ iss: AGENCY, aud: AUDIENCE, iat, exp: iat + 600, jti: randomUUID(), command, caseId },
  ...{ actor: { userId: ACTING_USER, roles: [ACTING_ROLE] }, body: JSON.parse(body) as unknown },
}
const signed = `${encoded(header)}.${encoded(payload)}`
const key = createPrivateKey(readFileSync(KEY_FILE))
const message = `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`

if (SERVICE) {
  // The same bytes may be sent again, and are recorded once. Another run signs another message: print it first to keep it.
  const headers = { 'content-type': 'application/jose' }
  const answer = await (await fetch(`${SERVICE}/signed-commands`, { method: 'POST', headers, body: message })).text()
  console.log(answer)
  if (!answer.includes('"outcome":"accepted"')) process.exitCode = 1
} else console.log(message)
