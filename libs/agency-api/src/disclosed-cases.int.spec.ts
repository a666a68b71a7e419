import { randomUUID } from 'node:crypto'
import { type Confidentiality, confidentiality, type Viewer } from '@case-timeline/access'
import {
  AccessExcluded,
  ConfidentialityOrdered,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  type FactOf,
  PresumedVictimIdentified,
  type ServiceName,
  SupportCaseOpened,
  SuspectArrested,
} from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { countedReads, goingBack, TEST_LOGS, type TestCommand, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-25T10:00:00Z')
const TYPES = [
  AccessExcluded,
  ConfidentialityOrdered,
  EventCorrected,
  EventRetracted,
  PresumedVictimIdentified,
  SupportCaseOpened,
  SuspectArrested,
]
const VIEWERS: readonly Viewer[] = [
  { sector: 'investigation', agencyId: 'zz-police' },
  { sector: 'prosecution', agencyId: 'zz-prosecution' },
  { sector: 'victimSupport', agencyId: 'zz-support' },
  { sector: 'victimSupport', agencyId: 'zz-shelter' },
]
const [police] = VIEWERS as readonly [Viewer]

const fact = <E extends EventType>(type: E, changes: Partial<FactOf<E>['data'] & object> = {}): Fact => ({
  type: type.type,
  data: { ...(type.example as object), ...changes },
})
const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10)

describe.each(TEST_LOGS)('a case under court orders, on %s', (_, openLog) => {
  let log: TestLog
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(() => log.close())

  const record = (caseId: string, facts: readonly Fact[], more: Partial<TestCommand> = {}) =>
    log.record({ caseId, facts, eventTypes: TYPES, ...more })
  const order = (caseId: string, covers: FactOf<typeof ConfidentialityOrdered>['data']['covers'], until?: string) =>
    record(
      caseId,
      [
        fact(ConfidentialityOrdered, {
          scope: ['sealedItems', 'nameSuppression'],
          covers,
          tier: 'courtOnly',
          ...(until === undefined ? {} : { until }),
        }),
      ],
      { service: 'adjudication', agencyId: 'zz-court' },
    )

  /** All that a viewer is shown of some cases. */
  const seen = async (orders: Confidentiality, caseIds: readonly string[], viewer: Viewer): Promise<unknown> => {
    const cases = await orders.disclosedCases(caseIds, viewer)
    return [...cases].map(([caseId, { facts }]) => [
      caseId,
      facts.map(({ recorded, shown, withheldBy, recordWithheldBy }) => [
        recorded.id,
        shown && [shown.stream, shown.data],
        withheldBy,
        recordWithheldBy,
      ]),
    ])
  }

  it('is shown at any time as a new reading discloses it, after any other reader, with room for all cases or for one', async () => {
    const step = fc.record({
      kind: fc.constantFrom('arrest', 'identify', 'support', 'exclude', 'order', 'order', 'correct', 'retract', 'day', 'back', 'ask'),
      which: fc.nat(1),
      pick: fc.nat(99),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 20 }), async (steps) => {
        let now = NOW
        const clock = () => now
        const stores = new Map(VIEWERS.map(({ sector }) => [sector, log.storeOf(sector)]))
        const storeOf = (sector: ServiceName) => stores.get(sector) as EventStore
        const kept = [undefined, 1].map(
          (maxFacts) => new Map([...stores].map(([sector, one]) => [sector, confidentiality(one, clock, maxFacts)])),
        )
        const caseIds = [randomUUID(), randomUUID()]
        const persons = [randomUUID(), randomUUID()]
        for (const { kind, which, pick } of steps) {
          const caseId = caseIds[which] ?? ''
          const personRef = persons[pick % 2] ?? ''
          const history = await log.storeOf('auditTrail').readCase(caseId)
          const earlier = history[pick % (history.length || 1)]
          const inStream = earlier && {
            service: earlier.stream.slice(0, earlier.stream.indexOf('.')) as ServiceName,
            aggregate: earlier.stream.slice(earlier.stream.indexOf('.') + 1),
          }
          if (kind === 'arrest') await record(caseId, [fact(SuspectArrested, { personRef })])
          if (kind === 'identify') await record(caseId, [fact(PresumedVictimIdentified, { personRef })])
          if (kind === 'support') {
            const aggregate = `support-${caseId}~${personRef}`
            const agencyId = pick % 3 === 0 ? 'zz-shelter' : 'zz-support'
            await record(caseId, [fact(SupportCaseOpened, { personRef })], { service: 'victimSupport', aggregate, agencyId })
          }
          if (kind === 'exclude') await record(caseId, [fact(AccessExcluded)], { aggregate: `record-${caseId}` })
          if (kind === 'order') {
            const covered = [
              { kind: 'person', id: personRef } as const,
              { kind: 'case', id: caseId } as const,
              ...(earlier ? [{ kind: 'item', id: earlier.id } as const] : []),
            ]
            await order(
              caseId,
              [covered[pick % covered.length] as (typeof covered)[number]],
              pick % 2 === 0 ? dayOf(now + DAY_MS) : undefined,
            )
          }
          if (kind === 'correct' && earlier?.type === SuspectArrested.type) {
            const data = { ...SuspectArrested.example, personRef }
            await record(caseId, [fact(EventCorrected, { correctsId: earlier.id, schemaVersion: earlier.schemaVersion, data })], inStream)
          }
          if (kind === 'retract' && earlier) await record(caseId, [fact(EventRetracted, { retractsId: earlier.id })], inStream)
          if (kind === 'day') now += DAY_MS
          if (kind === 'back') now -= DAY_MS
          for (const viewer of kind === 'ask' ? VIEWERS.toReversed() : VIEWERS.slice(pick % VIEWERS.length)) {
            const expected = await seen(confidentiality(storeOf(viewer.sector), clock), caseIds, viewer)
            for (const one of kept) expect(await seen(one.get(viewer.sector) as Confidentiality, caseIds, viewer)).toEqual(expected)
          }
        }
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })

  it('is read once, and disclosed once to an agency while nothing is recorded in it', async () => {
    const { store, events } = countedReads(log.storeOf('investigation'))
    const orders = confidentiality(store, () => NOW)
    const caseId = randomUUID()
    await record(caseId, [fact(SuspectArrested), fact(SuspectArrested)])
    await order(caseId, [{ kind: 'case', id: caseId }])
    const disclosed = async (viewer: Viewer) => (await orders.disclosedCases([caseId], viewer)).get(caseId)
    const first = await disclosed(police)
    expect(await disclosed(police)).toBe(first)
    expect(await disclosed({ ...police, agencyId: 'zz-harbour-police' })).not.toBe(first)
    await record(caseId, [fact(SuspectArrested)])
    expect((await disclosed(police))?.facts).toHaveLength(4)
    expect(events).toEqual([3, 3, 1])
  })

  it('is not read again while nothing is recorded in it, however many cases are asked for', async () => {
    const { store, events } = countedReads(log.storeOf('investigation'))
    const orders = confidentiality(store, () => NOW)
    const caseIds = Array.from({ length: 6 }, () => randomUUID())
    for (const caseId of caseIds) await order(caseId, [{ kind: 'case', id: caseId }])
    await orders.disclosedCases(caseIds, police)
    expect(events.splice(0)).toEqual(caseIds.map(() => 1))
    await record(caseIds[0] ?? '', [fact(SuspectArrested)])
    const cases = await orders.disclosedCases(caseIds, police)
    expect([events, caseIds.map((caseId) => cases.get(caseId)?.facts.length)]).toEqual([[1], [2, 1, 1, 1, 1, 1]])
  })

  it('is read again as long as its head is an event that the service may not see', async () => {
    const { store, events } = countedReads(log.storeOf('investigation'))
    const orders = confidentiality(store, () => NOW)
    const caseId = randomUUID()
    const { lastPosition } = await order(caseId, [{ kind: 'case', id: caseId }])
    await record(caseId, [fact(AccessExcluded)], { service: 'prosecution', aggregate: `record-${caseId}`, agencyId: 'zz-prosecution' })
    const disclosed = async () => (await orders.disclosedCases([caseId], police)).get(caseId)
    const first = await disclosed()
    expect(await disclosed()).toBe(first)
    const head = (await store.caseHeads([caseId])).get(caseId)
    // PostgreSQL leaves what a service may not see out of the head, EventStoreDB does not.
    expect(events).toEqual(head === lastPosition ? [1] : [1, 0])
  })

  it('is that of the log that there is now, if it goes back while later events are read', async () => {
    const restored = await openLog()
    const caseId = randomUUID()
    await order(caseId, [{ kind: 'case', id: caseId }])
    const covered = [fact(ConfidentialityOrdered, { covers: [{ kind: 'case', id: caseId }], tier: 'courtOnly' })]
    const court = { service: 'adjudication', agencyId: 'zz-court' } as const
    const inRestored: string[] = []
    for (let times = 0; times < 3; times += 1)
      inRestored.push(...(await restored.record({ caseId, eventTypes: TYPES, facts: covered, ...court })).ids)
    const { store, goesBackAtNextReading } = goingBack(log.storeOf('investigation'), restored.storeOf('investigation'))
    const orders = confidentiality(store, () => NOW)
    const idsNow = async () => (await orders.disclosedCases([caseId], police)).get(caseId)?.facts.map(({ recorded }) => recorded.id)
    expect(await idsNow()).toHaveLength(1)
    await record(caseId, [fact(SuspectArrested)])
    goesBackAtNextReading()
    expect(await idsNow()).toEqual(inRestored)
    await restored.close()
  })

  it('is computed from once for each use of what an agency is shown', async () => {
    const orders = confidentiality(log.storeOf('investigation'), () => NOW)
    const caseId = randomUUID()
    await order(caseId, [{ kind: 'case', id: caseId }])
    const [use, other] = [{}, {}]
    const computed = async (by: object) => {
      const disclosed = (await orders.disclosedCases([caseId], police)).get(caseId)
      return disclosed?.computed(by, () => ({}))
    }
    const first = await computed(use)
    expect(await computed(use)).toBe(first)
    expect(await computed(other)).not.toBe(first)
    await record(caseId, [fact(SuspectArrested)])
    expect(await computed(use)).not.toBe(first)
  })
})
