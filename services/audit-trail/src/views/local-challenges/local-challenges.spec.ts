import {
  ChallengeRaised,
  CommandRefused,
  DeadlineMissed,
  EventCorrected,
  EventRetracted,
  InitiativeAgreed,
  InitiativeReviewed,
  OutcomeMeasured,
  OutcomeMeasureSet,
  ProcedureChanged,
  SuspectArrested,
  TrainingHeld,
  VictimStatusDetermined,
  WarningRaised,
} from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { exampleFact, rowsShownBy, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { reviewedOn } from './implementation.ts'
import { initiativeOf } from './initiatives.ts'
import { KINDS_OF_RULE } from './kinds-of-rule.ts'
import { localChallengesView } from './local-challenges.view.ts'
import { endedQuartersIn, monthsOf } from './months.ts'

const { ruleId } = WarningRaised.example
const refusing = 'investigation.blame-does-not-decide-status'
const warned = (occurredAt?: string) =>
  exampleFact(WarningRaised, {}, { agencyId: 'zz-police', ...(occurredAt === undefined ? {} : { occurredAt }) })
const rowsOf = (...facts: TestFact[]) => rowsShownBy(localChallengesView, ...facts)

describe('the view of local challenges', () => {
  it('counts the warnings of each agency, by the month in which the fact happened', () => {
    const one = { counted: 'warned', subject: ruleId, sector: 'investigation', agency: 'zz-police' }
    expect(rowsOf(warned('2026-03-27'), warned('2026-03-01'), warned('2026-04-01'))).toMatchObject([
      { ...one, month: '2026-03', times: 2 },
      { ...one, month: '2026-04', times: 1 },
    ])
    expect(rowsOf(warned('2026'), warned())).toMatchObject([{ month: '2026-11', times: 2 }])
  })

  it('counts a missed deadline for the agency that owed the action', () =>
    expect(rowsOf(exampleFact(DeadlineMissed, { owedBy: 'zz-support', dueAt: '2026-04-02' }, { agencyId: 'zz-clock' }))).toMatchObject([
      { counted: 'missed', agency: 'zz-support', month: '2026-04', times: 1 },
    ]))

  it('counts a refusal for the agency that was refused, with the grounds that blame the victim', () => {
    const refused = exampleFact(
      CommandRefused,
      { ruleId: refusing, facts: ['wasPaid', 'noConviction', 'wasPaid'] },
      { agencyId: 'zz-police' },
    )
    const own = { subject: refusing, agency: 'zz-police', sector: 'investigation', month: '2026-11', times: 1 }
    expect(rowsOf(refused)).toMatchObject([
      { ...own, counted: 'refused', ground: '' },
      { ...own, counted: 'ground', ground: 'wasPaid' },
    ])
  })

  it('counts what the rules judge, corrected or not, and not what was retracted', () => {
    const arrested = (id: number) =>
      exampleFact(SuspectArrested, {}, { id: storedIdOf(id), agencyId: 'zz-police', occurredAt: '2026-03-27' })
    const counted = { counted: 'recorded', subject: SuspectArrested.type, agency: 'zz-police', month: '2026-03', entered: '2026-11' }
    const counts = (times: number) => [{ ...counted, times }]
    expect(rowsOf(arrested(70), arrested(71))).toMatchObject(counts(2))
    const corrected = exampleFact(EventCorrected, { correctsId: storedIdOf(70), data: SuspectArrested.example })
    expect(rowsOf(arrested(70), arrested(71), corrected)).toMatchObject(counts(2))
    expect(rowsOf(arrested(70), arrested(71), exampleFact(EventRetracted, { retractsId: storedIdOf(70) }))).toMatchObject(counts(1))
  })

  it('drops a warning about a fact that was retracted or corrected, and restores it when the retraction is retracted', () => {
    const about = exampleFact(WarningRaised, { eventId: storedIdOf(70) })
    const retracted = exampleFact(EventRetracted, { retractsId: storedIdOf(70) }, { id: storedIdOf(71) })
    expect(rowsOf(about, retracted)).toEqual([])
    expect(rowsOf(about, exampleFact(EventCorrected, { correctsId: storedIdOf(70) }))).toEqual([])
    expect(rowsOf(about, retracted, exampleFact(EventRetracted, { retractsId: storedIdOf(71) }))).toHaveLength(1)
  })

  it('shows neither what the warning was about nor who was warned', () => {
    const text = JSON.stringify(rowsOf(exampleFact(WarningRaised, { facts: ['person:secret'] })))
    for (const hidden of ['person:secret', WarningRaised.example.eventId, 'k.santoso']) expect(text).not.toContain(hidden)
  })

  it('knows for each rule that is not about the record itself which kinds of events it judges', () => {
    expect(KINDS_OF_RULE.get('investigation.rights-are-read-on-arrest')).toContain(SuspectArrested.type)
    expect(KINDS_OF_RULE.get(refusing)).toContain(VictimStatusDetermined.type)
    expect(KINDS_OF_RULE.has('case.thing-is-recorded-once')).toBe(false)
  })
})

describe('the months of a list', () => {
  const now = '2026-11-29T10:00:00Z'

  it('are at most 36, which end with the present one unless the caller says otherwise', () => {
    expect(monthsOf({}, now)).toEqual({ from: '2023-12', until: '2026-11' })
    expect(monthsOf({ until: '2024-01' }, now)).toEqual({ from: '2021-02', until: '2024-01' })
    expect(monthsOf({ from: '2024-01', until: '2026-12' }, now)).toEqual({ from: '2024-01', until: '2026-12' })
    expect(() => monthsOf({ from: '2023-11' }, now)).toThrow('37 months: ask for at most 36')
    expect(() => monthsOf({ from: '2026-12' }, now)).toThrow('from (2026-12) is after until (2026-11)')
  })

  it('are whole quarters that have ended where numbers are suppressed', () => {
    const quarters = (from: string, until: string) => endedQuartersIn({ from, until }, now)
    expect(quarters('2026-01', '2026-11')).toEqual({ from: '2026-01', until: '2026-09' })
    expect(quarters('2026-02', '2026-08')).toEqual({ from: '2026-04', until: '2026-06' })
    expect(quarters('2026-04', '2030-12')).toEqual({ from: '2026-04', until: '2026-09' })
    expect(quarters('2026-02', '2026-05')).toBeUndefined()
    expect(quarters('2026-10', '2026-12')).toBeUndefined()
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

  it('shows training, procedures, and measures with their values, by the day on which they happened', () => {
    const [{ trainings, procedures, measures } = {}] = initiativeOf(
      history(
        exampleFact(ChallengeRaised),
        exampleFact(TrainingHeld, {}, { occurredAt: '2026-04-20' }),
        exampleFact(ProcedureChanged, {}, { occurredAt: '2026-04-27' }),
        exampleFact(OutcomeMeasureSet, { reviewBy: '2026-10-15' }, { occurredAt: '2026-04-27' }),
        exampleFact(OutcomeMeasured, { value: '11', nextReviewBy: '2027-04-15' }, { occurredAt: '2026-10-14' }),
        exampleFact(OutcomeMeasured, { value: '33', nextReviewBy: '2026-10-15' }, { occurredAt: '2026-07-01' }),
      ),
    )
    expect(trainings).toMatchObject([{ agency: 'ph-police', trained: { female: 14, male: 23 }, hours: 16, on: '2026-04-20' }])
    expect(procedures).toMatchObject([{ change: 'introduced', inForceFrom: '2026-05-01', on: '2026-04-27' }])
    expect(measures).toMatchObject([
      {
        baseline: '44',
        target: '11',
        values: [
          { value: '33', on: '2026-07-01' },
          { value: '11', on: '2026-10-14' },
        ],
      },
    ])
    const reviewOn = (asOf: string) =>
      reviewedOn({ trainings: [], procedures: [], measures: measures ?? [] }, asOf).measures.map(({ review }) => review)
    expect(reviewOn('2026-11-29T00:00:00Z')).toEqual([{ state: 'due', reviewBy: '2027-04-15' }])
    expect(reviewOn('2027-04-16T00:00:00Z')).toEqual([{ state: 'overdue', reviewBy: '2027-04-15' }])
  })

  it('is not shown when its challenge was retracted', () =>
    expect(initiativeOf(history(exampleFact(ChallengeRaised), exampleFact(EventRetracted, { retractsId: storedIdOf(0) })))).toEqual([]))
})
