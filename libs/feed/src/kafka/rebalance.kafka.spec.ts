import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { faultsOf, recording } from '../effects.fixtures.ts'
import { take } from '../claim.ts'
import { caseKeyOf } from '../consumer.ts'
import { parkedCases } from '../parked.ts'
import { EVERY_PARTITION, partitionOf } from '../partition.ts'
import { type Feeding, feeding, someName, Told } from './feeding.fixtures.ts'
import { until } from './until.fixtures.ts'

let way: Feeding
beforeAll(async () => {
  way = await feeding()
  await way.relay()
})
afterAll(() => way.close())

const cases = Array.from({ length: 12 }, () => randomUUID())

describe('a group of consumers', () => {
  it('grows from one to three and shrinks to one under load: each event takes effect once, each case in order', async () => {
    const name = someName()
    const writing = recording({ name, events: [Told], limit: 20 })
    let telling = true
    const load = (async () => {
      for (let number = 0; telling; number += 1) await Promise.all(cases.map((caseId) => way.tell(caseId, number)))
    })()
    const first = await way.consume(writing)
    await until('the first works', () => first.heard('delivered').length > 0)
    const others = [await way.consume(writing), await way.consume(writing)]
    await until('all three work', () => others.every(({ heard }) => heard('delivered').length > 0))
    await pause(500)
    for (const other of others) await other.end()
    const soFar = first.heard('delivered').length
    await until('the first works alone', () => first.heard('delivered').length > soFar + 20)
    telling = false
    await load
    expect(await way.comesToHead(name)).toBe(true)
    expect(await faultsOf(way.db, name, await way.visible())).toEqual([])
    await first.end()
  })

  it('whose member stalled while another took its partitions changes nothing with what it had in hand', async () => {
    const name = someName()
    let steal = 2
    const writing = recording({ name, events: [Told] })
    const member = await way.consume({
      ...writing,
      apply: async (events, tx) => {
        await writing.apply(events, tx)
        if (steal-- > 0) await take(way.db, name, EVERY_PARTITION)
      },
    })
    for (const caseId of cases) await way.tell(caseId, 1_000)
    expect(await way.comesToHead(name)).toBe(true)
    expect(await faultsOf(way.db, name, await way.visible())).toEqual([])
    expect(member.heard('claim-lost').length).toBeGreaterThan(0)
    await member.end()
  })

  it('whose database is slow has a few batches in hand, one of a partition, and fetches nothing more meanwhile', async () => {
    const name = someName()
    const inHand: number[] = []
    let most = 0
    const writing = recording({ name, events: [Told], limit: 50 })
    const slow = await way.consume({
      ...writing,
      apply: async (events, tx) => {
        const own = new Set(events.map((event) => partitionOf(caseKeyOf(event))))
        expect([own.size, inHand.some((partition) => own.has(partition))]).toEqual([1, false])
        inHand.push(...own)
        most = Math.max(most, inHand.length)
        await pause(20)
        await writing.apply(events, tx)
        inHand.splice(inHand.indexOf([...own][0] ?? 0), 1)
      },
    })
    expect(await way.comesToHead(name)).toBe(true)
    expect(most).toBeLessThanOrEqual(3)
    expect(await parkedCases(way.db, name)).toEqual([])
    expect(await faultsOf(way.db, name, await way.visible())).toEqual([])
    await slow.end()
  })
})
