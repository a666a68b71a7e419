// Sends a command to a service in a message that the agency signs, and prints the answer. Settings: ../integrate-an-agency.md
//   node send-command.mjs <service> <command> <case> '<data as JSON>'
import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Kafka, Partitioners } from 'kafkajs'

const { BROKERS, LOGIN, PASSWORD, PREFIX = '', DEPLOYMENT, AGENCY, KEY_ID, KEY_FILE, ACTING_USER, ACTING_ROLE } = process.env
const [service, command, caseId, data] = process.argv.slice(2)
const secured = LOGIN ? { ssl: true, sasl: { mechanism: 'scram-sha-512', username: LOGIN, password: PASSWORD } } : {}

const iat = Math.floor(Date.now() / 1000)
const payload = {
  ...{ iss: AGENCY, aud: `/deployments/${DEPLOYMENT}/${service}`, iat, exp: iat + 600, jti: randomUUID() },
  ...{ command, caseId, actor: { userId: ACTING_USER, roles: [ACTING_ROLE] }, body: { data: JSON.parse(data) } },
}
const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url')
const signed = `${encoded({ alg: 'EdDSA', kid: KEY_ID, typ: 'case-command+jwt' })}.${encoded(payload)}`
const key = createPrivateKey({ key: JSON.parse(readFileSync(KEY_FILE, 'utf8')), format: 'jwk' })
const message = `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`

const kafka = new Kafka({ clientId: AGENCY, brokers: BROKERS.split(','), logLevel: 1, ...secured })
const consumer = kafka.consumer({ groupId: `${PREFIX}agency.${AGENCY}.answers` })
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
await Promise.all([consumer.connect(), producer.connect()])
await consumer.subscribe({ topic: `${PREFIX}case-answers.${AGENCY}`, fromBeginning: true })
const answer = new Promise((found) => {
  const eachMessage = async ({ message: { headers, value } }) => void (String(headers.ce_subject) === payload.jti && found(String(value)))
  void consumer.run({ eachMessage })
})
const topic = `${PREFIX}case-commands.${service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
await producer.send({ topic, messages: [{ key: caseId, value: message }] })
console.log(await answer)
await Promise.all([consumer.disconnect(), producer.disconnect()])
