import {
  CaseTransferred,
  ConsentGranted,
  EventCorrected,
  EventRetracted,
  MajorityReached,
  PresumedVictimIdentified,
  RightsInformed,
} from '@case-timeline/contracts'
import { historyOf } from '@case-timeline/event-store'
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
const OFFICES = [support, 'zz-a', 'zz-b', 'zz-c'] as const
const KINDS = [
  'identify',
  'identify',
  'inform',
  'consent',
  'consent',
  'majority',
  'majority',
  'transfer',
  'transfer',
  'transfer',
  'correct',
  'retract',
] as const
const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  person: fc.nat(1),
  office: fc.constantFrom(...OFFICES),
  other: fc.option(fc.constantFrom(...OFFICES), { nil: undefined, freq: 2 }),
  day: fc.integer({ min: 1, max: 28 }),
  pick: fc.nat(),
  isFolded: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const first: Step = { kind: 'consent', person: 0, office: support, other: undefined, day: 1, pick: 0, isFolded: false }
/** What support founded and retracted is not the case of police that identify a person in it later. */
const allRetracted: Step[] = [
  first,
  { ...first, kind: 'retract', isFolded: true },
  { ...first, kind: 'identify', isFolded: true },
  { ...first, kind: 'identify', other: 'zz-a' },
]
/** What support founded is the case of its office, also as known earlier, and not of an office that police name. */
const namedByPolice: Step[] = [first, { ...first, kind: 'identify', isFolded: true }, { ...first, kind: 'identify', other: support }]

describe('the deadlines of the offices of a sector', () => {
  it('are those that are calculated from the whole case', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const caseId = randomUUID()
        const persons = [randomUUID(), randomUUID()]
        const recorded: { id: string; stream: string; type: string; data: object; agencyId: string }[] = []
        const take = async ({ kind, person, office, other, day, pick }: Step): Promise<void> => {
          const personRef = persons[person]!
          const occurredAt = `2026-11-${String(day).padStart(2, '0')}`
          const record = async (
            service: 'investigation' | 'victimSupport',
            type: string,
            data: object,
            aggregate: string,
            agencyId: string = office,
          ) => {
            const { ids } = await test.log.record({
              caseId,
              eventTypes,
              service,
              aggregate,
              occurredAt,
              agencyId,
              jurisdiction: 'ZZ',
              facts: [{ type, data }],
            })
            recorded.push({ id: ids[0] ?? '', stream: `${service}.${aggregate}`, type, data, agencyId })
          }
          const ofPerson = `person-${caseId}~${personRef}`
          if (kind === 'identify')
            return record(
              'investigation',
              PresumedVictimIdentified.type,
              { ...PresumedVictimIdentified.example, personRef, ...(other ? { supportOffice: other } : {}) },
              `case-${caseId}`,
              'zz-police',
            )
          if (kind === 'inform') return record('victimSupport', RightsInformed.type, { ...RightsInformed.example, personRef }, ofPerson)
          if (kind === 'consent')
            return record(
              'victimSupport',
              ConsentGranted.type,
              { ...ConsentGranted.example, consentId: randomUUID(), personRef, grantedBy: 'guardian' },
              ofPerson,
            )
          if (kind === 'majority') return record('victimSupport', MajorityReached.type, { personRef }, ofPerson)
          if (kind === 'transfer') {
            const to = OFFICES[pick % OFFICES.length]!
            if (to === office) return
            return record(
              'victimSupport',
              CaseTransferred.type,
              { ...CaseTransferred.example, transferId: randomUUID(), from: office, to },
              `record-${caseId}`,
            )
          }
          const target = recorded[pick % Math.max(recorded.length, 1)]
          if (!target) return
          const [service = '', aggregate = ''] = target.stream.split('.')
          if (kind === 'retract')
            return record(service as 'investigation', EventRetracted.type, { retractsId: target.id, ...by }, aggregate, target.agencyId)
          if (target.type !== CaseTransferred.type || !other) return
          return record(
            service as 'investigation',
            EventCorrected.type,
            { correctsId: target.id, schemaVersion: 1, data: { ...target.data, to: other }, ...by },
            aggregate,
            target.agencyId,
          )
        }
        for (const one of steps) {
          await take(one)
          if (one.isFolded) await test.foldAvailable()
        }
        await test.foldAvailable()
        const owed = deadlinesIn(historyOf(await test.store.readCase(caseId)), scope)
        const total = [...OFFICES].map(async (agencyId) => {
          const query = { ...queryFor(caseId, '2027-06-01T00:00:00.000Z'), agencyId, limit: 50 }
          const { deadlines } = await test.deadlinesOf(query)
          const expected = listedDeadlines([{ caseId, deadlines: owed }], query)
          expect({ agencyId, list: deadlines }).toEqual({ agencyId, list: expected })
          // As known at the last event, they are the same.
          const knownAt = (await test.store.readCase(caseId)).at(-1)?.recordedAt
          const takesPart = (await test.caseGate().participationIn(query, caseId)) === 'participating'
          const then = await test.deadlinesOf({ ...query, knownAt })
          expect({ agencyId, then: then.deadlines }).toEqual({ agencyId, then: takesPart ? expected : [] })
          return deadlines.length
        })
        const counted = await Promise.all(total)
        expect(counted.reduce((sum, one) => sum + one, 0)).toBe(
          owed.filter(({ owedBy }) => (OFFICES as readonly string[]).includes(owedBy)).length,
        )
      }),
      { numRuns: 15, endOnFailure: false, examples: [[allRetracted], [namedByPolice]] },
    )
  }, 300_000)
})
