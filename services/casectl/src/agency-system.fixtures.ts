import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type CaseCommand, CommandAnswer, commandKeyOf, QuarantineHeaders } from '@case-timeline/contracts'
import { Kafka, logLevel, Partitioners } from 'kafkajs'

/** A command answer on the topic of its agency. */
export interface ReceivedAnswer {
  readonly id: string
  readonly key: string
  readonly answer: CommandAnswer
}

/** A message on a quarantine topic. */
export interface QuarantinedMessage {
  readonly headers: QuarantineHeaders
  readonly value: string
}

/** Test double of the agencies' systems: sends commands to the broker, and reads answers and quarantined messages. */
export interface TestAgencySystems {
  /** Sends a message to the command topic of a service, such as `investigation`. */
  send(service: string, key: string | null, value: string | Buffer | null): Promise<void>
  /** The messages on the answer topic of an agency so far. */
  answers(agencyId: string): readonly ReceivedAnswer[]
  /** The messages on the quarantine topics of all services so far. */
  quarantined(): readonly QuarantinedMessage[]
  close(): Promise<void>
}

const text = (bytes: Buffer | string | (Buffer | string)[] | null | undefined): string => (bytes ? bytes.toString() : '')

/**
 * Waits until a condition holds.
 * @param description names the condition in the error
 * @throws when the condition does not hold within `seconds`
 */
export const waitFor = async (description: string, condition: () => boolean | Promise<boolean>, seconds = 40): Promise<void> => {
  const end = performance.now() + seconds * 1_000
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`condition not met within ${seconds} s: ${description}`)
    await pause(25)
  }
}

/**
 * Connects the test double to a broker.
 * @param broker `host:port`
 * @param prefix the prefix of the topics, which must exist already
 */
export const agencySystems = async (broker: string, prefix: string): Promise<TestAgencySystems> => {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner })
  const consumer = kafka.consumer({ groupId: `${prefix}reading-${randomUUID()}`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
  const answers = new Map<string, ReceivedAnswer[]>()
  const quarantined: QuarantinedMessage[] = []
  const admin = kafka.admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter(
    (topic) => topic.startsWith(`${prefix}case-answers.`) || topic.startsWith(`${prefix}case-quarantine.`),
  )
  await admin.disconnect()
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topics, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, message: { key, value, headers = {} } }) => {
      if (topic.startsWith(`${prefix}case-quarantine.`)) {
        const read = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, text(bytes)]))
        quarantined.push({ headers: QuarantineHeaders.parse(read), value: text(value) })
      } else {
        const agencyId = topic.slice(`${prefix}case-answers.`.length)
        const received = { id: text(headers['ce_id']), key: text(key), answer: CommandAnswer.parse(JSON.parse(text(value))) }
        answers.set(agencyId, [...(answers.get(agencyId) ?? []), received])
      }
    },
  })
  return {
    send: async (service, key, value) => {
      await producer.send({ topic: `${prefix}case-commands.${service}`, acks: -1, messages: [{ key, value }] })
    },
    answers: (agencyId) => answers.get(agencyId) ?? [],
    quarantined: () => quarantined,
    close: async () => {
      await Promise.all([producer.disconnect(), consumer.disconnect()])
    },
  }
}

/** A command of the police that a spec can sign. Its id is new, unless `change` has one. */
export const policeCommand = (change: Readonly<Partial<CaseCommand>> & { readonly caseId: string }): Omit<CaseCommand, 'iat' | 'exp'> => ({
  iss: 'zz-police',
  aud: '/deployments/zz-e2e/investigation',
  jti: randomUUID(),
  command: 'OpenCase',
  actor: { userId: 'm.santos', roles: ['lead-investigator'] },
  body: { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } },
  ...change,
})

export const keyOf = (command: Pick<CaseCommand, 'caseId' | 'iss'>): string => commandKeyOf(command)
