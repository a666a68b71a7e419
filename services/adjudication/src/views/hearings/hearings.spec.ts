import { AccommodationRequired, HearingAdjourned, HearingHeld, HearingScheduled } from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { hearingsView } from './hearings.view.ts'

const { hearingId } = HearingScheduled.example
const interpreterRef = 'aaaaaaaa-0000-4000-8000-000000000001'
const victim = 'bbbbbbbb-0000-4000-8000-000000000002'
const scheduled = (at: string) =>
  exampleFact(HearingScheduled, {
    at,
    toBeHeard: [victim],
    accommodations: ['screen'],
    interpreters: [{ language: 'vie', interpreterRef }, { language: 'ceb' }],
  })
const adjourned = exampleFact(HearingAdjourned, { hearingId, causedBy: 'defence' })
const held = exampleFact(
  HearingHeld,
  { hearingId, closed: true, attendance: [{ personRef: victim, capacity: 'witness' }] },
  { occurredAt: '2026-07-10' },
)

describe('the view of hearings', () => {
  it('shows the date, the accommodations, the languages and the number of named interpreters of a hearing', () =>
    expect(rowsShownBy(hearingsView, scheduled('2026-07-01'))).toMatchObject([
      { at: '2026-07-01', state: 'scheduled', accommodations: ['screen'], languages: ['vie', 'ceb'], interpretersNamed: 1 },
    ]))

  it('shows the part of the court case for which a hearing was scheduled or in which it was held', () => {
    const partId = 'cccccccc-0000-4000-8000-000000000003'
    const inPart = exampleFact(HearingScheduled, { partId })
    expect(rowsShownBy(hearingsView, inPart)).toMatchObject([{ partId }])
    expect(rowsShownBy(hearingsView, inPart, held)).toMatchObject([{ partId, state: 'held' }])
    expect(rowsShownBy(hearingsView, exampleFact(HearingHeld, { hearingId, partId }))).toMatchObject([{ partId, state: 'held' }])
    expect(rowsShownBy(hearingsView, scheduled('2026-07-01'), held)[0]?.partId).toBeUndefined()
  })

  it('shows each adjournment with the party that caused it, also after a new date', () =>
    expect(rowsShownBy(hearingsView, scheduled('2026-07-01'), adjourned, scheduled('2026-07-10'), held)).toMatchObject([
      {
        at: '2026-07-10',
        state: 'held',
        heldAt: '2026-07-10',
        closed: true,
        adjournments: [{ causedBy: 'defence' }],
        attended: ['witness'],
      },
    ]))

  it('lists a hearing that was held or adjourned without being scheduled, without a date', () => {
    const [unscheduledHeld] = rowsShownBy(hearingsView, held)
    expect(unscheduledHeld).toMatchObject({ hearingId, state: 'held', heldAt: '2026-07-10', attended: ['witness'], accommodations: [] })
    expect(unscheduledHeld).not.toHaveProperty('at')
    expect(rowsShownBy(hearingsView, adjourned)).toMatchObject([{ hearingId, state: 'adjourned', adjournments: [{ causedBy: 'defence' }] }])
  })

  it('shows no reference of persons who attended, interpreted or need an accommodation', () => {
    const text = JSON.stringify(
      rowsShownBy(hearingsView, scheduled('2026-07-01'), held, exampleFact(AccommodationRequired, { personRef: victim })),
    )
    expect(text).not.toContain(victim)
    expect(text).not.toContain(interpreterRef)
  })
})
