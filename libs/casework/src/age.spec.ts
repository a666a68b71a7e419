import { describe, expect, it } from '@jest/globals'
import { ForeignIdentificationRecognised, PresumedVictimIdentified, VictimStatusDetermined } from '@case-timeline/contracts'
import { agesOfVictims, type AgeOfVictim } from './age.ts'
import type { VictimStatusFact } from './victim-status.ts'

const personRef = 'a0000000-0000-4000-8000-000000000001'
const identified = (age: AgeOfVictim) => ({
  type: PresumedVictimIdentified.type,
  data: { ...PresumedVictimIdentified.example, personRef, ...age },
})
const determined = (status: (typeof VictimStatusDetermined)['example']['status'], approved: boolean) => {
  const { approver: _, ...data } = VictimStatusDetermined.example
  const approver = { userId: 'l.santos', role: 'lead-investigator' }
  return { type: VictimStatusDetermined.type, data: { ...data, personRef, status, ...(approved ? { approver } : {}) } }
}
const recognised = { type: ForeignIdentificationRecognised.type, data: { ...ForeignIdentificationRecognised.example, personRef } }
const cleared = determined('NotAVictimOfTrafficking', true)
const child = { ageBand: 'child', ageDisputed: false } as const
const adult = { ageBand: 'adult', ageDisputed: false } as const

const agesAfter = (...facts: readonly Pick<VictimStatusFact, 'type' | 'data'>[]) => agesOfVictims(facts as readonly VictimStatusFact[])

describe('the ages of the victims of a case', () => {
  it('are the ages that police determined last', () =>
    expect(agesAfter(identified(child), identified(adult))).toMatchObject({ [personRef]: adult }))

  it('are unknown if no identification states them', () =>
    expect(agesAfter(recognised)).toEqual({ [personRef]: { ageBand: 'unknown', ageDisputed: false } }))

  it('do not include a person who was found not to be a victim with the approval of a second person', () => {
    expect(agesAfter(identified(child), cleared)).toEqual({})
    expect(agesAfter(identified(child), determined('NotAVictimOfTrafficking', false))).toMatchObject({ [personRef]: child })
  })

  it('are included again once police recognise the person as a victim again', () =>
    expect(agesAfter(identified(child), cleared, recognised)).toMatchObject({ [personRef]: child }))
})
