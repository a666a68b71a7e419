import { randomUUID } from 'node:crypto'
import { type CaseGate, caseGate } from '@case-timeline/access'
import {
  AccessExcluded,
  CaseOpened,
  CaseTransferred,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  HandoverReceived,
  SuspectArrested,
} from '@case-timeline/contracts'
import { type EventStore, historyOf } from '@case-timeline/event-store'
import { countedReads, TEST_LOGS, type TestCommand, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'

const TYPES = [AccessExcluded, CaseWorkerAssigned, CaseWorkerUnassigned, EventRetracted, SuspectArrested]
const ENDING_PARTICIPATION = [AccessExcluded, CaseTransferred, CaseWorkerUnassigned, EventCorrected, EventRetracted]
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
  const inRecord = (caseId: string, one: Fact, more: Partial<TestCommand> = {}) =>
    record(caseId, one, { aggregate: `record-${caseId}`, agencyId: 'zz-records-office', ...more })
  const exclude = (caseId: string, userId: string) => inRecord(caseId, fact(AccessExcluded, { userId }))

  const admissions = async (gate: CaseGate, caseIds: readonly string[]): Promise<unknown> => {
    const found: unknown[] = []
    for (const caseId of caseIds)
      for (const agencyId of AGENCIES)
        for (const userId of USERS) {
          const user = { userId, agencyId, sector: 'investigation', roles: ['investigator'] } as const
          const { participation, guard } = await gate.admission(user, caseId)
          found.push([participation, guard, await gate.participationIn(user, caseId), await gate.isExcludedFrom(user, caseId)])
        }
    return found
  }

  /** As decisions read a case: in a reading of their own, which may be further than what the gate has kept. */
  const readCaseOf = (store: EventStore) => async (caseId: string) => {
    const events = await store.readCase(caseId)
    return { events, history: historyOf(events), generation: store.generation }
  }

  it('is at any time what a new reading of the case says, with room for all cases or for one, by any reading', async () => {
    const kinds = fc.constantFrom('act', 'act in record', 'take back', 'exclude', 'readmit', 'assign', 'unassign')
    const step = fc.record({ kind: kinds, which: fc.nat(1), pick: fc.nat(5), isAsked: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
        const store = log.storeOf('investigation')
        const kept = [caseGate(store), caseGate(store, undefined, undefined, 1), caseGate(store, undefined, readCaseOf(store))]
        const caseIds = [randomUUID(), randomUUID()]
        for (const { kind, which, pick, isAsked } of steps) {
          const caseId = caseIds[which] ?? ''
          const byAgency = { agencyId: AGENCIES[pick % 3] ?? '' }
          if (kind === 'act') await record(caseId, fact(SuspectArrested), byAgency)
          if (kind === 'act in record') await inRecord(caseId, fact(CaseWorkerAssigned), byAgency)
          const act = (await store.readCase(caseId)).find(({ type }) => type === SuspectArrested.type)
          if (kind === 'take back' && act)
            await record(caseId, fact(EventRetracted, { retractsId: act.id }), { agencyId: 'zz-records-office' })
          const inRole = { userId: (USERS[pick % 2] ?? '').toUpperCase(), role: 'investigator' }
          if (kind === 'assign') await inRecord(caseId, fact(CaseWorkerAssigned, { ...inRole, begin: '2026-01-01', ...byAgency }))
          if (kind === 'unassign') await inRecord(caseId, fact(CaseWorkerUnassigned, inRole))
          if (kind === 'exclude') await exclude(caseId, USERS[pick % 2] ?? '')
          const [exclusion] = await store.readStream(`investigation.record-${caseId}`)
          if (kind === 'readmit' && exclusion) await inRecord(caseId, fact(EventRetracted, { retractsId: exclusion.id }))
          if (!isAsked) continue
          const expected = await admissions(caseGate(store), caseIds)
          for (const gate of kept) expect(await admissions(gate, caseIds)).toEqual(expected)
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
  }, 240_000)

  it('is read from the whole case once, also for an agency without a part, and then from what is recorded later', async () => {
    const { store, events } = countedReads(log.storeOf('investigation'))
    const gate = caseGate(store)
    const caseId = randomUUID()
    await record(caseId, fact(SuspectArrested))
    await exclude(caseId, 'j.dizon')
    expect(await gate.participationIn(stranger, caseId)).toBe('notParticipating')
    expect(await gate.participationIn(stranger, caseId)).toBe('notParticipating')
    expect(events.splice(0)).toEqual([2, 0])
    await exclude(caseId, stranger.userId.toUpperCase())
    expect(await gate.participationIn(stranger, caseId)).toBe('excluded')
    expect(events.splice(0)).toEqual([1])
    // A correction may concern any earlier fact.
    const [arrest] = await store.readCase(caseId)
    await record(caseId, fact(EventRetracted, { retractsId: arrest?.id }))
    events.splice(0)
    expect(await gate.participationIn(stranger, caseId)).toBe('excluded')
    expect(events).toEqual([1, 4])
  })

  it('gives the case that it read to the decision of an agency with a part, and reads none of it for strangers', async () => {
    const store = log.storeOf('investigation')
    const caseId = randomUUID()
    const [agencyId = ''] = AGENCIES
    await record(caseId, fact(SuspectArrested), { agencyId })
    let readings = 0
    const gate = caseGate(store, undefined, (one) => {
      readings += 1
      return readCaseOf(store)(one)
    })
    for (let times = 0; times < 2; times += 1)
      expect(await gate.admission(stranger, caseId)).toMatchObject({ participation: 'notParticipating' })
    expect(readings).toBe(0)
    const { participation, readCase } = await gate.admission({ ...stranger, agencyId }, caseId)
    expect([participation, readCase?.events.map(({ type }) => type)]).toEqual(['participating', [SuspectArrested.type]])
    expect(readings).toBe(1)
  })

  it('is a user of another agency who is assigned, for the days of the assignment, as soon and as long as it is recorded', async () => {
    const store = log.storeOf('investigation')
    let now = Date.parse('2026-11-25T12:00:00Z')
    const gate = caseGate(store, undefined, undefined, undefined, () => now)
    const caseId = randomUUID()
    const user = { ...stranger, roles: ['investigator', 'agency-system'] } as const
    await record(caseId, fact(SuspectArrested), { agencyId: 'zz-police' })
    expect(await gate.participationIn(user, caseId)).toBe('notParticipating')
    const inRole = { userId: 'X.Tan', role: 'investigator' }
    const terms = { ...inRole, agencyId: stranger.agencyId, begin: '2026-11-25', end: '2026-11-26' }
    await inRecord(caseId, fact(CaseWorkerAssigned, terms), { agencyId: 'zz-police' })
    const { participation, guard, assignments } = await gate.admission(user, caseId)
    expect(assignments).toMatchObject([{ role: 'investigator', admittedBy: 'zz-police' }])
    expect([participation, await gate.participationIn(user, caseId)]).toEqual(['assigned', 'assigned'])
    for (const other of [stranger, { ...user, userId: 'y.tan' }, { ...user, roles: ['agency-system'] }])
      expect(await gate.participationIn(other, caseId)).toBe('notParticipating')
    expect(await gate.officesIn('investigation', caseId)).toEqual(['zz-police'])
    for (const [time, expected] of [
      ['2026-11-24T23:59:59Z', 'notParticipating'],
      ['2026-11-26T23:59:59Z', 'assigned'],
      ['2026-11-27T00:00:00Z', 'notParticipating'],
      ['2026-11-25T12:00:00Z', 'assigned'],
    ] as const) {
      now = Date.parse(time)
      expect(await gate.participationIn(user, caseId)).toBe(expected)
    }
    await inRecord(caseId, fact(CaseWorkerUnassigned, { ...inRole, end: '2027-01-01' }), { agencyId: 'zz-police' })
    const after = await gate.admission(user, caseId)
    // A decision that was admitted before is overtaken: its guard is out of date.
    expect([after.participation, after.guard.revision > guard.revision]).toEqual(['notParticipating', true])
    for (const { type } of ENDING_PARTICIPATION) expect(guard.types).toContain(type)
    expect(guard.types).not.toContain(HandoverReceived.type)
    await inRecord(caseId, fact(CaseWorkerAssigned, terms), { agencyId: 'zz-police' })
    expect(await gate.participationIn(user, caseId)).toBe('assigned')
    await exclude(caseId, 'x.TAN')
    expect(await gate.participationIn(user, caseId)).toBe('excluded')
  })

  it('is read again if the log went back while a case was read for a decision', async () => {
    const caseId = randomUUID()
    const [agencyId = ''] = AGENCIES
    await record(caseId, fact(SuspectArrested), { agencyId })
    const store = log.storeOf('investigation')
    const generations = [store.generation - 1, store.generation]
    const gate = caseGate(store, undefined, async (one) => {
      const [generation = 0] = generations.splice(0, 1)
      const read = await readCaseOf(store)(one)
      return generation === store.generation ? read : { ...read, events: [], generation }
    })
    for (let times = 0; times < 2; times += 1)
      expect(await gate.admission({ ...stranger, agencyId }, caseId)).toMatchObject({ participation: 'participating' })
    expect(generations).toEqual([])
  })

  it('does not forget an exclusion that a later release would not record because of a malformed event elsewhere', async () => {
    const caseId = randomUUID()
    const [agencyId = ''] = AGENCIES
    const user = { ...stranger, agencyId }
    /** As an earlier or a foreign release may have recorded it. */
    const recordAnyhow = (type: EventType, data: object, aggregate: string) =>
      log.record({ caseId, facts: [{ type: type.type, data } as Fact], eventTypes: [{ ...type, data: z.any() }], aggregate, agencyId })
    const { ids } = await recordAnyhow(CaseOpened, { ...CaseOpened.example, leadAgency: agencyId }, `case-${caseId}`)
    await recordAnyhow(AccessExcluded, { userId: user.userId, reasonCode: 'not a code' }, `record-${caseId}`)
    await recordAnyhow(EventCorrected, { correctsId: ids[0], schemaVersion: 1, reasonCode: 'without data' }, `case-${caseId}`)
    const gate = caseGate(log.storeOf('investigation'))
    expect(await gate.isExcludedFrom(user, caseId)).toBe(true)
    expect(await gate.participationIn(user, caseId)).toBe('excluded')
    expect(await gate.isExcludedFrom(user, caseId)).toBe(true)
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

  it('is judged by one reading where another one, which began later, has ended before', async () => {
    const caseId = randomUUID()
    const [agencyId = '', to = ''] = AGENCIES
    await record(caseId, fact(SuspectArrested), { agencyId })
    const store = log.storeOf('investigation')
    const before = await readCaseOf(store)(caseId)
    const user = { userId: 'j.dizon', agencyId, sector: 'investigation' } as const
    const stalled = new Proxy(store, {
      get: (_, name): unknown => {
        if (name === 'readCase' && isStalled) return () => reading.then(() => before.events)
        const value: unknown = Reflect.get(store, name)
        return typeof value === 'function' ? value.bind(store) : value
      },
    })
    let isStalled = true
    let goOn = (): void => undefined
    const reading = new Promise<void>((resolve) => (goOn = resolve))
    const gate = caseGate(stalled)
    const admitted = gate.admission(user, caseId)
    isStalled = false
    await inRecord(caseId, fact(CaseTransferred, { from: agencyId, to, reason: 'safety' }), {
      agencyId,
      eventTypes: [...TYPES, CaseTransferred],
    })
    expect(await gate.participationIn(user, caseId)).toBe('notParticipating')
    goOn()
    const { guard } = await admitted
    const { guard: now } = await gate.admission(user, caseId)
    // The older reading admits, but with a guard that is broken: what is recorded on it is decided again.
    expect(guard?.revision).toBeLessThan(now?.revision ?? -1)
    expect(await gate.participationIn(user, caseId)).toBe('notParticipating')
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
