import {
  ChallengeRaised,
  DeadlineMissed,
  EventCorrected,
  EventRetracted,
  InitiativeAgreed,
  InitiativeReviewed,
  WarningRaised,
} from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { shownBy, told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { initiativeOf } from './initiatives.ts'
import { localChallengesView } from './local-challenges.view.ts'

const { ruleId } = WarningRaised.example
const warned = (occurredAt?: string) =>
  told(WarningRaised, {}, { agencyId: 'zz-police', ...(occurredAt === undefined ? {} : { occurredAt }) })

describe('the local challenges', () => {
  it('has each warning under the agency that was warned and the month in which it happened', () => {
    expect(shownBy(localChallengesView, warned('2026-03-27'))).toMatchObject([
      { ruleId, agency: 'zz-police', month: '2026-03', kind: 'warned' },
    ])
    expect(shownBy(localChallengesView, warned('2026'), warned())).toMatchObject([{ month: '2026-11' }, { month: '2026-11' }])
  })

  it('has a missed day under whoever owed it', () =>
    expect(
      shownBy(localChallengesView, told(DeadlineMissed, { owedBy: 'zz-support', dueAt: '2026-04-02' }, { agencyId: 'zz-clock' })),
    ).toMatchObject([{ agency: 'zz-support', month: '2026-04', kind: 'missed' }]))

  it('drops a warning about a fact that was retracted or corrected, and keeps it where that was taken back', () => {
    const about = told(WarningRaised, { eventId: storedIdOf(70) })
    const retracted = told(EventRetracted, { retractsId: storedIdOf(70) }, { id: storedIdOf(71) })
    expect(shownBy(localChallengesView, about, retracted)).toEqual([])
    expect(shownBy(localChallengesView, about, told(EventCorrected, { correctsId: storedIdOf(70) }))).toEqual([])
    expect(shownBy(localChallengesView, about, retracted, told(EventRetracted, { retractsId: storedIdOf(71) }))).toHaveLength(1)
  })

  it('shows neither what the warning was about nor who was warned', () => {
    const text = JSON.stringify(shownBy(localChallengesView, told(WarningRaised, { facts: ['person:secret'] })))
    for (const hidden of ['person:secret', WarningRaised.example.eventId, 'k.santoso']) expect(text).not.toContain(hidden)
  })
})

describe('an initiative', () => {
  const stream = `auditTrail.initiative-${ChallengeRaised.example.initiativeId}`
  const history = (...facts: { readonly type: string; readonly data: unknown }[]) =>
    storedCase('11111111-0000-4000-8000-000000000001', ...facts.map((fact) => ({ ...fact, stream })))

  it('is what was raised, agreed, and seen when it was looked at last', () =>
    expect(
      initiativeOf(
        history(
          told(ChallengeRaised),
          told(InitiativeAgreed),
          told(InitiativeReviewed, { value: '10' }),
          told(InitiativeReviewed, { value: '12' }),
        ),
      ),
    ).toMatchObject([
      { theme: ChallengeRaised.example.theme, agreed: { target: InitiativeAgreed.example.target }, lastReview: { value: '12' } },
    ]))

  it('is gone with its challenge', () =>
    expect(initiativeOf(history(told(ChallengeRaised), told(EventRetracted, { retractsId: storedIdOf(0) })))).toEqual([]))
})
