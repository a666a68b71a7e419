import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { partitionOf, prepareTopics } from '@case-timeline/feed'
import { start as startInvestigation } from '@case-timeline/investigation'
import { prepareDevelopment, type RunningService } from '@case-timeline/service-kit'
import { Kafka, logLevel } from 'kafkajs'
import { exampleTools } from '../../../../deploy/kafka/example-tools.mjs'
import { type TestAgencySystems, agencySystems, waitFor } from '../agency-system.fixtures.ts'
import { newId } from '../api-client.fixtures.ts'
import { AGENCY_SETTINGS, compiledExamples, type Examples, LANGUAGES, OPENING, type Program, programs } from './programs.fixtures.ts'

const BROKER = process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''
const PREFIX = `${randomUUID().slice(0, 8)}.`
const EVENT_FEED_URL = `kafka://${BROKER}/?prefix=${PREFIX}`
/** Each language has an agency of its own, because the programs of an agency share its answers. */
const agencyOf = (language: (typeof LANGUAGES)[number]): string => `zz-${language.toLowerCase()}`

let folder: string
let examples: Examples
let police: RunningService
let systems: TestAgencySystems
const running = programs()
const exchanges = new Map<string, Promise<Exchange>>()

beforeAll(async () => {
  examples = compiledExamples(await exampleTools())
  folder = await mkdtemp(join(tmpdir(), 'exchanging-'))
  const agencies = LANGUAGES.map(agencyOf)
  await prepareTopics(EVENT_FEED_URL, { agencies, replication: 1 })
  const deployment = await prepareDevelopment({
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `exchanging_${process.pid}_${Date.now().toString(36)}_`,
    folder,
    deployment: 'zz-example',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
    sendingAgencies: { investigation: agencies },
  })
  police = await startInvestigation({ ...deployment.environments.investigation, EVENT_FEED_URL, LOG_LEVEL: 'fatal' })
  systems = await agencySystems(BROKER, PREFIX)
  // At the same time: after a kill the broker waits for most of a minute until it gives the answers to the next program.
  for (const language of LANGUAGES) {
    const exchange = exchangeIn(language)
    exchange.catch(() => undefined)
    exchanges.set(language, exchange)
  }
}, 300_000)
afterAll(async () => {
  running.close()
  await systems.close()
  await police.stop()
  await rm(folder, { recursive: true })
})

const settingsOf = (language: (typeof LANGUAGES)[number]) => {
  const agency = agencyOf(language)
  const key = { KEY_ID: `${agency}:es256:development`, KEY_FILE: join(folder, `agency-${agency}.pem`) }
  return { ...AGENCY_SETTINGS, ...key, AGENCY: agency, BROKERS: BROKER, PREFIX }
}
const signed = (language: (typeof LANGUAGES)[number], caseId: string): Promise<string> =>
  running.run([...examples[language]('sign-command'), 'OpenCase', caseId, JSON.stringify(OPENING)], settingsOf(language))

interface Answered {
  readonly partitionkey: string
}
const answersAbout = (program: Program, caseId: string): readonly Answered[] =>
  program
    .lines()
    .map((line) => JSON.parse(line) as Answered)
    .filter(({ partitionkey }) => partitionkey === caseId)

/** The partition of the newest message under a key, in a topic of the deployment. */
const partitionsByKey = async (topic: string): Promise<ReadonlyMap<string, number>> => {
  const kafka = new Kafka({ brokers: [BROKER], logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: `${PREFIX}partitions-${randomUUID()}`, maxWaitTimeInMs: 100 })
  const admin = kafka.admin()
  await Promise.all([consumer.connect(), admin.connect()])
  const written = (await admin.fetchTopicOffsets(topic)).reduce((sum, { offset }) => sum + Number(offset), 0)
  await admin.disconnect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const found = new Map<string, number>()
  let count = 0
  await consumer.run({
    eachMessage: async ({ partition, message: { key } }) => {
      found.set(String(key), partition)
      count++
    },
  })
  await waitFor(`${written} messages of ${topic} are read`, () => count >= written)
  await consumer.disconnect()
  return found
}

/** What happened in one language. */
interface Exchange {
  readonly caseId: string
  readonly answers: readonly Answered[]
  /** The case of the command that was answered while the program did not run, and the answer. */
  readonly missed: string
  readonly answersAfterKill: readonly Answered[]
}

const exchangeIn = async (language: (typeof LANGUAGES)[number]): Promise<Exchange> => {
  const command = examples[language]('exchange-over-kafka')
  const [caseId, missed] = [newId(), newId()]
  const first = running.start([...command, 'investigation', caseId, await signed(language, caseId)], settingsOf(language))
  await waitFor(`the answer is printed in ${language}`, () => answersAbout(first, caseId).length > 0, 60).catch((failure: unknown) => {
    throw new Error(`${String(failure)}: ${first.errors()}`)
  })
  first.child.kill('SIGKILL')
  await systems.send('investigation', missed, await signed(language, missed))
  const second = running.start(command, settingsOf(language))
  await waitFor(`the missed answer is printed in ${language}`, () => answersAbout(second, missed).length > 0, 120)
  second.child.kill('SIGKILL')
  return { caseId, answers: answersAbout(first, caseId), missed, answersAfterKill: answersAbout(second, missed) }
}

describe.each(LANGUAGES)('the example of an exchange over Kafka in %s', (language) => {
  it('sends a signed command to the partition of its case, prints the answer as a CloudEvent, and after a kill -9 the one it missed', async () => {
    const { caseId, answers, missed, answersAfterKill } = (await exchanges.get(language))!
    expect(answers[0]).toEqual({
      ...{ specversion: '1.0', id: expect.any(String), type: 'case-timeline.CommandAnswered', time: expect.any(String) },
      ...{ source: AGENCY_SETTINGS.AUDIENCE, subject: expect.any(String), partitionkey: caseId, datacontenttype: 'application/json' },
      dataschema: expect.any(String),
      data: expect.objectContaining({ outcome: 'accepted', caseId, command: 'OpenCase' }),
    })
    const partitions = await partitionsByKey(`${PREFIX}case-commands.investigation`)
    expect([caseId, partitions.get(caseId)]).toEqual([caseId, partitionOf(caseId)])
    expect(answersAfterKill[0]).toMatchObject({ data: { outcome: 'accepted', caseId: missed } })
  }, 240_000)
})
