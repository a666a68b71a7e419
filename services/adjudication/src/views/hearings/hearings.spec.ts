import { AccommodationRequired, HearingAdjourned, HearingHeld, HearingScheduled } from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { hearingsView } from './hearings.view.ts'

const { hearingId } = HearingScheduled.example
const interpreterRef = 'aaaaaaaa-0000-4000-8000-000000000001'
const victim = 'bbbbbbbb-0000-4000-8000-000000000002'
const scheduled = (at: string) =>
  told(HearingScheduled, {
    at,
    toBeHeard: [victim],
    accommodations: ['screen'],
    interpreters: [{ language: 'vie', interpreterRef }, { language: 'ceb' }],
  })
const adjourned = told(HearingAdjourned, { hearingId, causedBy: 'defence' })
const held = told(
  HearingHeld,
  { hearingId, closed: true, attendance: [{ personRef: victim, capacity: 'witness' }] },
  { occurredAt: '2026-07-10' },
)

describe('the hearings', () => {
  it('shows when a hearing is, what has to be ready, and for which language nobody is named yet', () =>
    expect(shownBy(hearingsView, scheduled('2026-07-01'))).toMatchObject([
      { at: '2026-07-01', state: 'scheduled', accommodations: ['screen'], languages: ['vie', 'ceb'], interpretersNamed: 1 },
    ]))

  it('counts each adjournment on somebody’s account, also after a new date', () =>
    expect(shownBy(hearingsView, scheduled('2026-07-01'), adjourned, scheduled('2026-07-10'), held)).toMatchObject([
      {
        at: '2026-07-10',
        state: 'held',
        heldAt: '2026-07-10',
        closed: true,
        adjournments: [{ causedBy: 'defence' }],
        attended: ['witness'],
      },
    ]))

  it('lists a hearing that nobody scheduled, held or put off, without a day of its own', () => {
    const [unscheduledHeld] = shownBy(hearingsView, held)
    expect(unscheduledHeld).toMatchObject({ hearingId, state: 'held', heldAt: '2026-07-10', attended: ['witness'], accommodations: [] })
    expect(unscheduledHeld).not.toHaveProperty('at')
    expect(shownBy(hearingsView, adjourned)).toMatchObject([{ hearingId, state: 'adjourned', adjournments: [{ causedBy: 'defence' }] }])
  })

  it('shows neither who attended or interpreted, nor who needs an accommodation', () => {
    const text = JSON.stringify(shownBy(hearingsView, scheduled('2026-07-01'), held, told(AccommodationRequired, { personRef: victim })))
    expect(text).not.toContain(victim)
    expect(text).not.toContain(interpreterRef)
  })
})
