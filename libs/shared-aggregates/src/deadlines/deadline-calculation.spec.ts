import {
  CaseTransferred,
  ChargeLaid,
  ConsentGranted,
  MajorityReached,
  OfficeAdmitted,
  PresumedVictimIdentified,
  RightsInformed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CUSTODY_FACTS, deadlineRule, type Clock } from '@case-timeline/casework'
import { type EffectiveFact, signalsOf } from './clocks.ts'
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
    const context = { clocks, policyOf: () => undefined, sector: 'victimSupport' } as const
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

describe('the office that owes a deadline', () => {
  const consented = effectiveFact(ConsentGranted, '2026-10-01', { ...victim, grantedBy: 'guardian' })
  const ofAge = effectiveFact(MajorityReached, '2026-11-01', victim)
  const transferred = (from: string, to: string, sector = 'victimSupport') => {
    const fact = effectiveFact(CaseTransferred, '2026-11-03', { from, to })
    return { ...fact, stored: { ...fact.stored, stream: `${sector}.record-1` } }
  }
  const owing = (...facts: readonly EffectiveFact[]) => deadlinesOwed(...facts).map(({ owedBy }) => owedBy)

  it('is the one that has the case, where another sector’s event starts it', () => expect(owing(identified)).toEqual(['the-receiver']))
  it('is the one whose act starts it', () => expect(owing(consented, ofAge)).toEqual(['an-agency']))
  it('is, after a transfer, the one to which the case went, whenever the act was recorded', () => {
    expect(owing(consented, ofAge, transferred('an-agency', 'the-north'))).toEqual(['the-north'])
    expect(owing(consented, transferred('an-agency', 'the-north'), ofAge)).toEqual(['the-north'])
    expect(owing(consented, ofAge, transferred('the-south', 'the-north'))).toEqual(['an-agency'])
  })
  it('is the successor of an office that only took part in the case, and no other office that is admitted', () => {
    const admitted = (data: object) => {
      const fact = effectiveFact(OfficeAdmitted, '2026-11-03', { office: 'the-north', ...data })
      return { ...fact, stored: { ...fact.stored, stream: 'victimSupport.record-1' } }
    }
    expect(owing(consented, ofAge, admitted({ capacity: 'successor', inPlaceOf: 'an-agency' }))).toEqual(['the-north'])
    expect(owing(consented, ofAge, admitted({ capacity: 'assistance' }))).toEqual(['an-agency'])
  })
  it('is not changed by a transfer in another sector', () =>
    expect(owing(consented, ofAge, transferred('an-agency', 'the-north', 'prosecution'))).toEqual(['an-agency']))
})

describe('the deadlines about the liberty of persons', () => {
  const refOf = (index: number): string => `5a0c2f0e-6f5b-4c0a-9d55-${String(index).padStart(12, '0')}`
  const chargeOf = (index: number): string => `c4a26e10-0f1e-4d2c-8b3a-${String(index).padStart(12, '0')}`
  const charged = (index: number, accusedRef = refOf(index)) =>
    effectiveFact(ChargeLaid, '2026-11-01', { accusedRef, chargeId: chargeOf(index) })
  const context = { policyOf: () => undefined, sector: 'victimSupport' } as const
  const rule = deadlineRule('victimSupport.invented', 'invented', 'invented')
  const clock: Clock = {
    rule,
    owedBy: 'victimSupport',
    starts: [],
    stops: [],
    stream: () => '',
    liberty: { facts: CUSTODY_FACTS, account: () => [] },
  }

  it('cost the same however many there are: what meets the others is not read', () => {
    let reads = 0
    const persons = 200
    const counting: Clock = {
      ...clock,
      liberty: {
        facts: CUSTODY_FACTS,
        account: (facts) =>
          facts.map((fact) => {
            const end = { of: fact, at: fact.at }
            Object.defineProperty(end, 'at', { get: () => ((reads += 1), '2026-11-02') })
            return { of: fact, start: { key: 'p', due: { by: Date.UTC(2026, 10, 11), from: fact.at } }, end }
          }),
      },
    }
    const signals = Array.from({ length: persons }, (_, index) => charged(index, refOf(1))).flatMap((fact) => signalsOf([counting], fact))
    expect(deadlinesOfClock(counting, signals, context).filter(({ metAt }) => metAt === '2026-11-02')).toHaveLength(persons)
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
    expect(affectedPersons(clock, after, before)).toEqual(new Set([refOf(1), refOf(2)]))
  })
})
