import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PARTITIONS } from '../partition.ts'
import type { CommandMessage, CommandNotice, CommandReply } from './command-message.ts'
import { followCommands } from './command-topics.ts'
import { type TestTopics, testTopics } from './topics.fixtures.ts'
import { answerTopic, commandGroup, commandTopic, quarantineTopic } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const AGENCY = 'zz-police'
const OTHER = 'zz-court'
const CASES = ['case-a', 'case-b', 'case-c', 'case-d', 'case-e', 'case-f']

let topics: TestTopics
let commands: string
const ending: (() => Promise<void>)[] = []
const followed = { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'uncompressed' }

beforeEach(async () => {
  topics = await testTopics()
  commands = commandTopic(topics.prefix, 'investigation')
  await topics.create(commands, PARTITIONS, followed)
  await topics.create(answerTopic(topics.prefix, AGENCY))
  await topics.create(quarantineTopic(topics.prefix, 'investigation'))
})
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end()
  await topics.close()
})

/** Follows commands with a given answer, by default an answer to police. */
const follow = (
  answer: (message: CommandMessage) => Promise<Partial<CommandReply>> | Partial<CommandReply> = () => ({}),
  url = topics.url,
) => {
  const stopping = new AbortController()
  const notices: CommandNotice[] = []
  const taken: CommandMessage[] = []
  const following = followCommands({
    url,
    service: 'investigation',
    deployment: 'zz',
    signal: stopping.signal,
    observe: (notice) => notices.push(notice),
    answer: async (message) => {
      taken.push(message)
      const { key, value } = message
      return { to: { agencyId: AGENCY }, key, value, headers: {}, ...(await answer(message)) }
    },
  })
  const stop = async () => {
    stopping.abort()
    await following.stopped
  }
  ending.push(stop)
  return { ...following, stop, notices, taken }
}

const text = (bytes: Buffer | null | undefined): string => bytes?.toString() ?? ''
const answers = async (topic = answerTopic(topics.prefix, AGENCY)) =>
  (await topics.read(topic)).map(({ key, value }) => ({ key: text(key), value: text(value) }))
const send = (...values: readonly string[]) =>
  topics.put(
    commands,
    ...values.map((value, index) => ({ key: CASES[index % CASES.length] ?? '', value, partition: index % CASES.length })),
  )
const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `command ${from + index}`)
const answered = (count: number) => waitUntil(`${count} commands are answered`, async () => (await answers()).length >= count)

const committed = async (): Promise<number> => {
  const [group] = await topics.admin.fetchOffsets({
    groupId: commandGroup(topics.prefix, 'zz', 'investigation'),
    topics: [commands],
  })
  return (group?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
}

describe('the consumer of commands', () => {
  it('answers each command once, those of a case in order, and commits their offsets', async () => {
    follow()
    await send(...numbered(60))
    await answered(60)
    for (const caseKey of CASES) {
      const own = (await answers()).filter(({ key }) => key === caseKey).map(({ value }) => Number(value.slice(8)))
      expect(own).toEqual(own.toSorted((a, b) => a - b))
      expect(own.length).toBe(10)
    }
    await waitUntil('all offsets are committed', async () => (await committed()) === 60)
  })

  it('passes on the time of arrival at the broker, not the time of the sender', async () => {
    const { taken } = follow()
    const before = Date.now()
    await topics.put(commands, { key: 'case-a', value: 'backdated', timestamp: '1000000000000' })
    await waitUntil('it is processed', () => taken.length === 1)
    expect(taken[0]?.arrivedAt).toBeGreaterThanOrEqual(before - 1_000)
  })

  it('uses its own time when the topic keeps the time of the sender', async () => {
    const configEntries = [
      { name: 'message.timestamp.type', value: 'CreateTime' },
      // By its time the message is old: the broker would delete it, if it looked before the consumer has read it.
      { name: 'retention.ms', value: '-1' },
    ]
    await topics.admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: commands, configEntries }] })
    const { taken } = follow()
    const before = Date.now()
    await topics.put(commands, { key: 'case-a', value: 'backdated', timestamp: '1000000000000' })
    await waitUntil('it is processed', () => taken.length === 1)
    expect(taken[0]?.arrivedAt).toBeGreaterThanOrEqual(before)
  })

  it('processes all commands that arrived while no consumer was running', async () => {
    await send(...numbered(12))
    follow()
    await answered(12)
  })

  it('processes commands with thousands of headers without delay', async () => {
    const headers = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`h${index}`, '']))
    follow()
    await topics.put(commands, { key: 'case-a', value: 'command 0', headers }, { key: 'case-a', value: 'command 1' })
    await answered(2)
  })

  it('quarantines a message that is not a command, and continues with the next one', async () => {
    follow(({ value }) => (text(value) === 'command 0' ? { to: 'quarantine', headers: { quarantine_reason: 'malformed' } } : {}))
    await topics.put(commands, ...numbered(3).map((value) => ({ key: 'case-a', value, partition: 0 })))
    await answered(2)
    expect(await answers(quarantineTopic(topics.prefix, 'investigation'))).toEqual([{ key: 'case-a', value: 'command 0' }])
  })
})

describe('a command that cannot be answered now', () => {
  it('blocks only its own partition, and is retried until it is answered', async () => {
    let away = true
    const { taken, notices, degradedReasons } = follow(({ partition }) => {
      if (away && partition === 0) throw new Error('the event store is unavailable')
      return {}
    })
    await send(...numbered(24))
    await answered(20)
    await waitUntil('it was retried', () => taken.filter(({ partition }) => partition === 0).length >= 3)
    expect((await answers()).some(({ key }) => key === 'case-a')).toBe(false)
    expect(degradedReasons()).toEqual(['commands from agencies are not processed: the event store is unavailable'])
    away = false
    await answered(24)
    expect((await answers()).filter(({ key }) => key === 'case-a').map(({ value }) => value)).toEqual([
      'command 0',
      'command 6',
      'command 12',
      'command 18',
    ])
    await waitUntil('it is no longer degraded', () => degradedReasons().length === 0)
    expect(notices.every(({ kind }) => kind === 'retrying' || kind === 'client-logged')).toBe(true)
  })
})

describe('an agency without a topic for answers', () => {
  it('gets no answers, which is reported, and the other agencies get theirs', async () => {
    const { notices } = follow(({ key }) => (text(key) === 'case-b' ? { to: { agencyId: OTHER } } : {}))
    await send(...numbered(12))
    await answered(10)
    await waitUntil('it is reported', () => notices.filter(({ kind }) => kind === 'unanswered').length === 2)
    await waitUntil('all offsets are committed', async () => (await committed()) === 12)
  })
})

describe('consumers of commands', () => {
  it('skip no command when they stop and start', async () => {
    const first = follow()
    await send(...numbered(120))
    await waitUntil('some are processed', () => first.taken.length >= 10)
    await first.stop()
    follow()
    await waitUntil('each is answered', async () => new Set((await answers()).map(({ value }) => value)).size === 120)
  })

  it('share the partitions, and one takes over when the other leaves', async () => {
    const [one, other] = [follow(), follow()]
    await waitUntil('both have partitions', async () => {
      await send(...numbered(12))
      return one.taken.length > 0 && other.taken.length > 0
    })
    await one.stop()
    const before = other.taken.length
    await send('the last')
    await waitUntil('the other one continues', () => other.taken.slice(before).some(({ value }) => text(value) === 'the last'))
  })

  it('wait for a missing topic, and report the remedy', async () => {
    const url = topics.url.replace(topics.prefix, `${topics.prefix}later.`)
    const { degradedReasons, taken } = follow(undefined, url)
    await waitUntil('it reports the missing topic', () => degradedReasons().some((one) => one.includes('case-commands.investigation')))
    const later = commandTopic(`${topics.prefix}later.`, 'investigation')
    await topics.create(later)
    await topics.put(later, { key: 'case-a', value: 'command 1' })
    await waitUntil('it is processed', () => taken.length > 0)
  })

  it('wait for an unavailable broker, and can still be stopped', async () => {
    const { degradedReasons, stop } = follow(undefined, 'kafka://127.0.0.1:1/')
    await waitUntil('it is degraded', () => degradedReasons().length > 0)
    expect(degradedReasons()[0]).toContain('no broker answers at 127.0.0.1:1')
    await stop()
  })
})
