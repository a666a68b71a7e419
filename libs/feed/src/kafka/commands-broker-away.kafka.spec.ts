import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import type { CommandNotice } from './command-message.ts'
import { followCommands } from './command-topics.ts'
import { type TestTopics, testTopics } from './topics.fixtures.ts'
import { answerTopic, commandTopic } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const COMMANDS = 300
const CASES = 6

let kafka: RunningKafka
let topics: TestTopics
beforeAll(async () => {
  kafka = await startKafka()
  topics = await testTopics(kafka.brokers[0])
}, 120_000)
afterAll(async () => {
  await topics.close()
  await kafka.stop()
}, 120_000)

describe('a broker that is killed while commands are answered', () => {
  it('loses no command and no answer, and keeps the order of each case', async () => {
    const commands = commandTopic(topics.prefix, 'investigation')
    const answers = answerTopic(topics.prefix, 'zz-police')
    await topics.create(commands)
    await topics.create(answers)
    await topics.put(
      commands,
      ...Array.from({ length: COMMANDS }, (_, n) => ({ key: `case-${n % CASES}`, value: String(n), partition: n % CASES })),
    )
    const stopping = new AbortController()
    const notices: CommandNotice[] = []
    let taken = 0
    let killed = false
    const { stopped, degradedReasons } = followCommands({
      url: topics.url,
      service: 'investigation',
      deployment: 'zz',
      signal: stopping.signal,
      observe: (notice) => notices.push(notice),
      answer: async ({ key, value }) => {
        taken += 1
        if (taken === 60) await kafka.kill().then(() => (killed = true))
        return { to: { agencyId: 'zz-police' }, key, value, headers: {} }
      },
    })
    await waitUntil('it reports that the broker is unavailable', () => killed && degradedReasons().length > 0)
    await kafka.restart()
    // A broker that has just restarted does not yet know which partitions it leads.
    await waitUntil('it reads again', () =>
      topics.read(answers).then(
        () => true,
        () => false,
      ),
    )
    const given = async () => (await topics.read(answers)).map(({ key, value }) => ({ key: String(key), number: Number(value) }))
    await waitUntil('each command is answered', async () => new Set((await given()).map(({ number }) => number)).size === COMMANDS, 90)
    await waitUntil('it is no longer degraded', () => degradedReasons().length === 0)
    stopping.abort()
    await stopped

    const all = await given()
    for (let one = 0; one < CASES; one += 1) {
      // Commands answered before the broker died may be answered again; the first answers are in order all the same.
      const first = [...new Set(all.filter(({ key }) => key === `case-${one}`).map(({ number }) => number))]
      expect(first).toEqual(first.toSorted((a, b) => a - b))
    }
    expect(notices.some(({ kind }) => kind === 'retrying')).toBe(true)
    expect(notices.some(({ kind }) => kind === 'unanswered')).toBe(false)
  }, 180_000)
})
