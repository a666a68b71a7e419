import { ChargeLaid, PresumedVictimIdentified, RightsInformed, VerdictDelivered } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CUSTODY_FACTS, deadlineRule, type Clock } from '@case-timeline/casework'
import { signalsOf } from './clocks.ts'
import { deadlinesOf, deadlinesOfClock, stateAt } from './deadline-calculation.ts'
import { affectedPersons } from './deadline-items.ts'
import { clockSpecificationOf, effectiveFact, inventedClocks as clocks, personIsInformedInTime } from './deadlines.fixtures.ts'

const { deadlinesOwed, statesOf } = clockSpecificationOf('victimSupport', clocks)

const victim = { personRef: PresumedVictimIdentified.example.personRef }
const identified = effectiveFact(PresumedVictimIdentified, '2026-11-01', victim)
const rights = (day: string, ...informed: string[]) =>
  statesOf(personIsInformedInTime, day, identified, ...informed.map((at) => effectiveFact(RightsInformed, at, victim)))

describe('the deadlines of imported facts', () => {
  const imported = { imported: { source: 'a-log', agencyId: 'zz-police' } }
  const informed = (at: string | undefined) => effectiveFact(RightsInformed, at, victim, imported)

  it('do not begin with a fact of unknown time, which is not dated to its import', () => {
    expect(deadlinesOwed(effectiveFact(PresumedVictimIdentified, undefined, victim, imported))).toEqual([])
    expect(deadlinesOwed(effectiveFact(PresumedVictimIdentified, undefined, victim))).toHaveLength(1)
  })
  it('are neither missed nor met by an act of unknown time', () => {
    expect(deadlinesOwed(identified, informed(undefined))).toEqual([])
    expect(deadlinesOwed(identified, informed('2026-11-14'))).toMatchObject([{ missed: true }])
  })
})

describe('the state of a deadline', () => {
  it('does not exist before the clock started', () => expect(rights('2026-10-31')).toEqual(['not yet']))
  it('is overdue until the time at which it was met', () => expect(rights('2026-11-13', '2026-11-14')).toEqual(['overdue']))
  it('does not exist if the policy sets no clock', () => {
    const context = { clocks, policyOf: () => undefined, sector: 'victimSupport', receivingAgency: undefined } as const
    expect(deadlinesOf(signalsOf(clocks, identified), context)).toEqual([])
  })
  it('changes only from due to overdue to met late, or from due to met', () => {
    const days = fc.integer({ min: 1, max: 30 }).map((day) => `2026-11-${String(day).padStart(2, '0')}`)
    const order = ['not yet', 'due', 'overdue', 'met', 'metLate']
    fc.assert(
      fc.property(days, days, days, (informed, one, other) => {
        const [earlier, later] = [one, other].toSorted() as [string, string]
        const [before, after] = [rights(earlier, informed)[0], rights(later, informed)[0]].map((state) => order.indexOf(state ?? '')) as [
          number,
          number,
        ]
        expect(before).toBeLessThanOrEqual(after)
      }),
    )
  })
  it('is the same for a moment in any time zone', () => {
    const [deadline] = deadlinesOwed({ ...identified, occurredAt: '2026-11-01T08:00:00+08:00' })
    expect(deadline?.dueBy).toBe('2026-11-11T00:00:00.000Z')
    expect(deadline && stateAt(deadline, '2026-11-10T23:59:59.999Z')).toBe('due')
  })
})

describe('the deadlines about the liberty of persons', () => {
  const refOf = (index: number): string => `5a0c2f0e-6f5b-4c0a-9d55-${String(index).padStart(12, '0')}`
  const chargeOf = (index: number): string => `c4a26e10-0f1e-4d2c-8b3a-${String(index).padStart(12, '0')}`
  const charged = (index: number, accusedRef = refOf(index)) =>
    effectiveFact(ChargeLaid, '2026-11-01', { accusedRef, chargeId: chargeOf(index) })
  const context = { policyOf: () => undefined, sector: 'victimSupport', receivingAgency: undefined } as const
  const rule = deadlineRule('victimSupport.invented', 'invented', 'invented')
  const clock: Clock = {
    rule,
    owedBy: 'victimSupport',
    starts: [],
    stops: [],
    stream: () => '',
    liberty: { facts: CUSTODY_FACTS, account: () => [] },
  }

  it('cost each person what concerns that person: the stops of the others are not read', () => {
    let reads = 0
    const persons = 200
    const counting: Clock = {
      ...clock,
      liberty: {
        facts: CUSTODY_FACTS,
        account: ([fact]) => {
          if (fact === undefined) return []
          const key = 'personRef' in fact.custody ? fact.custody.personRef : ''
          const stop = Object.defineProperty({ key }, 'key', { enumerable: true, get: () => ((reads += 1), key) })
          return [
            { of: fact, start: { key, due: { by: Date.UTC(2026, 10, 11), from: fact.at } } },
            { of: fact, stop },
          ]
        },
      },
    }
    const signals = Array.from({ length: persons }, (_, index) => charged(index)).flatMap((fact) => signalsOf([counting], fact))
    expect(deadlinesOfClock(counting, signals, context)).toHaveLength(persons)
    expect(reads).toBe(persons)
  })
  it('are due at the end of the year 9999 at the latest, so that they sort as text', () => {
    const far: Clock = {
      ...clock,
      liberty: {
        facts: CUSTODY_FACTS,
        account: ([fact]) => (fact ? [{ of: fact, start: { key: 'p', due: { by: Date.UTC(10_050, 0, 1), from: fact.at } } }] : []),
      },
    }
    expect(deadlinesOfClock(far, signalsOf([far], charged(1)), context)).toMatchObject([{ dueBy: '9999-12-31T23:59:59.999Z' }])
  })
  it('are calculated again for each person whom a decision no longer concerns after another person was charged', () => {
    const verdict = effectiveFact(VerdictDelivered, '2026-11-05', { accusedRef: refOf(1), chargeId: chargeOf(1), verdict: 'notGuilty' })
    const before = [charged(1, refOf(2)), verdict].flatMap((fact) => signalsOf([clock], fact))
    const after = [...before, ...signalsOf([clock], charged(1))]
    expect(affectedPersons(clock, after, { signals: before, items: [] })).toEqual(new Set([refOf(1), refOf(2)]))
  })
})
