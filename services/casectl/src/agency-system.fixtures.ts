import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type CaseCommand, CommandAnswer, commandKeyOf, QuarantineHeaders } from '@case-timeline/contracts'
import { Kafka, logLevel, Partitioners } from 'kafkajs'

/** An answer as it lies on its agency's topic. */
export interface ReceivedAnswer {
  readonly id: string
  readonly key: string
  readonly answer: CommandAnswer
}

/** A message that was put aside. */
export interface PutAside {
  readonly headers: QuarantineHeaders
  readonly value: string
}

/** What agencies' systems do on the broker, and what lies on their topics. */
export interface AgencySystems {
  /** Puts a message on the topic of a service's commands, such as `investigation`. */
  send(service: string, key: string | null, value: string | Buffer | null): Promise<void>
  /** What lies on an agency's topic of answers so far. */
  answers(agencyId: string): readonly ReceivedAnswer[]
  /** What lies in quarantine so far, of all services. */
  aside(): readonly PutAside[]
  close(): Promise<void>
}

const text = (bytes: Buffer | string | (Buffer | string)[] | null | undefined): string => (bytes ? bytes.toString() : '')

/** Waits for what will come about, and says what did not when it never does. */
export const comesAbout = async (what: string, whether: () => boolean | Promise<boolean>, seconds = 40): Promise<void> => {
  const end = performance.now() + seconds * 1_000
  while (!(await whether())) {
    if (performance.now() > end) throw new Error(`it did not come about within ${seconds} s that ${what}`)
    await pause(25)
  }
}

/** @param broker host:port @param prefix of the topics, which are there already */
export const agencySystems = async (broker: string, prefix: string): Promise<AgencySystems> => {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner })
  const consumer = kafka.consumer({ groupId: `${prefix}reading-${randomUUID()}`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false })
  const answers = new Map<string, ReceivedAnswer[]>()
  const aside: PutAside[] = []
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
        aside.push({ headers: QuarantineHeaders.parse(read), value: text(value) })
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
    aside: () => aside,
    close: async () => {
      await Promise.all([producer.disconnect(), consumer.disconnect()])
    },
  }
}

/** A command of police that a spec signs; its id is new unless stated. */
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
