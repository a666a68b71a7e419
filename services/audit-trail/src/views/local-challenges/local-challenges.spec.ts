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
import { rowsShownBy, exampleFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { initiativeOf } from './initiatives.ts'
import { localChallengesView } from './local-challenges.view.ts'

const { ruleId } = WarningRaised.example
const warned = (occurredAt?: string) =>
  exampleFact(WarningRaised, {}, { agencyId: 'zz-police', ...(occurredAt === undefined ? {} : { occurredAt }) })

describe('the view of local challenges', () => {
  it('counts each warning for the agency that was warned and the month in which the fact happened', () => {
    expect(rowsShownBy(localChallengesView, warned('2026-03-27'))).toMatchObject([
      { ruleId, agency: 'zz-police', month: '2026-03', kind: 'warned' },
    ])
    expect(rowsShownBy(localChallengesView, warned('2026'), warned())).toMatchObject([{ month: '2026-11' }, { month: '2026-11' }])
  })

  it('counts a missed deadline for the agency that owed the action', () =>
    expect(
      rowsShownBy(
        localChallengesView,
        exampleFact(DeadlineMissed, { owedBy: 'zz-support', dueAt: '2026-04-02' }, { agencyId: 'zz-clock' }),
      ),
    ).toMatchObject([{ agency: 'zz-support', month: '2026-04', kind: 'missed' }]))

  it('drops a warning about a fact that was retracted or corrected, and restores it when the retraction is retracted', () => {
    const about = exampleFact(WarningRaised, { eventId: storedIdOf(70) })
    const retracted = exampleFact(EventRetracted, { retractsId: storedIdOf(70) }, { id: storedIdOf(71) })
    expect(rowsShownBy(localChallengesView, about, retracted)).toEqual([])
    expect(rowsShownBy(localChallengesView, about, exampleFact(EventCorrected, { correctsId: storedIdOf(70) }))).toEqual([])
    expect(rowsShownBy(localChallengesView, about, retracted, exampleFact(EventRetracted, { retractsId: storedIdOf(71) }))).toHaveLength(1)
  })

  it('shows neither what the warning was about nor who was warned', () => {
    const text = JSON.stringify(rowsShownBy(localChallengesView, exampleFact(WarningRaised, { facts: ['person:secret'] })))
    for (const hidden of ['person:secret', WarningRaised.example.eventId, 'k.santoso']) expect(text).not.toContain(hidden)
  })
})

describe('an initiative', () => {
  const stream = `auditTrail.initiative-${ChallengeRaised.example.initiativeId}`
  const history = (...facts: { readonly type: string; readonly data: unknown }[]) =>
    storedCase('11111111-0000-4000-8000-000000000001', ...facts.map((fact) => ({ ...fact, stream })))

  it('consists of the challenge, the agreement and the last review', () =>
    expect(
      initiativeOf(
        history(
          exampleFact(ChallengeRaised),
          exampleFact(InitiativeAgreed),
          exampleFact(InitiativeReviewed, { value: '10' }),
          exampleFact(InitiativeReviewed, { value: '12' }),
        ),
      ),
    ).toMatchObject([
      { theme: ChallengeRaised.example.theme, agreed: { target: InitiativeAgreed.example.target }, lastReview: { value: '12' } },
    ]))

  it('is not shown when its challenge was retracted', () =>
    expect(initiativeOf(history(exampleFact(ChallengeRaised), exampleFact(EventRetracted, { retractsId: storedIdOf(0) })))).toEqual([]))
})
