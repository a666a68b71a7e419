import { randomUUID } from 'node:crypto'
import { type CaseGate, caseGate } from '@case-timeline/access'
import { AccessExcluded, EventRetracted, type EventType, type Fact, SuspectArrested } from '@case-timeline/contracts'
import { TEST_LOGS, type TestCommand, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { countedReads } from './counted-reads.fixtures.ts'

const TYPES = [AccessExcluded, EventRetracted, SuspectArrested]
const AGENCIES = ['zz-police', 'zz-harbour-police', 'zz-border-police']
const USERS = ['j.dizon', 'm.santos']
const stranger = { userId: 'x.tan', agencyId: 'zz-customs', sector: 'investigation' } as const

const fact = <E extends EventType>(type: E, changes: object = {}): Fact => ({
  type: type.type,
  data: { ...(type.example as object), ...changes },
})

describe.each(TEST_LOGS)('who may enter a case, on %s,', (_, openLog) => {
  let log: TestLog
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  const record = (caseId: string, one: Fact, more: Partial<TestCommand> = {}) =>
    log.record({ caseId, facts: [one], eventTypes: TYPES, ...more })
  // By an agency that is not asked about: an agency that took part is known for a minute, also if a correction ends that.
  const inRecord = (caseId: string, one: Fact) => record(caseId, one, { aggregate: `record-${caseId}`, agencyId: 'zz-records-office' })
  const exclude = (caseId: string, userId: string) => inRecord(caseId, fact(AccessExcluded, { userId }))

  const admissions = async (gate: CaseGate, caseIds: readonly string[]): Promise<unknown> => {
    const found: unknown[] = []
    for (const caseId of caseIds)
      for (const agencyId of AGENCIES)
        for (const userId of USERS) found.push(await gate.admission({ userId, agencyId, sector: 'investigation' }, caseId))
    return found
  }

  it('is at any time what a new reading of the case says, with room for all cases or for one', async () => {
    const step = fc.record({ kind: fc.constantFrom('act', 'exclude', 'readmit'), which: fc.nat(1), pick: fc.nat(5) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
        const store = log.storeOf('investigation')
        const kept = [caseGate(store), caseGate(store, undefined, 1)]
        const caseIds = [randomUUID(), randomUUID()]
        for (const { kind, which, pick } of steps) {
          const caseId = caseIds[which] ?? ''
          if (kind === 'act') await record(caseId, fact(SuspectArrested), { agencyId: AGENCIES[pick % 3] ?? '' })
          if (kind === 'exclude') await exclude(caseId, USERS[pick % 2] ?? '')
          const [exclusion] = await store.readStream(`investigation.record-${caseId}`)
          if (kind === 'readmit' && exclusion) await inRecord(caseId, fact(EventRetracted, { retractsId: exclusion.id }))
          const expected = await admissions(caseGate(store), caseIds)
          for (const gate of kept) expect(await admissions(gate, caseIds)).toEqual(expected)
        }
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })

  it('is read from the whole case once, also for an agency without a part, and again when something is recorded', async () => {
    const { store, events } = countedReads(log.storeOf('investigation'))
    const gate = caseGate(store)
    const caseId = randomUUID()
    await record(caseId, fact(SuspectArrested))
    await exclude(caseId, 'j.dizon')
    expect(await gate.participationIn(stranger, caseId)).toBe('notParticipating')
    expect(await gate.participationIn(stranger, caseId)).toBe('notParticipating')
    expect(events.splice(0)).toEqual([1, 2, 0, 0])
    await exclude(caseId, stranger.userId)
    expect(await gate.participationIn(stranger, caseId)).toBe('excluded')
    expect(events).toEqual([1, 2])
  })

  it('is read again if the log goes back while later events are looked for', async () => {
    const restored = await openLog()
    const caseId = randomUUID()
    const [agencyId = ''] = AGENCIES
    for (const one of [log, restored]) await one.record({ caseId, facts: [fact(SuspectArrested)], eventTypes: TYPES, agencyId })
    const excluding = (one: TestLog, userId: string) =>
      one.record({ caseId, facts: [fact(AccessExcluded, { userId })], eventTypes: TYPES, aggregate: `record-${caseId}` })
    await excluding(log, 'm.santos')
    await excluding(restored, 'j.dizon')
    let current = log.storeOf('investigation')
    let generation = 0
    const store = new Proxy(current, {
      get: (_, name): unknown => {
        if (name === 'generation') return generation
        const value: unknown = Reflect.get(current, name)
        return typeof value === 'function' ? value.bind(current) : value
      },
    })
    const gate = caseGate(store)
    const user = { userId: 'j.dizon', agencyId, sector: 'investigation' } as const
    expect(await gate.participationIn(user, caseId)).toBe('participating')
    current = restored.storeOf('investigation')
    const asked = gate.participationIn(user, caseId)
    // Another read finds out.
    generation = 1
    expect(await asked).toBe('excluded')
    await restored.close()
  })

  it('is not kept for a case that does not exist, so that it exists at once', async () => {
    const gate = caseGate(log.storeOf('investigation'))
    const caseId = randomUUID()
    const [agencyId = ''] = AGENCIES
    expect(await gate.participationIn({ ...stranger, agencyId }, caseId)).toBe('unknownCase')
    await record(caseId, fact(SuspectArrested), { agencyId })
    expect(await gate.participationIn({ ...stranger, agencyId }, caseId)).toBe('participating')
  })
})
