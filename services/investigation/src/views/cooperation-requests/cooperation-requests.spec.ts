import {
  MlaRequestExecuted,
  PoliceCooperationAnswered,
  PoliceCooperationRequested,
  SpontaneousInformationShared,
} from '@case-timeline/contracts'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { cooperationRequestsView } from './cooperation-requests.view.ts'

const { requestId } = PoliceCooperationRequested.example
const victim = 'aaaaaaaa-0000-4000-8000-000000000001'
const requested = (occurredAt = '2026-04-01') =>
  told(PoliceCooperationRequested, { toParty: 'MY', concerns: [victim, victim] }, { jurisdiction: 'PH', occurredAt })
const answered = (occurredAt: string) => told(PoliceCooperationAnswered, { requestId, materialClass: 'intelligenceOnly' }, { occurredAt })

describe('the cooperation requests', () => {
  it('shows which country asks which, under which mechanism, and that it waits', () =>
    expect(shownBy(cooperationRequestsView, requested())).toMatchObject([
      { requestId, fromParty: 'PH', toParty: 'MY', mechanismId: PoliceCooperationRequested.example.mechanismId, state: 'open', persons: 1 },
    ]))

  it('shows the answer, what its material may be used as, and how many days it took', () =>
    expect(shownBy(cooperationRequestsView, requested(), answered('2026-04-11T08:00:00Z'))).toMatchObject([
      { state: 'answered', materialClass: 'intelligenceOnly', daysToAnswer: 10 },
    ]))

  it('shows evidence only once an executed request for legal assistance certifies it', () => {
    const [mla, other] = ['aaaaaaaa-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000b']
    const sent = told(PoliceCooperationAnswered, { requestId, materialClass: 'evidential', certifiedBy: mla })
    const executed = (id: string) => told(MlaRequestExecuted, { requestId: id })
    const shownAs = (...facts: Parameters<typeof shownBy>[1][]) => shownBy(cooperationRequestsView, requested(), ...facts)[0]?.materialClass
    expect(shownAs(sent)).toBe('intelligenceOnly')
    expect(shownAs(sent, executed(other))).toBe('intelligenceOnly')
    expect(shownAs(sent, executed(mla))).toBe('evidential')
    expect(shownAs(executed(mla), sent)).toBe('evidential')
    expect(shownAs(executed(mla), told(PoliceCooperationAnswered, { requestId, materialClass: 'evidential' }))).toBe('intelligenceOnly')
  })

  it('shows that more is to come where a request is partly answered', () => {
    const partly = told(PoliceCooperationAnswered, { requestId, outcome: 'partlyAnswered' }, { occurredAt: '2026-04-03' })
    expect(shownBy(cooperationRequestsView, requested(), partly)).toMatchObject([{ state: 'partlyAnswered', answeredAt: '2026-04-03' }])
    expect(shownBy(cooperationRequestsView, requested(), partly)[0]?.daysToAnswer).toBeUndefined()
    expect(shownBy(cooperationRequestsView, requested(), partly, answered('2026-04-11'))).toMatchObject([
      { state: 'answered', daysToAnswer: 10 },
    ])
  })

  it('counts no days where the dates are out of order', () =>
    expect(shownBy(cooperationRequestsView, requested('2026-05-01'), answered('2026-04-11'))[0]?.daysToAnswer).toBeUndefined())

  it('never shows whom it is about, nor what was told without being asked', () => {
    expect(JSON.stringify(shownBy(cooperationRequestsView, requested()))).not.toContain(victim)
    expect(shownBy(cooperationRequestsView, told(SpontaneousInformationShared))).toEqual([])
  })
})
