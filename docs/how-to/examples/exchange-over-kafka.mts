// Sends a signed command over Kafka, if one is given, and prints each answer to the agency's commands as a CloudEvent, also after
// a restart. An answer may come twice: its id identifies it.
//
//     node exchange-over-kafka.mjs [<service> <case id> <message of sign-command>]
import { writeFileSync } from 'node:fs'
import { Kafka, Partitioners } from 'kafkajs'

const { BROKERS = '', LOGIN: username, PASSWORD: password = '', PREFIX = '', AGENCY = '' } = process.env
const [service, caseId, message] = process.argv.slice(2)
const secured = username ? { ssl: true, sasl: { mechanism: 'scram-sha-512', username, password } as const } : {}
const kafka = new Kafka({ clientId: AGENCY, brokers: BROKERS.split(','), logLevel: 1, ...secured })

if (service && caseId && message) {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner }) // murmur2, as in Java
  await producer.connect()
  await producer.send({ topic: `${PREFIX}case-commands.${service}`, acks: -1, messages: [{ key: caseId, value: message }] })
  await producer.disconnect()
}

const consumer = kafka.consumer({ groupId: `${PREFIX}agency.${AGENCY}.answers` })
await consumer.connect()
await consumer.subscribe({ topic: `${PREFIX}case-answers.${AGENCY}`, fromBeginning: true })
await consumer.run({
  // The offset is committed after this function, never before.
  eachMessage: async ({ message: { headers = {}, value } }) => {
    const attributes = Object.entries(headers).filter(([name]) => name.startsWith('ce_'))
    const event = Object.fromEntries(attributes.map(([name, text]) => [name.slice(3), String(text)]))
    const data = JSON.parse(String(value)) as unknown
    try {
      writeFileSync(1, `${JSON.stringify({ ...event, datacontenttype: String(headers['content-type']), data })}\n`)
    } catch (failure) {
      console.error(failure)
      process.exit(1)
    }
  },
})
