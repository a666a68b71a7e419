import { PresumedVictimIdentified, RightsInformed } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CLOCKS, signalsOf } from './clocks.ts'
import { rightsAreToldInTime } from './clocks/support-clocks.ts'
import { deadlinesOf, stateAt } from './reckoning.ts'
import { owedBy, statesOf, told } from './told-deadlines.fixtures.ts'

const she = { personRef: PresumedVictimIdentified.example.personRef }
const identified = told(PresumedVictimIdentified, '2026-11-01', she)
const rights = (day: string, ...informed: string[]) =>
  statesOf(rightsAreToldInTime, day, identified, ...informed.map((at) => told(RightsInformed, at, she)))

describe('how a deadline stands', () => {
  it('is nothing before the clock started', () => expect(rights('2026-10-31')).toEqual(['not yet']))
  it('is not yet met before it was met', () => expect(rights('2026-11-13', '2026-11-14')).toEqual(['overdue']))
  it('has no clock where the policy sets none', () => {
    const owing = { clocks: CLOCKS.victimSupport, policy: undefined, sector: 'victimSupport', receivingAgency: undefined } as const
    expect(deadlinesOf(signalsOf('victimSupport', identified), owing)).toEqual([])
  })
  it('goes from due to overdue to met late, or from due to met, and never back', () => {
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
  it('is the same for a moment written in any zone', () => {
    const [deadline] = owedBy('victimSupport', { ...identified, occurredAt: '2026-11-01T08:00:00+08:00' })
    expect(deadline?.dueBy).toBe('2026-11-11T00:00:00.000Z')
    expect(deadline && stateAt(deadline, '2026-11-10T23:59:59.999Z')).toBe('due')
  })
})
