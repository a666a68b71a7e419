import {
  adjudicationDetention,
  AppealDecided,
  AppealLodged,
  BailDecided,
  ChargeWithdrawn,
  CompensationOrdered,
  ConfiscationOrdered,
  DecisionReviewRequested,
  ForeignIdentificationRecognised,
  InvestigationClosed,
  investigationDetention,
  InvestigationReopened,
  InvestigationSuspended,
  NonPunishmentAssessed,
  NoProsecutionDecided,
  PresumedVictimIdentified,
  prosecutionDetention,
  SentenceImposed,
  VerdictDelivered,
  VictimNotified,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { clockSpecificationOf, effectiveFact } from '@case-timeline/shared-aggregates/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  prosecutionClocks,
  appealIsLodgedInWindow,
  reviewIsRequestedInWindow,
  victimDetentionIsReviewedInTime,
  victimIsNotifiedOfDecisionInTime,
} from './prosecution.clocks.ts'

const { deadlinesOwed, expectDeadlineKept, statesOf } = clockSpecificationOf('prosecution', prosecutionClocks)

const victim = { personRef: PresumedVictimIdentified.example.personRef }
const identified = (day = '2026-10-01') => effectiveFact(PresumedVictimIdentified, day, victim)

it(victimDetentionIsReviewedInTime.sentence, () =>
  expectDeadlineKept(victimDetentionIsReviewedInTime, VictimSuspectConflictFlagged, NonPunishmentAssessed, victim),
)

it(victimIsNotifiedOfDecisionInTime.sentence, () => {
  const other = { personRef: 'd3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d' }
  const verdict = effectiveFact(VerdictDelivered, '2026-11-01')
  const both = [identified('2026-11-01'), effectiveFact(PresumedVictimIdentified, '2026-11-01', other), verdict]
  const notified = effectiveFact(VictimNotified, '2026-11-03', { ...victim, decisionEventId: verdict.id })
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2026-11-12', ...both, notified)).toEqual(['met', 'overdue'])
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2026-11-12', verdict)).toEqual([])
})

it(appealIsLodgedInWindow.sentence, () => {
  const verdict = effectiveFact(VerdictDelivered, '2026-11-01')
  const lodged = effectiveFact(AppealLodged, '2026-11-10', { against: verdict.id })
  expect(statesOf(appealIsLodgedInWindow, '2026-11-11', verdict)).toEqual(['due'])
  expect(statesOf(appealIsLodgedInWindow, '2026-11-12', verdict)).toEqual(['lapsed'])
  expect(statesOf(appealIsLodgedInWindow, '2026-11-12', verdict, lodged)).toEqual(['met'])
  expect(deadlinesOwed(verdict).map(({ missed }) => missed)).toEqual([false])
})

it(reviewIsRequestedInWindow.sentence, () => {
  const decided = effectiveFact(NoProsecutionDecided, '2026-11-01', { reviewUntil: '2026-11-11T23:59:59Z' })
  const reviewRequested = effectiveFact(DecisionReviewRequested, '2026-11-05', { decisionEventId: decided.id })
  expect(statesOf(reviewIsRequestedInWindow, '2026-11-12', decided)).toEqual(['lapsed'])
  expect(statesOf(reviewIsRequestedInWindow, '2026-11-12', decided, reviewRequested)).toEqual(['met'])
})

describe(victimIsNotifiedOfDecisionInTime.sentence, () => {
  const states = (day: string, ...facts: ReturnType<typeof effectiveFact>[]) => statesOf(victimIsNotifiedOfDecisionInTime, day, ...facts)
  const notified = (day: string, { id }: { readonly id: string }) => effectiveFact(VictimNotified, day, { ...victim, decisionEventId: id })
  const found = (day: string, status: string) => effectiveFact(VictimStatusDetermined, day, { ...victim, status })

  it.each([
    InvestigationSuspended,
    InvestigationClosed,
    InvestigationReopened,
    NoProsecutionDecided,
    ChargeWithdrawn,
    BailDecided,
    VerdictDelivered,
    SentenceImposed,
  ])('the victim is notified of $type', (type) => {
    const decision = effectiveFact(type, '2026-11-01')
    expect(states('2026-11-12', identified(), decision)).toEqual(['overdue'])
    expect(states('2026-11-12', identified(), decision, notified('2026-11-11', decision))).toEqual(['met'])
  })
  it.each([
    ['was determined to be a victim', () => found('2026-10-01', 'ActualVictimOfTrafficking')],
    [
      'was identified as a victim abroad, which is recognised here',
      () => effectiveFact(ForeignIdentificationRecognised, '2026-10-01', victim),
    ],
  ])('a person is also notified who %s', (_, fact) =>
    expect(states('2026-11-12', fact(), effectiveFact(BailDecided, '2026-11-01'))).toEqual(['overdue']),
  )
  it('one notification is owed to a person who was presumed a victim and then determined one', () =>
    expect(
      states('2026-11-02', identified(), found('2026-10-09', 'ActualVictimOfTrafficking'), effectiveFact(BailDecided, '2026-11-01')),
    ).toEqual(['due']))
  it('the notification is owed from the day on which the victim is identified, if that is later than the decision', () => {
    const withdrawn = effectiveFact(ChargeWithdrawn, '2026-01-10')
    expect(states('2026-11-11', withdrawn, identified('2026-11-01'))).toEqual(['due'])
    expect(states('2026-11-12', withdrawn, identified('2026-11-01'))).toEqual(['overdue'])
    expect(
      deadlinesOwed(withdrawn, identified('2026-11-01')).find(({ ruleId }) => ruleId === victimIsNotifiedOfDecisionInTime.id),
    ).toMatchObject({ eventId: withdrawn.id, startedAt: '2026-11-01' })
  })
  it('no notification is owed to a person who was found not to be a victim, unless that person is identified again', () => {
    const [closed, none] = [effectiveFact(InvestigationClosed, '2026-11-01'), found('2026-11-05', 'NotAVictimOfTrafficking')]
    expect(states('2026-12-31', identified(), closed, none)).toEqual([])
    expect(states('2026-12-31', identified(), none, closed)).toEqual([])
    expect(states('2026-12-31', identified(), closed, notified('2026-11-03', closed), none)).toEqual(['met'])
    expect(states('2026-11-12', identified(), closed, none, effectiveFact(ForeignIdentificationRecognised, '2026-11-10', victim))).toEqual([
      'due',
    ])
  })
})

describe(victimDetentionIsReviewedInTime.sentence, () => {
  const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(victimDetentionIsReviewedInTime, '2026-11-20', ...facts)
  const flagged = effectiveFact(VictimSuspectConflictFlagged, '2026-11-01', victim)
  const ended = (releaseReason: string, type = investigationDetention.DetentionEnded) =>
    effectiveFact(type, undefined, { ...victim, at: '2026-11-05', releaseReason })
  const assessed = (day: string, liability = 'criminal') => effectiveFact(NonPunishmentAssessed, day, { ...victim, liability })

  it('the deadline is not met when an order replaces another one', () => {
    expect(states(flagged, ended('replaced'))).toEqual(['overdue'])
    expect(states(flagged, ended('replaced'), effectiveFact(prosecutionDetention.DetentionOrdered, '2026-11-05', victim))).toEqual([
      'overdue',
    ])
    expect(states(flagged, ended('replaced'), assessed('2026-11-06'))).toEqual(['met'])
  })
  it.each(['identifiedAsVictim', 'bail', 'releasedUncharged', 'expired'])(
    'the deadline is met by the release of the person: %s',
    (reason) => {
      expect(states(flagged, ended(reason))).toEqual(['met'])
      expect(
        states(
          flagged,
          effectiveFact(adjudicationDetention.DetentionEnded, undefined, { ...victim, at: '2026-11-05', releaseReason: reason }),
        ),
      ).toEqual(['met'])
    },
  )
  it('an assessment before the conflict was flagged meets the deadline, but a release before that does not', () => {
    expect(states(assessed('2026-10-20'), flagged)).toEqual(['met'])
    expect(
      states(
        effectiveFact(investigationDetention.DetentionEnded, undefined, { ...victim, at: '2026-10-20', releaseReason: 'bail' }),
        flagged,
      ),
    ).toEqual(['overdue'])
  })
  it('an assessment of administrative liability does not meet the deadline', () =>
    expect(states(assessed('2026-10-20', 'administrative'), flagged, assessed('2026-11-05', 'administrative'))).toEqual(['overdue']))
})

describe(appealIsLodgedInWindow.sentence, () => {
  it.each([VerdictDelivered, SentenceImposed, CompensationOrdered, ConfiscationOrdered, AppealDecided])(
    'an appeal against $type is lodged in the window',
    (type) => {
      const judgment = effectiveFact(type, '2026-11-01')
      const lodged = effectiveFact(AppealLodged, '2026-11-10', { against: judgment.id })
      expect(statesOf(appealIsLodgedInWindow, '2026-11-11', judgment)).toEqual(['due'])
      expect(statesOf(appealIsLodgedInWindow, '2026-11-12', judgment)).toEqual(['lapsed'])
      expect(statesOf(appealIsLodgedInWindow, '2026-11-12', judgment, lodged)).toEqual(['met'])
    },
  )
})

describe(reviewIsRequestedInWindow.sentence, () => {
  it('the policy sets the window for the review of a withdrawn charge', () => {
    const withdrawn = effectiveFact(ChargeWithdrawn, '2026-11-01')
    const reviewRequested = effectiveFact(DecisionReviewRequested, '2026-11-10', { decisionEventId: withdrawn.id })
    expect(statesOf(reviewIsRequestedInWindow, '2026-11-11', withdrawn)).toEqual(['due'])
    expect(statesOf(reviewIsRequestedInWindow, '2026-11-12', withdrawn)).toEqual(['lapsed'])
    expect(statesOf(reviewIsRequestedInWindow, '2026-11-12', withdrawn, reviewRequested)).toEqual(['met'])
  })
})
