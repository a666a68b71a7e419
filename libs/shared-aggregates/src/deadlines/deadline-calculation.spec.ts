import { PresumedVictimIdentified, RightsInformed } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { signalsOf } from './clocks.ts'
import { deadlinesOf, stateAt } from './deadline-calculation.ts'
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
