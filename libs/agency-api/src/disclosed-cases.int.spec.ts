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
  SERVICES,
  type ServiceName,
  SupportCaseOpened,
  SuspectArrested,
} from '@case-timeline/contracts'
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
  { sector: 'investigation', agencyId: 'zz-harbour-police' },
  { sector: 'prosecution', agencyId: 'zz-prosecution' },
  { sector: 'victimSupport', agencyId: 'zz-support' },
  { sector: 'victimSupport', agencyId: 'zz-shelter' },
  { sector: 'adjudication', agencyId: 'zz-court' },
]
/** In characters: of all cases, of a case with few facts and not with many, of none. */
const ROOM = [undefined, 8_000, 1]
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

  it('is shown at any time as a new reading discloses it, after any other reader, with room for all cases, for one while it is small, or for none', async () => {
    const step = fc.record({
      kind: fc.constantFrom('arrest', 'identify', 'support', 'exclude', 'order', 'order', 'correct', 'retract', 'day', 'back', 'ask'),
      which: fc.nat(1),
      pick: fc.nat(99),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 20 }), async (steps) => {
        let now = NOW
        const clock = () => now
        const ordersIn = (maxSize?: number) =>
          new Map(SERVICES.map((service) => [service, confidentiality(log.storeOf(service), clock, maxSize)] as const))
        const kept = ROOM.map(ordersIn)
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
            // Readers of every sector ask audit-trail, too.
            for (const service of [viewer.sector, 'auditTrail'] as const) {
              const expected = await seen(confidentiality(log.storeOf(service), clock), caseIds, viewer)
              for (const orders of kept) expect(await seen(orders.get(service) as Confidentiality, caseIds, viewer)).toEqual(expected)
            }
          }
        }
      }),
      { numRuns: 4, endOnFailure: true },
    )
  }, 240_000)

  it('is read once for a sector, and disclosed once to its agencies while nothing is recorded in it', async () => {
    const { store, events } = countedReads(log.storeOf('investigation'))
    const orders = confidentiality(store, () => NOW)
    const caseId = randomUUID()
    await record(caseId, [fact(SuspectArrested), fact(SuspectArrested)])
    await order(caseId, [{ kind: 'case', id: caseId }])
    const disclosed = async (viewer: Viewer) => (await orders.disclosedCases([caseId], viewer)).get(caseId)
    const first = await disclosed(police)
    expect(await disclosed(police)).toBe(first)
    expect(await disclosed({ ...police, agencyId: 'zz-harbour-police' })).toBe(first)
    await record(caseId, [fact(SuspectArrested)])
    expect((await disclosed(police))?.facts).toHaveLength(4)
    expect(events).toEqual([3, 1])
  })

  it('is disclosed to each sector, and to each agency of victim support, apart', async () => {
    const orders = confidentiality(log.storeOf('auditTrail'), () => NOW)
    const [caseId, personRef] = [randomUUID(), randomUUID()]
    const support = { service: 'victimSupport', aggregate: `support-${caseId}~${personRef}`, agencyId: 'zz-support' } as const
    await record(caseId, [fact(SupportCaseOpened, { personRef })], support)
    await order(caseId, [{ kind: 'person', id: personRef }])
    const shownTo = async (viewer: Viewer): Promise<boolean | undefined> => {
      const facts = (await orders.disclosedCases([caseId], viewer)).get(caseId)?.facts
      return facts?.some(({ shown }) => shown?.type === SupportCaseOpened.type)
    }
    const shown: (boolean | undefined)[] = []
    for (const viewer of [...VIEWERS, ...VIEWERS.toReversed()]) shown.push(await shownTo(viewer))
    const expected = [
      ...[false, false, false],
      ...[true, false],
      // Nothing is withheld from the court.
      undefined,
    ]
    expect(shown).toEqual([...expected, ...expected.toReversed()])
  })

  it('is disclosed again, without a reading, when an order ends and when the clock goes back', async () => {
    let now = NOW
    const { store, events } = countedReads(log.storeOf('investigation'))
    const orders = confidentiality(store, () => now)
    const caseId = randomUUID()
    await order(caseId, [{ kind: 'case', id: caseId }], dayOf(NOW))
    const isWithheld = async () => (await orders.disclosedCases([caseId], police)).has(caseId)
    const found: boolean[] = [await isWithheld()]
    now += 2 * DAY_MS
    found.push(await isWithheld())
    now -= 2 * DAY_MS
    found.push(await isWithheld())
    expect([found, events]).toEqual([[true, false, true], [1]])
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
