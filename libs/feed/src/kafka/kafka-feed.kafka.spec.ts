import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { reaction } from '../consumer.ts'
import { effectsOf, faultsOf, recordingConsumer } from '../effects.fixtures.ts'
import { lagOf } from '../lag.ts'
import { parkedCases } from '../parked.ts'
import { partitionOf } from '../partition.ts'
import { type FeedFixture, feedFixture, numberOf, type Running, uniqueName, testEventType, Reported } from './feed.fixtures.ts'
import { POSITION_MARK } from './message.ts'
import { relayStatus } from './status.ts'
import { eventGroup } from './topics.ts'
import { waitUntil } from './wait-until.fixtures.ts'

const Other = testEventType('investigation', 'Else')
const NewerReported = testEventType('investigation', 'Reported', ['prosecution'], 2)
const handled = [Reported]

let fixture: FeedFixture
let relay: Running
beforeAll(async () => {
  fixture = await feedFixture()
  relay = await fixture.relay()
})
afterAll(() => fixture.close())

afterEach(() => fixture.endConsumers())

const several = async (caseIds: readonly string[], from: number, to: number) => {
  for (let number = from; number < to; number += 1) for (const caseId of caseIds) await fixture.record(caseId, number)
}
const reportedOnly = async () => (await fixture.visible()).filter(({ type }) => type === Reported.type)

describe('a consumer of the Kafka feed', () => {
  it('gets the events recorded before and after its start, each once, each case in order', async () => {
    const cases = [randomUUID(), randomUUID(), randomUUID()]
    await several(cases, 0, 10)
    const name = uniqueName()
    const { noticesOf } = await fixture.consume(recordingConsumer({ name, events: handled }))
    await several(cases, 10, 20)
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await faultsOf(fixture.db, name, await reportedOnly())).toEqual([])
    expect(noticesOf('retrying')).toEqual([])
    expect(noticesOf('refilled')).toEqual([])
  })

  it('continues from its checkpoint after a stop, and starts a new reaction at the head', async () => {
    const caseId = randomUUID()
    await fixture.record(caseId, 1)
    const ran: number[] = []
    const run = (event: Parameters<typeof numberOf>[0]) => Promise.resolve(void (event.caseId === caseId && ran.push(numberOf(event))))
    const name = uniqueName()
    const first = await fixture.consume(reaction({ name, on: Reported, run }))
    await fixture.record(caseId, 2)
    await fixture.reachesHead(name)
    await first.end()
    await fixture.record(caseId, 3)
    await fixture.consume(reaction({ name, on: Reported, run }))
    await fixture.reachesHead(name)
    expect(ran).toEqual([2, 3])
  })

  it.each([
    ['when it stops', true],
    ['when it stops before it has joined', false],
  ])('leaves its group %s, so that no other member waits for it', async (_, hasJoined) => {
    const name = uniqueName()
    const running = await fixture.consume(recordingConsumer({ name, events: handled }))
    if (hasJoined) await fixture.reachesHead(name)
    const members = async () => {
      const { groups } = await fixture.topics.admin.describeGroups([eventGroup(fixture.topics.prefix, 'test', 'prosecution', [name])])
      return groups[0]?.members.length
    }
    if (hasJoined) expect(await members()).toBe(1)
    await running.end()
    expect(await members()).toBe(0)
  })

  it('gets a batch again after its database failed, without parked cases or duplicate effects', async () => {
    const name = uniqueName()
    let failures = 3
    const writing = recordingConsumer({ name, events: handled })
    const running = await fixture.consume({
      ...writing,
      apply: async (events, tx) => {
        await writing.apply(events, tx)
        if (failures-- > 0) await tx.query('select pg_terminate_backend(pg_backend_pid())')
      },
    })
    await several([randomUUID(), randomUUID()], 0, 10)
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await faultsOf(fixture.db, name, await reportedOnly())).toEqual([])
    expect(running.noticesOf('retrying')).toHaveLength(3)
    expect(await parkedCases(fixture.db, name)).toEqual([])
  })
})

describe('an event that cannot be handled', () => {
  it('parks its case with the later events of the case, and the other cases continue', async () => {
    const [bad, good] = [randomUUID(), randomUUID()]
    const name = uniqueName()
    const writing = recordingConsumer({ name, events: handled })
    await fixture.consume({
      ...writing,
      apply: async (events, tx) => {
        if (events.some((event) => event.caseId === bad && numberOf(event) === 13)) throw new Error('thirteen cannot be handled')
        await writing.apply(events, tx)
      },
    })
    await several([bad, good], 12, 16)
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await parkedCases(fixture.db, name)).toMatchObject([{ caseKey: bad, waiting: 3, reason: 'Error: thirteen cannot be handled' }])
    const expected = (await reportedOnly()).filter((event) => event.caseId !== bad || numberOf(event) === 12)
    expect(await faultsOf(fixture.db, name, expected)).toEqual([])
  })

  it('parks its case when it has a newer version, and is skipped when its type is unknown', async () => {
    const name = uniqueName()
    await fixture.consume(recordingConsumer({ name, events: handled, from: 'head' }))
    const [newer, unknown] = [randomUUID(), randomUUID()]
    await fixture.record(newer, 1)
    await fixture.record(newer, 2, { type: NewerReported })
    await fixture.record(newer, 3)
    await fixture.record(unknown, 1, { type: Other })
    await fixture.record(unknown, 2)
    expect(await fixture.reachesHead(name)).toBe(true)
    expect(await parkedCases(fixture.db, name)).toMatchObject([
      { caseKey: newer, waiting: 2, reason: expect.stringContaining('version 2') },
    ])
    expect((await effectsOf(fixture.db, name)).map(({ caseKey }) => caseKey).toSorted()).toEqual([newer, unknown].toSorted())
  })
})

describe('a message that is not a record, on an event topic', () => {
  it('is reported and skipped: no event is lost and no event waits', async () => {
    const name = uniqueName()
    const running = await fixture.consume(recordingConsumer({ name, events: handled, from: 'head' }))
    const caseId = randomUUID()
    await fixture.record(caseId, 1)
    await fixture.reachesHead(name)
    const topic = fixture.topics.topicOf('prosecution')
    const headers = { ce_type: Reported.type, ce_position: '1', ce_previous: '0' }
    for (let partition = 0; partition < 12; partition += 1)
      await fixture.topics.put(
        topic,
        { partition, value: Buffer.from([0xff, 0xfe]) },
        { partition, value: null, headers },
        { partition, value: '{}', headers: { ...headers, ce_position: '999999999999', ce_previous: '0' } },
      )
    await fixture.record(caseId, 2)
    expect(await fixture.reachesHead(name)).toBe(true)
    expect((await effectsOf(fixture.db, name)).filter(({ caseKey }) => caseKey === caseId)).toHaveLength(2)
    await waitUntil('all such messages were reported', () => running.noticesOf('unreadable').length >= 24)
    const [first] = running.noticesOf('unreadable')
    expect(first).toMatchObject({ topic, offset: expect.stringMatching(/^\d+$/) })
  })
})

describe('a position mark that the relay did not send, on an event topic', () => {
  it('skips no event: what it passes over is read from the store', async () => {
    const name = uniqueName()
    const running = await fixture.consume(recordingConsumer({ name, events: handled, from: 'head' }))
    const caseId = randomUUID()
    await fixture.record(caseId, 1)
    expect(await fixture.reachesHead(name)).toBe(true)
    const refilled = running.noticesOf('refilled').length
    await relay.end()
    await several([caseId], 2, 6)
    const last = (await fixture.visible()).at(-1)
    if (!last) throw new Error('nothing was recorded')
    const headers = { ce_type: POSITION_MARK, ce_position: last.position, ce_previous: '0', ce_eventhash: last.eventHash }
    await fixture.topics.put(fixture.topics.topicOf('prosecution'), { partition: partitionOf(caseId), value: '{}', headers })
    expect(await fixture.reachesHead(name)).toBe(true)
    expect((await effectsOf(fixture.db, name)).filter(({ caseKey }) => caseKey === caseId)).toHaveLength(5)
    expect(running.noticesOf('refilled')).toHaveLength(refilled + 1)
    relay = await fixture.relay()
  })
})

describe('the monitoring data', () => {
  it('shows how far the relay and a consumer are behind the log', async () => {
    const name = uniqueName()
    await fixture.consume(recordingConsumer({ name, events: handled }))
    await fixture.record(randomUUID(), 1)
    await fixture.reachesHead(name)
    const status = await relayStatus(fixture.relayDb, fixture.log.storeOf('auditTrail'), Date.now())
    expect(status).toMatchObject({ consumer: 'relay', behind: 0, behindSeconds: 0, isElected: true, suspendedTopics: [], oversized: [] })
    const { partitions } = await lagOf(fixture.db, fixture.log.storeOf('prosecution'), { name, events: handled }, Date.now())
    expect(partitions.map(({ behind }) => behind)).toEqual(Array.from({ length: 12 }, () => 0))
  })
})
