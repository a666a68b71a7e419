import {
  MlaRequestExecuted,
  PoliceCooperationAnswered,
  PoliceCooperationRequested,
  SpontaneousInformationShared,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { cooperationRequestsView } from './cooperation-requests.view.ts'

const { requestId } = PoliceCooperationRequested.example
const victim = 'aaaaaaaa-0000-4000-8000-000000000001'
const requested = (occurredAt = '2026-04-01') =>
  exampleFact(PoliceCooperationRequested, { toParty: 'MY', concerns: [victim, victim] }, { jurisdiction: 'PH', occurredAt })
const answered = (occurredAt: string) =>
  exampleFact(PoliceCooperationAnswered, { requestId, materialClass: 'intelligenceOnly' }, { occurredAt })

describe('the view of cooperation requests', () => {
  it('shows the requesting and the requested country, the mechanism, and that the request is open', () =>
    expect(rowsShownBy(cooperationRequestsView, requested())).toMatchObject([
      { requestId, fromParty: 'PH', toParty: 'MY', mechanismId: PoliceCooperationRequested.example.mechanismId, state: 'open', persons: 1 },
    ]))

  it('shows the answer, the class of its material, and the number of days to the answer', () =>
    expect(rowsShownBy(cooperationRequestsView, requested(), answered('2026-04-11T08:00:00Z'))).toMatchObject([
      { state: 'answered', materialClass: 'intelligenceOnly', daysToAnswer: 10 },
    ]))

  it('shows material as evidence only when an executed request for legal assistance certifies it', () => {
    const [mla, other] = ['aaaaaaaa-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000b']
    const sent = exampleFact(PoliceCooperationAnswered, { requestId, materialClass: 'evidential', certifiedBy: mla })
    const executed = (id: string) => exampleFact(MlaRequestExecuted, { requestId: id })
    const shownAs = (...facts: Parameters<typeof rowsShownBy>[1][]) =>
      rowsShownBy(cooperationRequestsView, requested(), ...facts)[0]?.materialClass
    expect(shownAs(sent)).toBe('intelligenceOnly')
    expect(shownAs(sent, executed(other))).toBe('intelligenceOnly')
    expect(shownAs(sent, executed(mla))).toBe('evidential')
    expect(shownAs(executed(mla), sent)).toBe('evidential')
    expect(shownAs(executed(mla), exampleFact(PoliceCooperationAnswered, { requestId, materialClass: 'evidential' }))).toBe(
      'intelligenceOnly',
    )
  })

  it('shows a partly answered request as not finished', () => {
    const partly = exampleFact(PoliceCooperationAnswered, { requestId, outcome: 'partlyAnswered' }, { occurredAt: '2026-04-03' })
    expect(rowsShownBy(cooperationRequestsView, requested(), partly)).toMatchObject([{ state: 'partlyAnswered', answeredAt: '2026-04-03' }])
    expect(rowsShownBy(cooperationRequestsView, requested(), partly)[0]?.daysToAnswer).toBeUndefined()
    expect(rowsShownBy(cooperationRequestsView, requested(), partly, answered('2026-04-11'))).toMatchObject([
      { state: 'answered', daysToAnswer: 10 },
    ])
  })

  it('shows no number of days when the dates are out of order', () =>
    expect(rowsShownBy(cooperationRequestsView, requested('2026-05-01'), answered('2026-04-11'))[0]?.daysToAnswer).toBeUndefined())

  it('never shows the persons concerned, nor information that was sent without a request', () => {
    expect(JSON.stringify(rowsShownBy(cooperationRequestsView, requested()))).not.toContain(victim)
    expect(rowsShownBy(cooperationRequestsView, exampleFact(SpontaneousInformationShared))).toEqual([])
  })
})
