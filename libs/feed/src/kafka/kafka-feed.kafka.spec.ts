import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { reaction } from '../consumer.ts'
import { effectsOf, faultsOf, recording } from '../effects.fixtures.ts'
import { lagOf } from '../lag.ts'
import { parkedCases } from '../parked.ts'
import { type Feeding, feeding, numberOf, type Running, someName, telling, Told } from './feeding.fixtures.ts'
import { relayStatus, topicEnds } from './status.ts'
import { groupOf } from './topics.ts'
import { until } from './until.fixtures.ts'

const Other = telling('investigation', 'Else')
const NewerTold = telling('investigation', 'Told', ['prosecution'], 2)
const handled = [Told]

let way: Feeding
beforeAll(async () => {
  way = await feeding()
  await way.relay()
})
afterAll(() => way.close())

const ending: Running[] = []
afterEach(async () => {
  for (const one of ending.splice(0)) await one.end()
})
const start = async (consumer: Parameters<Feeding['consume']>[0]) => {
  const running = await way.consume(consumer)
  ending.push(running)
  return running
}

const several = async (caseIds: readonly string[], from: number, to: number) => {
  for (let number = from; number < to; number += 1) for (const caseId of caseIds) await way.tell(caseId, number)
}
const toldOnly = async () => (await way.visible()).filter(({ type }) => type === Told.type)

describe('a consumer over Kafka', () => {
  it('sees what was recorded before it started and after, each event once, each case in order', async () => {
    const cases = [randomUUID(), randomUUID(), randomUUID()]
    await several(cases, 0, 10)
    const name = someName()
    const { heard } = await start(recording({ name, events: handled }))
    await several(cases, 10, 20)
    expect(await way.comesToHead(name)).toBe(true)
    expect(await faultsOf(way.db, name, await toldOnly())).toEqual([])
    expect(heard('retrying')).toEqual([])
    expect(heard('refilled')).toEqual([])
  })

  it('goes on from its checkpoint after a stop, and starts a new reaction at the head', async () => {
    const caseId = randomUUID()
    await way.tell(caseId, 1)
    const ran: number[] = []
    const run = (event: Parameters<typeof numberOf>[0]) => Promise.resolve(void (event.caseId === caseId && ran.push(numberOf(event))))
    const name = someName()
    const first = await start(reaction({ name, on: Told, run }))
    await way.tell(caseId, 2)
    await way.comesToHead(name)
    await first.end()
    await way.tell(caseId, 3)
    await start(reaction({ name, on: Told, run }))
    await way.comesToHead(name)
    expect(ran).toEqual([2, 3])
  })

  it.each([
    ['when it stops', true],
    ['when it stops before it has joined it', false],
  ])('leaves its group %s, so that nobody waits for it', async (_, hasJoined) => {
    const name = someName()
    const running = await start(recording({ name, events: handled }))
    if (hasJoined) await way.comesToHead(name)
    const members = async () => {
      const { groups } = await way.topics.admin.describeGroups([groupOf(way.topics.prefix, 'test', 'prosecution', name)])
      return groups[0]?.members.length
    }
    if (hasJoined) expect(await members()).toBe(1)
    await running.end()
    expect(await members()).toBe(0)
  })

  it('is brought the batch again when its database failed for a while, and nothing is parked or doubled', async () => {
    const name = someName()
    let failures = 3
    const writing = recording({ name, events: handled })
    const running = await start({
      ...writing,
      apply: async (events, tx) => {
        await writing.apply(events, tx)
        if (failures-- > 0) await tx.query('select pg_terminate_backend(pg_backend_pid())')
      },
    })
    await several([randomUUID(), randomUUID()], 0, 10)
    expect(await way.comesToHead(name)).toBe(true)
    expect(await faultsOf(way.db, name, await toldOnly())).toEqual([])
    expect(running.heard('retrying')).toHaveLength(3)
    expect(await parkedCases(way.db, name)).toEqual([])
  })
})

describe('an event that cannot be handled', () => {
  it('parks its case, with what comes after it, and the other cases go on', async () => {
    const [bad, good] = [randomUUID(), randomUUID()]
    const name = someName()
    const writing = recording({ name, events: handled })
    await start({
      ...writing,
      apply: async (events, tx) => {
        if (events.some((event) => event.caseId === bad && numberOf(event) === 13)) throw new Error('thirteen cannot be handled')
        await writing.apply(events, tx)
      },
    })
    await several([bad, good], 12, 16)
    expect(await way.comesToHead(name)).toBe(true)
    expect(await parkedCases(way.db, name)).toMatchObject([{ caseKey: bad, waiting: 3, reason: 'Error: thirteen cannot be handled' }])
    const expected = (await toldOnly()).filter((event) => event.caseId !== bad || numberOf(event) === 12)
    expect(await faultsOf(way.db, name, expected)).toEqual([])
  })

  it('because a later release wrote it parks its case; one of an unknown type is skipped', async () => {
    const name = someName()
    await start(recording({ name, events: handled, from: 'head' }))
    const [newer, unknown] = [randomUUID(), randomUUID()]
    await way.tell(newer, 1)
    await way.tell(newer, 2, { type: NewerTold })
    await way.tell(newer, 3)
    await way.tell(unknown, 1, { type: Other })
    await way.tell(unknown, 2)
    expect(await way.comesToHead(name)).toBe(true)
    expect(await parkedCases(way.db, name)).toMatchObject([{ caseKey: newer, waiting: 2, reason: expect.stringContaining('version 2') }])
    expect((await effectsOf(way.db, name)).map(({ caseKey }) => caseKey).toSorted()).toEqual([newer, unknown].toSorted())
  })
})

describe('what is no record, on a topic of events', () => {
  it('is named and passed over: nothing is lost by it, and nothing waits for it', async () => {
    const name = someName()
    const running = await start(recording({ name, events: handled, from: 'head' }))
    const caseId = randomUUID()
    await way.tell(caseId, 1)
    await way.comesToHead(name)
    const topic = way.topics.topicOf('prosecution')
    const headers = { ce_type: Told.type, ce_position: '1', ce_previous: '0' }
    for (let partition = 0; partition < 12; partition += 1)
      await way.topics.put(
        topic,
        { partition, value: Buffer.from([0xff, 0xfe]) },
        { partition, value: null, headers },
        { partition, value: '{}', headers: { ...headers, ce_position: '999999999999', ce_previous: '0' } },
      )
    await way.tell(caseId, 2)
    expect(await way.comesToHead(name)).toBe(true)
    expect((await effectsOf(way.db, name)).filter(({ caseKey }) => caseKey === caseId)).toHaveLength(2)
    await until('all of it was named', () => running.heard('unreadable').length >= 24)
    const [first] = running.heard('unreadable')
    expect(first).toMatchObject({ topic, offset: expect.stringMatching(/^\d+$/) })
  })
})

describe('what an operator sees', () => {
  it('is how far the relay is behind the log, and how many messages wait for a consumer', async () => {
    const name = someName()
    await start(recording({ name, events: handled }))
    await way.tell(randomUUID(), 1)
    await way.comesToHead(name)
    const status = await relayStatus(way.relayDb, way.log.storeOf('auditTrail'), Date.now())
    expect(status).toMatchObject({ consumer: 'relay', behind: 0, behindSeconds: 0, isElected: true, setAside: [], oversized: [] })
    const { partitions } = await lagOf(way.db, way.log.storeOf('prosecution'), { name, events: handled }, Date.now())
    const ends = await topicEnds(way.topics.url, 'prosecution')
    expect(partitions.map(({ behind }) => behind)).toEqual(Array.from({ length: 12 }, () => 0))
    for (const { partition, offset } of partitions) expect(Number(offset)).toBeLessThanOrEqual(Number(ends.get(partition)?.high))
  })
})
