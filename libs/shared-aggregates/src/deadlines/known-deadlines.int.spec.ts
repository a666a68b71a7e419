import {
  ConsentGranted,
  EventCorrected,
  EventRetracted,
  MajorityReached,
  PersonRefsMerged,
  PersonRefsUnmerged,
  PresumedVictimIdentified,
  RightsInformed,
  ShelterAdmitted,
} from '@case-timeline/contracts'
import { historyOf } from '@case-timeline/event-store'
import { CASE_FILES } from '@case-timeline/lists'
import { digest, rebuild, verify } from '@case-timeline/projections'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { listedDeadlines } from './deadline-list.ts'
import { deadlineLog, eventTypes, queryFor, scope, support } from './deadline-log.fixtures.ts'
import { deadlinesIn } from './missed-deadline.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => void (test = await deadlineLog()), 30_000)
afterAll(() => test.close())

const by = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

const KINDS = [
  'identify',
  'identifyBoth',
  'inform',
  'consent',
  'majority',
  'comeOfAge',
  'correct',
  'retract',
  'merge',
  'unmerge',
  'watch',
] as const
const step = fc.record({
  of: fc.integer({ min: 0, max: 1 }),
  kind: fc.constantFrom(...KINDS, 'identify', 'inform', 'watch'),
  person: fc.integer({ min: 0, max: 1 }),
  day: fc.integer({ min: 1, max: 28 }),
  pick: fc.nat(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Recording {
  readonly caseId: string
  readonly persons: readonly [string, string]
  readonly recorded: { readonly id: string; readonly stream: string; readonly type: string; readonly data: object }[]
}

/** Records a fact of a case by the service that may, and returns without recording what needs an earlier fact. */
const take = async ({ caseId, persons, recorded }: Recording, { kind, person, day, pick }: Step): Promise<void> => {
  const personRef = persons[person] ?? persons[0]
  const occurredAt = `2026-11-${String(day).padStart(2, '0')}`
  const recordTogether = async (
    service: 'investigation' | 'victimSupport',
    facts: readonly { readonly type: string; readonly data: object }[],
    aggregate?: string,
  ) => {
    const stream = aggregate ?? (service === 'victimSupport' ? `person-${caseId}~${personRef}` : `case-${caseId}`)
    const { ids } = await test.log.record({
      ...{ caseId, eventTypes, service, aggregate: stream, occurredAt, agencyId: support, jurisdiction: 'ZZ' },
      facts: [...facts],
    })
    recorded.push(...facts.map((fact, index) => ({ id: ids[index] ?? '', stream: `${service}.${stream}`, ...fact })))
  }
  const record = (service: 'investigation' | 'victimSupport', type: string, data: object, aggregate?: string) =>
    recordTogether(service, [{ type, data }], aggregate)
  const identified = (ref: string) => ({
    type: PresumedVictimIdentified.type,
    data: { ...PresumedVictimIdentified.example, personRef: ref },
  })
  const consented = (grantedBy: 'self' | 'guardian') => ({
    type: ConsentGranted.type,
    data: { ...ConsentGranted.example, consentId: randomUUID(), personRef, grantedBy },
  })
  const earlier = recorded.filter(({ type }) => !type.startsWith('case.PersonRefs'))
  const target = earlier[pick % Math.max(earlier.length, 1)]
  const amend = (type: string, data: object) => {
    const [service = '', stream = ''] = target?.stream.split('.') ?? []
    return record(service as 'investigation', type, { ...data, ...by }, stream)
  }
  switch (kind) {
    case 'identify':
      return recordTogether('investigation', [identified(personRef)])
    case 'identifyBoth':
      return recordTogether('investigation', persons.map(identified))
    case 'comeOfAge':
      return recordTogether('victimSupport', [
        consented('guardian'),
        { type: MajorityReached.type, data: { personRef } },
        consented('self'),
      ])
    case 'inform':
      return record('victimSupport', RightsInformed.type, { ...RightsInformed.example, personRef })
    case 'consent':
      return recordTogether('victimSupport', [consented(pick % 2 ? 'self' : 'guardian')])
    case 'majority':
      return record('victimSupport', MajorityReached.type, { personRef })
    case 'correct':
      if (target === undefined || target.type.startsWith('case.')) return
      return amend(EventCorrected.type, { correctsId: target.id, schemaVersion: 1, occurredAt, data: target.data })
    case 'retract':
      return target === undefined ? undefined : amend(EventRetracted.type, { retractsId: target.id })
    case 'merge':
    case 'unmerge': {
      const { type, example } = kind === 'merge' ? PersonRefsMerged : PersonRefsUnmerged
      return record('investigation', type, { ...example, keptRef: persons[0], mergedRef: persons[1] }, `record-${caseId}`)
    }
    case 'watch':
      return test.watch()
  }
}

describe('the deadlines that were known at an earlier time', () => {
  it('are, at the time of every event, those that the events until then show, whatever was corrected, merged or missed later', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), fc.integer({ min: 1, max: 7 }), async (steps, batch) => {
        const cases: readonly Recording[] = [0, 1].map(() => ({
          caseId: randomUUID(),
          persons: [randomUUID(), randomUUID()] as const,
          recorded: [],
        }))
        for (const one of steps) await take(cases[one.of] as Recording, one)
        await test.foldInBatchesOf(batch)
        const gate = test.caseGate()
        for (const { caseId } of cases) {
          const history = await test.store.readCase(caseId)
          const query = { ...queryFor(caseId), limit: 1_000 }
          const isParticipant = (await gate.participationIn(query, caseId)) === 'participating'
          for (const at of [...new Set(history.map(({ recordedAt }) => recordedAt))]) {
            const until = historyOf(history.filter(({ recordedAt }) => recordedAt <= at))
            const then = listedDeadlines([{ caseId, deadlines: deadlinesIn(until, scope) }], query)
            const found = (await test.deadlinesOf({ ...query, caseId: undefined, knownAt: at })).deadlines
            expect(found.filter((one) => one.caseId === caseId)).toEqual(isParticipant ? then : [])
          }
          const now = listedDeadlines([{ caseId, deadlines: deadlinesIn(historyOf(history), scope) }], query)
          expect((await test.deadlinesOf(query)).deadlines).toEqual(isParticipant ? now : [])
        }
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('are shown of a case whose facts were all retracted, so that it has no case file today', async () => {
    const caseId = randomUUID()
    const { recordedAt, ids } = await test.identified(caseId)
    await test.bySupport(caseId, { type: ShelterAdmitted.type, data: ShelterAdmitted.example })
    await test.log.record({ caseId, eventTypes, facts: [{ type: EventRetracted.type, data: { retractsId: ids[0], ...by } }] })
    await test.foldAvailable()
    expect(await test.db.query(`select 1 from ${CASE_FILES} where case_id = $1 and is_retracted is not true`, [caseId])).toEqual([])
    expect((await test.deadlinesOf({ ...queryFor(caseId), knownAt: recordedAt })).deadlines).toHaveLength(1)
  })

  it('are the same after a rebuild, and verification finds no difference', async () => {
    const { view, store, db } = test
    const before = await digest(db, view)
    expect(await verify({ view, store, db })).toMatchObject({ differing: 0 })
    await rebuild({ view, store, db })
    expect(await digest(db, view)).toEqual(before)
  })
})
