import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { faultsOf, recordingConsumer } from '../effects.fixtures.ts'
import type { CommandNotice } from './command-message.ts'
import { followCommands } from './command-topics.ts'
import { examineTopics } from './examine-topics.ts'
import { type FeedFixture, feedFixture, Reported, uniqueName } from './feed.fixtures.ts'
import { type LeaderlessTopics, leaderlessTopics } from './leaderless.fixtures.ts'
import { prepareTopics } from './prepare-topics.ts'
import { answerTopic, commandTopic } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const [POLICE, COURT] = ['zz-police', 'zz-court']
let kafka: RunningKafka
let fixture: FeedFixture
let leaderless: LeaderlessTopics
let topic: string
let answers: string
let commands: string

beforeAll(async () => {
  kafka = await startKafka()
  fixture = await feedFixture({ brokers: kafka.brokers[0] })
  const { prefix, topicOf, create } = fixture.topics
  topic = topicOf('prosecution')
  answers = answerTopic(prefix, POLICE)
  commands = commandTopic(prefix, 'investigation')
  for (const one of [answers, answerTopic(prefix, COURT), commands]) await create(one)
  leaderless = await leaderlessTopics(kafka, [topic, answers])
}, 120_000)
afterAll(async () => {
  await leaderless.restoreLeaders()
  await fixture.close()
  await leaderless.stop()
  await kafka.stop()
}, 120_000)

const ending: (() => Promise<void>)[] = []
beforeEach(() => leaderless.removeLeaders())
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end()
})

describe('a topic of events without a leader', () => {
  it('is named by its reader and by the relay, which goes on with the other topics; later its reader has every event', async () => {
    const name = uniqueName()
    const consumer = await fixture.consume(recordingConsumer({ name, events: [Reported] }))
    const relay = await fixture.relay()
    ending.push(consumer.end, relay.end)
    const caseId = randomUUID()
    for (let number = 0; number < 5; number += 1) await fixture.record(caseId, number)
    for (const { degradedReasons } of [consumer, relay])
      await waitUntil('it names the topic', async () => (await degradedReasons()).join().includes(`topic ${topic} has no leader`))
    const other = fixture.topics.topicOf('auditTrail')
    await waitUntil('the other topics have the events', async () => (await fixture.topics.read(other)).some(({ key }) => key !== null))
    expect(consumer.wasReached()).toBe(false)
    await leaderless.restoreLeaders()
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await faultsOf(fixture.db, name, await fixture.visible())).toEqual([])
    await waitUntil(
      'nothing is degraded',
      async () => [...(await consumer.degradedReasons()), ...(await relay.degradedReasons())].length === 0,
    )
  }, 180_000)
})

describe('a topic of answers without a leader', () => {
  /** Answers the commands of both agencies, which are in one partition. */
  const follow = async (leaderPatienceMs: number) => {
    const stopping = new AbortController()
    const notices: CommandNotice[] = []
    const { url, put } = fixture.topics
    const { stopped, degradedReasons } = followCommands({
      url,
      service: 'investigation',
      deployment: randomUUID(),
      signal: stopping.signal,
      observe: (notice) => notices.push(notice),
      leaderPatienceMs,
      answer: ({ key, value }) => Promise.resolve({ to: { agencyId: String(key) }, key, value, headers: {} }),
    })
    ending.push(async () => {
      stopping.abort()
      await stopped
    })
    const value = randomUUID()
    await put(commands, ...[POLICE, COURT].map((key) => ({ key, value, partition: 0 })))
    const isAnswered = (agencyId: string) =>
      waitUntil(`${agencyId} has its answer`, async () => {
        const found = await fixture.topics.read(answerTopic(fixture.topics.prefix, agencyId))
        return found.some((message) => String(message.value) === value)
      })
    return { notices, degradedReasons, isAnswered }
  }

  it('delays commands while its leader may soon be back, and then gets its answers', async () => {
    const { notices, degradedReasons, isAnswered } = await follow(600_000)
    await waitUntil('it names the topic', () => degradedReasons().join().includes(`topic ${answers} has no leader`))
    await leaderless.restoreLeaders()
    await isAnswered(POLICE)
    await isAnswered(COURT)
    expect(notices.filter(({ kind }) => kind === 'unanswered')).toEqual([])
  }, 180_000)

  it('does not delay the commands of the other agencies for longer', async () => {
    const { notices, isAnswered } = await follow(1)
    await isAnswered(COURT)
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'unanswered', agencyId: POLICE }))
  }, 180_000)
})

describe('preparing topics of which one has no leader', () => {
  it('waits, says for which, and goes on when the leader is there', async () => {
    const reported: string[] = []
    const prepared = prepareTopics(fixture.topics.url, { agencies: [POLICE], report: (sentence) => reported.push(sentence) })
    await Promise.race([prepared, waitUntil('it says for which topics it waits', () => reported.length > 0)])
    expect(reported).toEqual([`no broker leads ${answers}, ${topic} yet: waiting until the brokers that have its replicas run`])
    await leaderless.restoreLeaders()
    expect((await prepared).present).toEqual(expect.arrayContaining([topic, answers]))
  }, 180_000)

  it('ends when its patience ends, with the topic and what to do', async () => {
    await expect(prepareTopics(fixture.topics.url, { patienceMs: 0 })).rejects.toThrow(
      `no broker leads ${topic}: start the brokers that have its replicas, and try again`,
    )
  }, 180_000)

  it('is a finding of the examination', async () => {
    expect(await examineTopics(fixture.topics.url)).toContainEqual(
      expect.objectContaining({
        problem: 'no-leader',
        topic,
        sentence: `no broker leads topic ${topic}: start the brokers that have its replicas`,
      }),
    )
  }, 180_000)
})
