import { EventCorrected, EventRetracted, type Fact, type PersonRef, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import { goingBack, type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type MergedCases, mergedCases } from './merged-cases.ts'
import { correct, note } from './notebook-log.fixtures.ts'
import { Noted } from './tally.fixtures.ts'

let log: TestLog
beforeAll(async () => {
  log = await testLog()
})
afterAll(() => log.close())

const [kept, merged, other] = [randomUUID(), randomUUID(), randomUUID()] as PersonRef[]
const approver = { userId: 'p.reyes', role: 'records-supervisor' }
const merge = (mergedRef = merged): Fact => ({
  type: PersonRefsMerged.type,
  data: { ...PersonRefsMerged.example, keptRef: kept!, mergedRef: mergedRef! },
})
const unmerge = (): Fact => ({ type: PersonRefsUnmerged.type, data: { ...PersonRefsUnmerged.example, keptRef: kept!, mergedRef: merged! } })
const retract = (retractsId: string): Fact => ({ type: EventRetracted.type, data: { retractsId, reasonCode: 'wrongCase', approver } })
const eventTypes = [Noted, PersonRefsMerged, PersonRefsUnmerged, EventCorrected, EventRetracted]

let caseId: string
const record = (...facts: readonly Fact[]) => log.record({ caseId, facts, eventTypes })

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** A store that counts the events of histories that are read from it, also at the same time, and fails when asked to. */
const watched = () => {
  const store = log.storeOf('prosecution')
  const read: number[] = []
  const events: WeakRef<StoredEvent>[] = []
  const [reading, atOnce] = [new Set<symbol>(), [] as number[]]
  let failing = 0
  const readCase: EventStore['readCase'] = async (...args) => {
    if (failing > 0) {
      failing -= 1
      throw new Error('unreachable')
    }
    const own = Symbol('reading')
    atOnce.push(reading.add(own).size)
    const history = await store.readCase(...args)
    reading.delete(own)
    read.push(history.length)
    events.push(...history.map((event) => new WeakRef(event)))
    return history
  }
  const proxy = new Proxy(store, {
    get: (target, member) => (member === 'readCase' ? readCase : (Reflect.get(target, member, target) as unknown)),
  })
  const inMemory = async (): Promise<number> => {
    // What a reading returned is reachable until the turn after it.
    await new Promise(setImmediate)
    collectGarbage()
    return events.filter((event) => event.deref() !== undefined).length
  }
  return { read, atOnce, inMemory, fail: () => void (failing = 1), cases: mergedCases(proxy) }
}

const refsAt = async (cases: MergedCases, position: string): Promise<ReadonlyMap<string, string> | undefined> =>
  (await cases.canonicalRefs(new Map([[caseId, position]]))).get(caseId)

describe('the merges of a case', () => {
  beforeEach(() => {
    caseId = randomUUID()
  })

  it('are those in force at a position, also at an earlier one than was asked for last', async () => {
    const { cases } = watched()
    const first = await record(note(1))
    const second = await record(merge())
    const third = await record(merge(other))
    const fourth = await record(unmerge())
    const fifth = await record(retract(third.ids[0] ?? ''))
    const both = new Map([
      [merged, kept],
      [other, kept],
    ])
    expect(await refsAt(cases, third.lastPosition)).toEqual(both)
    expect(await refsAt(cases, fifth.lastPosition)).toEqual(new Map())
    expect(await refsAt(cases, fourth.lastPosition)).toEqual(new Map([[other, kept]]))
    expect(await refsAt(cases, second.lastPosition)).toEqual(new Map([[merged, kept]]))
    expect(await refsAt(cases, first.lastPosition)).toEqual(new Map())
  })

  it('are known from one reading of the case, by however many views that ask, and then of what came since', async () => {
    const { cases, read } = watched()
    await record(...Array.from({ length: 40 }, (_, number) => note(number)), merge())
    for (let number = 0; number < 3; number += 1) {
      const { lastPosition } = await record(note(number))
      const answers = await Promise.all(Array.from({ length: 5 }, () => refsAt(cases, lastPosition)))
      expect(answers).toEqual(answers.map(() => new Map([[merged, kept]])))
    }
    expect(read).toEqual([42, 1, 1])
  })

  it('are read again after a failure, which only the view that read hears of', async () => {
    const { cases, fail } = watched()
    const { lastPosition } = await record(merge())
    fail()
    const answers = await Promise.allSettled([refsAt(cases, lastPosition), refsAt(cases, lastPosition)])
    expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: new Map([[merged, kept]]) }])
    expect(await refsAt(cases, lastPosition)).toEqual(new Map([[merged, kept]]))
  })

  it('are corrected, also by a correction whose retraction was retracted', async () => {
    const { cases } = watched()
    const first = await record(merge(), merge(other))
    const { data } = merge(randomUUID())
    const correction = { correctsId: first.ids[0], schemaVersion: 1, data, reasonCode: 'clericalError', approver }
    const second = await record({ type: EventCorrected.type, data: correction } as Fact)
    const third = await record(retract(second.ids[0] ?? ''))
    const fourth = await record(retract(third.ids[0] ?? ''))
    const corrected = new Map([other, (data as { mergedRef: string }).mergedRef].map((ref) => [ref, kept]))
    expect(await refsAt(cases, fourth.lastPosition)).toEqual(corrected)
    expect(await refsAt(cases, third.lastPosition)).toEqual(new Map([merged, other].map((ref) => [ref, kept])))
    expect(await refsAt(cases, second.lastPosition)).toEqual(corrected)
  })

  it('are known without the events that say so, however many of a case correct something else', async () => {
    const { cases, read, inMemory } = watched()
    const noted = await record(merge(), note(1))
    const { lastPosition } = await record(...Array.from({ length: 30 }, (_, number) => correct(noted.ids[1] ?? '', number)))
    expect(await refsAt(cases, lastPosition)).toEqual(new Map([[merged, kept]]))
    expect(read).toEqual([32])
    expect(await inMemory()).toBe(0)
    expect(await refsAt(cases, lastPosition)).toEqual(new Map([[merged, kept]]))
  })

  it('are read of fifty cases at the same time, of however many a batch has events', async () => {
    const { cases, read, atOnce } = watched()
    const positions = new Map<string, string>()
    for (let number = 0; number < 120; number += 1) {
      caseId = randomUUID()
      positions.set(caseId, (await record(merge())).lastPosition)
    }
    expect(await cases.canonicalRefs(positions)).toEqual(new Map([...positions].map(([id]) => [id, new Map([[merged, kept]])])))
    expect(read).toHaveLength(120)
    expect(Math.max(...atOnce)).toBe(50)
  })

  it('are forgotten when the log goes back, also if that is noticed while a case is read', async () => {
    const restored = await testLog()
    try {
      const { store, goesBackAtNextReading } = goingBack(log.storeOf('prosecution'), restored.storeOf('prosecution'))
      const cases = mergedCases(store)
      const { lastPosition } = await record(merge())
      expect(await refsAt(cases, lastPosition)).toEqual(new Map([[merged, kept]]))
      const lost = await record(note(1))
      for (const fact of [merge(other), note(1)]) await restored.record({ caseId, facts: [fact], eventTypes })
      goesBackAtNextReading()
      await refsAt(cases, lost.lastPosition)
      expect(await refsAt(cases, await restored.storeOf('prosecution').lastPosition())).toEqual(new Map([[other, kept]]))
      expect([...(await cases.until('1'))]).toEqual([caseId])
    } finally {
      await restored.close()
    }
  })
})
