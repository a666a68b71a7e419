import { randomUUID } from 'node:crypto'
import { caseGate, confidentiality, eventAccess, type EventAccess, type Receiver } from '@case-timeline/access'
import {
  AccessExcluded,
  CaseOpened,
  CaseReferredToProsecution,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  ConfidentialityOrdered,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  type FactOf,
  SupportCaseOpened,
  SuspectArrested,
} from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import { TEST_LOGS, type TestCommand, type TestLog } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-25T10:00:00Z')
const [POLICE, HARBOUR, DUTY] = ['zz-police', 'zz-harbour-police', 'zz-duty-police'] as const
const receiving = { agencyId: DUTY, participationEvents: [CaseReferredToProsecution] }

const receiver = (userId: string, agencyId: string, role = 'agency-system'): Receiver => ({
  userId,
  agencyId,
  sector: 'investigation',
  role,
})
const [system, caseworker] = [receiver('system', POLICE), receiver('k.lim', POLICE, 'investigator')]
const lent: Receiver = { ...receiver('K.Lim', 'zz-lending-police', 'investigator'), roles: ['investigator'] }
const RECEIVERS = [system, caseworker, receiver('system', HARBOUR), receiver('system', DUTY), receiver('k.lim', HARBOUR), lent]

const TYPES = [
  AccessExcluded,
  CaseOpened,
  CaseReferredToProsecution,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  ConfidentialityOrdered,
  EventCorrected,
  EventRetracted,
  SupportCaseOpened,
  SuspectArrested,
]

const fact = <E extends EventType>(type: E, changes: Partial<FactOf<E>['data'] & object> = {}): Fact => ({
  type: type.type,
  data: { ...(type.example as object), ...changes },
})

/** What a receiver may see by a new reading of the streams, as `CaseGate` and `Confidentiality` do: event ids and orders. */
const readAgain = async (store: EventStore, who: Receiver, events: readonly StoredEvent[], now: number) => {
  const gate = caseGate(store, receiving, undefined, undefined, () => now)
  const caseIds = [...new Set(events.flatMap(({ caseId }) => caseId ?? []))]
  const participations = await Promise.all(caseIds.map((caseId) => gate.participationIn(who, caseId)))
  const admitted = new Set(caseIds.filter((_, index) => ['participating', 'assigned'].includes(participations[index] ?? '')))
  const disclosed = await confidentiality(store, () => now).disclosedCases([...admitted], who)
  return events
    .filter(({ caseId, visibility }) => visibility.includes(who.sector) && (caseId === undefined || admitted.has(caseId)))
    .map(({ id, caseId = '' }) => {
      const withheld = disclosed.get(caseId)?.facts.find(({ recorded }) => recorded.id === id)
      return [id, withheld?.recordWithheldBy ?? []]
    })
}

const seen = async (access: EventAccess, who: Receiver, events: readonly StoredEvent[]) => {
  const cases = await access.receivableCases(
    who,
    events.map(({ caseId }) => caseId),
  )
  return cases.select(events).map(({ event, withheldBy }) => [event.id, withheldBy])
}

describe.each(TEST_LOGS)('access to events that is kept by case, on %s', (_, openLog) => {
  let log: TestLog
  let store: EventStore
  beforeAll(async () => {
    log = await openLog()
    store = log.storeOf('investigation')
  })
  afterAll(() => log.close())

  const record = (caseId: string, facts: readonly Fact[], more: Partial<TestCommand> = {}) =>
    log.record({ caseId, facts, eventTypes: TYPES, ...more })
  const exclude = (caseId: string, userId: string) => record(caseId, [fact(AccessExcluded, { userId })], { aggregate: `record-${caseId}` })
  const idsFor = async (access: EventAccess, who: Receiver, caseId: string) =>
    (await seen(access, who, await store.readCase(caseId))).map(([id]) => id)

  it('is for a user who is assigned, and for no system of the agency, whatever user it signs in as', async () => {
    const caseId = randomUUID()
    const access = eventAccess(store, { now: () => NOW })
    await record(caseId, [fact(SuspectArrested)], { agencyId: POLICE })
    const terms = { userId: 'k.lim', role: 'investigator', begin: '2026-11-25', agencyId: lent.agencyId }
    expect(await idsFor(access, lent, caseId)).toEqual([])
    await record(caseId, [fact(CaseWorkerAssigned, terms)], { aggregate: `record-${caseId}`, agencyId: POLICE })
    expect(await idsFor(access, lent, caseId)).toHaveLength(2)
    expect(await idsFor(access, { ...lent, role: 'agency-system' }, caseId)).toEqual([])
    expect(await idsFor(access, { ...lent, userId: 'system', role: 'agency-system', roles: ['agency-system'] }, caseId)).toEqual([])
    const ended = fact(CaseWorkerUnassigned, { userId: 'K.LIM', role: 'investigator', end: '2030-01-01' })
    await record(caseId, [ended], { aggregate: `record-${caseId}`, agencyId: POLICE })
    expect(await idsFor(access, lent, caseId)).toEqual([])
  })

  it('is at any time what a new reading of the streams gives, after any other reader, with room for all cases or for two', async () => {
    const step = fc.record({
      kind: fc.constantFrom(
        'arrest',
        'arrest',
        'lead',
        'refer',
        'exclude',
        'assign',
        'assign',
        'unassign',
        'order',
        'correct',
        'retract',
        'day',
        'ask',
      ),
      which: fc.nat(2),
      pick: fc.nat(99),
      agencyId: fc.constantFrom(POLICE, HARBOUR),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 18 }), async (steps) => {
        let now = NOW
        const options = { receiving, now: () => now }
        const kept = [eventAccess(store, options), eventAccess(store, { ...options, maxCases: 2, maxWithheld: 2 })]
        const caseIds = [randomUUID(), randomUUID(), randomUUID()]
        for (const { kind, which, pick, agencyId } of steps) {
          const caseId = caseIds[which] ?? ''
          const history = await log.storeOf('auditTrail').readCase(caseId)
          const earlier = history[pick % (history.length || 1)]
          const inStream = earlier && {
            service: earlier.stream.slice(0, earlier.stream.indexOf('.')) as 'investigation' | 'adjudication',
            aggregate: earlier.stream.slice(earlier.stream.indexOf('.') + 1),
          }
          if (kind === 'arrest') await record(caseId, [fact(SuspectArrested)], { agencyId })
          if (kind === 'lead') await record(caseId, [fact(CaseOpened, { leadAgency: agencyId })], { agencyId: 'zz-national-police' })
          if (kind === 'refer') await record(caseId, [fact(CaseReferredToProsecution)], { agencyId })
          if (kind === 'exclude') await exclude(caseId, pick % 2 === 0 ? 'k.lim' : 'system')
          const inRole = { userId: 'k.lim', role: 'investigator' }
          const inRecord = { aggregate: `record-${caseId}`, agencyId }
          const begin = new Date(now + (pick % 2) * DAY_MS).toISOString().slice(0, 10)
          if (kind === 'assign')
            await record(caseId, [fact(CaseWorkerAssigned, { ...inRole, begin, end: begin, agencyId: lent.agencyId })], inRecord)
          if (kind === 'unassign') await record(caseId, [fact(CaseWorkerUnassigned, { ...inRole, end: begin })], inRecord)
          if (kind === 'order') {
            const covers = [earlier && pick % 3 > 0 ? ({ kind: 'item', id: earlier.id } as const) : ({ kind: 'case', id: caseId } as const)]
            const until = pick % 2 === 0 ? { until: new Date(now + DAY_MS).toISOString().slice(0, 10) } : {}
            const order = fact(ConfidentialityOrdered, { scope: ['sealedItems'], covers, tier: 'courtOnly', ...until })
            await record(caseId, [order], { service: 'adjudication', agencyId: 'zz-court' })
          }
          if (kind === 'correct' && earlier?.type === CaseOpened.type) {
            const data = { ...CaseOpened.example, leadAgency: agencyId }
            const correction = fact(EventCorrected, { correctsId: earlier.id, schemaVersion: earlier.schemaVersion, data })
            await record(caseId, [correction], { ...inStream, agencyId })
          }
          if (kind === 'retract' && earlier)
            await record(caseId, [fact(EventRetracted, { retractsId: earlier.id })], { ...inStream, agencyId })
          if (kind === 'day') now += DAY_MS
          const events = (await Promise.all(caseIds.map((one) => store.readCase(one)))).flat()
          for (const who of kind === 'ask' ? RECEIVERS.toReversed() : RECEIVERS.slice(pick % RECEIVERS.length)) {
            const expected = await readAgain(store, who, events, now)
            for (const access of kept) expect(await seen(access, who, events)).toEqual(expected)
          }
        }
      }),
      { numRuns: 2, endOnFailure: true },
    )
  })

  it('is given at once to an agency that joins the case, and taken at once from one that is no longer named', async () => {
    const access = eventAccess(store)
    const caseId = randomUUID()
    const opened = await record(caseId, [fact(CaseOpened, { leadAgency: HARBOUR })])
    expect(await idsFor(access, receiver('system', HARBOUR), caseId)).toEqual(opened.ids)
    expect(await idsFor(access, receiver('system', DUTY), caseId)).toEqual([])
    const correctsId = opened.ids[0] ?? ''
    const data = { ...CaseOpened.example, leadAgency: DUTY }
    await record(caseId, [fact(EventCorrected, { correctsId, schemaVersion: CaseOpened.version, data })])
    expect(await idsFor(access, receiver('system', HARBOUR), caseId)).toEqual([])
    expect(await idsFor(access, receiver('system', DUTY), caseId)).toHaveLength(2)
  })

  it('ends at once for a user who is excluded, and for no other', async () => {
    const access = eventAccess(store)
    const caseId = randomUUID()
    await record(caseId, [fact(SuspectArrested)])
    for (const who of [system, caseworker]) expect(await idsFor(access, who, caseId)).toHaveLength(1)
    const { ids } = await exclude(caseId, caseworker.userId)
    expect(await idsFor(access, caseworker, caseId)).toEqual([])
    expect(await idsFor(access, system, caseId)).toHaveLength(2)
    await record(caseId, [fact(EventRetracted, { retractsId: ids[0] ?? '' })], { aggregate: `record-${caseId}` })
    expect(await idsFor(access, caseworker, caseId)).toHaveLength(3)
  })

  it('shows nothing of an event from the moment of a court order to the end of its last day', async () => {
    let now = NOW
    const access = eventAccess(store, { now: () => now })
    const caseId = randomUUID()
    const { ids } = await record(caseId, [fact(SuspectArrested), fact(SuspectArrested)])
    const withheldIds = async () =>
      (await seen(access, system, await store.readCase(caseId))).flatMap(([id, by]) => (by?.length ? [id] : []))
    expect(await withheldIds()).toEqual([])
    const covers = [{ kind: 'item', id: ids[0] ?? '' } as const]
    const order = fact(ConfidentialityOrdered, { scope: ['sealedItems'], covers, tier: 'courtOnly', until: '2026-11-25' })
    const { ids: orderIds } = await record(caseId, [order], { service: 'adjudication', agencyId: 'zz-court' })
    expect(await withheldIds()).toEqual([ids[0], orderIds[0]])
    now += DAY_MS
    expect(await withheldIds()).toEqual([])
    now -= DAY_MS
    expect(await withheldIds()).toEqual([ids[0], orderIds[0]])
  })
  it('shows an agency of victim support its own file under a court order, and no other agency after it', async () => {
    const support = log.storeOf('victimSupport')
    const access = eventAccess(support)
    const caseId = randomUUID()
    const [own, other] = ['zz-support', 'zz-shelter'].map((agencyId): Receiver => ({
      ...receiver('system', agencyId),
      sector: 'victimSupport',
    }))
    const of = (personRef: string) => ({ service: 'victimSupport', aggregate: `support-${caseId}~${personRef}` }) as const
    const [mai, lin] = [randomUUID(), randomUUID()]
    const { ids } = await record(caseId, [fact(SupportCaseOpened, { personRef: mai })], { ...of(mai), agencyId: own!.agencyId })
    await record(caseId, [fact(SupportCaseOpened, { personRef: lin })], { ...of(lin), agencyId: other!.agencyId })
    const order = fact(ConfidentialityOrdered, { scope: ['sealedItems'], covers: [{ kind: 'item', id: ids[0] ?? '' }], tier: 'courtOnly' })
    await record(caseId, [order], { service: 'adjudication', agencyId: 'zz-court' })
    const isWithheldFrom = async (who: Receiver) => {
      const [first] = await seen(access, who, await support.readCase(caseId))
      return [first?.[0], first?.[1]?.length]
    }
    for (const _again of [1, 2]) {
      expect(await isWithheldFrom(own!)).toEqual([ids[0], 0])
      expect(await isWithheldFrom(other!)).toEqual([ids[0], 1])
    }
  })
})
