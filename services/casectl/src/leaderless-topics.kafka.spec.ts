import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES } from '@case-timeline/contracts'
import { testDatabase, type TestDatabase } from '@case-timeline/embedded/fixtures'
import { answerTopic, eventTopic, prepareTopics } from '@case-timeline/feed'
import { type LeaderlessTopics, leaderlessTopics } from '@case-timeline/feed/fixtures'
import { startService } from '@case-timeline/service-kit'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type RunningKafka, startKafka } from '../../../deploy/kafka/start-kafka.mjs'
import { AGENCIES } from './agencies.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { startSystem, type RunningSystem } from './system.ts'

jest.setTimeout(240_000)

const events = eventTopic('', 'prosecution')
const answers = answerTopic('', AGENCIES.investigation)
let dataDir = ''
let database: TestDatabase
let kafka: RunningKafka
let leaderless: LeaderlessTopics
let system: RunningSystem | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'leaderless-topics-'))
  database = await testDatabase()
  kafka = await startKafka()
  await prepareTopics(`kafka://${kafka.brokers[0]}/`, { agencies: Object.values(AGENCIES) })
  leaderless = await leaderlessTopics(kafka, [events, answers])
})
afterAll(async () => {
  await system?.stop()
  await leaderless.stop()
  await kafka.stop()
  await database.drop()
  await rm(dataDir, { recursive: true })
})

const waitUntil = async (what: string, condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let left = 600; left > 0; left--) {
    if (await condition()) return
    await pause(100)
  }
  throw new Error(`this condition was not met within a minute: ${what}`)
}
const healthOf = async (url: string) => {
  const answer = await fetch(`${url}/health/ready`)
  const { status, degradedReasons = [] } = (await answer.json()) as { status: string | number; degradedReasons?: string[] }
  return { code: answer.status, status, degradedReasons: degradedReasons.join('\n') }
}
const becomesReady = (url: string) => waitUntil(`${url} is ready`, async () => (await healthOf(url)).status === 'ok')

describe('topics that have no leader yet', () => {
  it('are named by a system that starts, which waits for them and then becomes ready', async () => {
    const reported: string[] = []
    const starting = startSystem({
      dataDir,
      databaseUrl: database.url,
      prefix: `${new URL(database.url).pathname.slice(1)}_`,
      eventFeedUrl: `kafka://${kafka.brokers[0]}/`,
      logLevel: 'warn',
      report: (sentence) => reported.push(sentence),
    })
    await Promise.race([starting, waitUntil('it reports for which topics it waits', () => reported.length > 0)])
    expect(reported).toEqual([expect.stringContaining(`${answers}, ${events}`)])
    await leaderless.restoreLeaders()
    system = await starting
    for (const service of SERVICES) await becomesReady(system.urls[service])
  })

  it('are named by the health of a service that starts, which is ready once they have their leaders', async () => {
    await leaderless.removeLeaders()
    const replica = await startService(DESCRIPTION_OF.prosecution, { ...system?.environments.prosecution, PORT: '0' })
    try {
      await waitUntil('it is not ready, and names the topic', async () => {
        const { code, degradedReasons } = await healthOf(replica.url)
        return code === 503 && degradedReasons.includes(`topic ${events} has no leader`)
      })
      await leaderless.restoreLeaders()
      await becomesReady(replica.url)
    } finally {
      await replica.stop()
    }
  })
})
