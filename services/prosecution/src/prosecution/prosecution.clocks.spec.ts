import {
  AccusedSevered,
  adjudicationDetention,
  AppealDecided,
  AppealLodged,
  BailDecided,
  ChargeLaid,
  ChargeWithdrawn,
  CompensationOrdered,
  ConfiscationOrdered,
  DecisionReviewRequested,
  ForeignIdentificationRecognised,
  InvestigationClosed,
  investigationDetention,
  InvestigationReopened,
  InvestigationSuspended,
  JoinderEnded,
  NonPunishmentAssessed,
  NoProsecutionDecided,
  PartsJoined,
  PleaAgreementDecided,
  PresumedVictimIdentified,
  prosecutionDetention,
  SentenceImposed,
  VerdictDelivered,
  VictimNotified,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
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

/** Not the accused of the examples. */
const victim = { personRef: '9e1d0c2b-3a4f-4b5c-8d6e-7f8091a2b3c4' }
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

it('nobody owes a victim, in addition, the news of a decision about that victim as the accused', () => {
  const chargeId = VerdictDelivered.example.chargeId
  const ofVictim = { chargeId, accusedRef: victim.personRef }
  const decisions = (changes: object) => [
    effectiveFact(ChargeLaid, '2026-10-02', { chargeId, ...changes }),
    effectiveFact(BailDecided, '2026-10-03', changes),
    effectiveFact(VerdictDelivered, '2026-11-01', { chargeId, ...changes }),
    effectiveFact(SentenceImposed, '2026-11-01', { chargeId }),
    effectiveFact(AppealDecided, '2026-12-01', { effects: [{ chargeId, effect: 'verdictStands' }] }),
    effectiveFact(ChargeWithdrawn, '2026-12-02', { chargeId }),
  ]
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2027-01-12', identified(), ...decisions(ofVictim))).toEqual([])
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2027-01-12', identified(), ...decisions({}))).toHaveLength(5)

  const notProsecuted = (suspect: string) => effectiveFact(NoProsecutionDecided, '2026-11-01', { suspects: [suspect] })
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2027-01-12', identified(), notProsecuted(victim.personRef))).toEqual([])
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2027-01-12', identified(), notProsecuted(chargeId))).toHaveLength(1)
})

it('a victim who is accused is owed the news of a decision that is about others, too', () => {
  const [own, other] = [VerdictDelivered.example.chargeId, 'd4a26e10-0f1e-4d2c-8b3a-495867768594']
  const owed = (type: EventType, data: object, ...charges: readonly ReturnType<typeof effectiveFact>[]) =>
    statesOf(victimIsNotifiedOfDecisionInTime, '2027-01-12', identified(), ...charges, effectiveFact(type, '2026-12-01', data))
  const trafficker = NoProsecutionDecided.example.suspects
  expect(owed(NoProsecutionDecided, { suspects: [victim.personRef] })).toEqual([])
  expect(owed(NoProsecutionDecided, { suspects: [victim.personRef, ...trafficker] })).toEqual(['overdue'])
  const laid = [
    effectiveFact(ChargeLaid, '2026-10-02', { chargeId: own, accusedRef: victim.personRef }),
    effectiveFact(ChargeLaid, '2026-10-02', { chargeId: other }),
  ]
  const effects = [own, other].map((chargeId) => ({ chargeId, effect: 'acquitted' }))
  expect(owed(AppealDecided, { effects }, ...laid)).toEqual(['overdue'])
  expect(owed(AppealDecided, { effects }, ...laid.slice(0, 1))).toEqual(['overdue'])
  expect(owed(AppealDecided, { effects: effects.slice(0, 1) }, ...laid)).toEqual([])
})

it('a victim who is identified later is owed no news of what was decided before about other victims', () => {
  const chargeId = VerdictDelivered.example.chargeId
  const laid = (personRef: string) => {
    const { act, means, purpose } = ChargeLaid.example.perVictim[0] ?? {}
    return effectiveFact(ChargeLaid, '2026-09-01', { chargeId, perVictim: [{ personRef, act, means, purpose }] })
  }
  const [verdict, bail] = [effectiveFact(VerdictDelivered, '2026-10-01', { chargeId }), effectiveFact(BailDecided, '2026-10-01')]
  const owed = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(victimIsNotifiedOfDecisionInTime, '2027-01-12', ...facts)
  const [ofOther, ofVictim] = [laid('0e1d0c2b-3a4f-4b5c-8d6e-7f8091a2b3c4'), laid(victim.personRef)]
  expect(owed(ofOther, verdict, identified('2026-11-01'))).toEqual([])
  for (const facts of [
    [ofVictim, verdict, identified('2026-11-01')],
    [ofOther, verdict, identified('2026-09-15')],
    [verdict, identified('2026-11-01')],
    [ofOther, bail, identified('2026-11-01')],
  ])
    expect(owed(...facts)).toEqual(['overdue'])
})

it('each victim is notified of a severance and of a joinder, since the victim may have to testify in two trials', () => {
  const [severed, joined] = [effectiveFact(AccusedSevered, '2026-11-01'), effectiveFact(PartsJoined, '2026-11-02')]
  const notified = effectiveFact(VictimNotified, '2026-11-03', { ...victim, decisionEventId: severed.id })
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2026-11-15', identified(), severed, joined, notified)).toEqual(['met', 'overdue'])
})

it('each victim of its charges is notified of the decision of a court on a plea agreement, but for the accused', () => {
  const { accusedRef } = PleaAgreementDecided.example
  const decided = effectiveFact(PleaAgreementDecided, '2026-11-01')
  const notified = effectiveFact(VictimNotified, '2026-11-03', { ...victim, decisionEventId: decided.id })
  const states = (...facts: ReturnType<typeof effectiveFact>[]) => statesOf(victimIsNotifiedOfDecisionInTime, '2026-11-15', ...facts)
  expect(states(identified(), decided)).toEqual(['overdue'])
  expect(states(identified(), decided, notified)).toEqual(['met'])
  expect(states(effectiveFact(PresumedVictimIdentified, '2026-10-01', { personRef: accusedRef }), decided)).toEqual([])
})

it('each victim is notified of the end of a joint trial with another case', () => {
  const [ended, other] = [effectiveFact(JoinderEnded, '2026-11-01'), effectiveFact(JoinderEnded, '2026-11-02')]
  const notified = effectiveFact(VictimNotified, '2026-11-03', { ...victim, decisionEventId: ended.id })
  expect(statesOf(victimIsNotifiedOfDecisionInTime, '2026-11-15', identified(), ended, other, notified)).toEqual(['met', 'overdue'])
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
    AppealDecided,
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
