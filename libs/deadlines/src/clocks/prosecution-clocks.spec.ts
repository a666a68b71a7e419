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
import { describe, expect, it } from '@jest/globals'
import { owedBy, statesOf, told } from '../told-deadlines.fixtures.ts'
import {
  anAppealWindowCloses,
  aReviewWindowCloses,
  aVictimIsToldOfADecisionInTime,
  theDetentionOfAVictimIsReviewedInTime,
} from './prosecution-clocks.ts'

const she = { personRef: PresumedVictimIdentified.example.personRef }
const identified = (day = '2026-10-01') => told(PresumedVictimIdentified, day, she)

describe(aVictimIsToldOfADecisionInTime.sentence, () => {
  const states = (day: string, ...facts: ReturnType<typeof told>[]) => statesOf(aVictimIsToldOfADecisionInTime, day, ...facts)
  const notified = (day: string, { id }: { readonly id: string }) => told(VictimNotified, day, { ...she, decisionEventId: id })
  const found = (day: string, status: string) => told(VictimStatusDetermined, day, { ...she, status })

  it.each([
    InvestigationSuspended,
    InvestigationClosed,
    InvestigationReopened,
    NoProsecutionDecided,
    ChargeWithdrawn,
    BailDecided,
    VerdictDelivered,
    SentenceImposed,
  ])('of $type', (type) => {
    const decision = told(type, '2026-11-01')
    expect(states('2026-11-12', identified(), decision)).toEqual(['overdue'])
    expect(states('2026-11-12', identified(), decision, notified('2026-11-11', decision))).toEqual(['met'])
  })
  it.each([
    ['was determined to be one', () => found('2026-10-01', 'ActualVictimOfTrafficking')],
    ['was identified abroad, which is recognised here', () => told(ForeignIdentificationRecognised, '2026-10-01', she)],
  ])('also whoever %s', (_, fact) => expect(states('2026-11-12', fact(), told(BailDecided, '2026-11-01'))).toEqual(['overdue']))
  it('is owed once to whoever was presumed one and then determined', () =>
    expect(states('2026-11-02', identified(), found('2026-10-09', 'ActualVictimOfTrafficking'), told(BailDecided, '2026-11-01'))).toEqual([
      'due',
    ]))
  it('is owed from the day on which she is identified, where that is later', () => {
    const withdrawn = told(ChargeWithdrawn, '2026-01-10')
    expect(states('2026-11-11', withdrawn, identified('2026-11-01'))).toEqual(['due'])
    expect(states('2026-11-12', withdrawn, identified('2026-11-01'))).toEqual(['overdue'])
    expect(
      owedBy('prosecution', withdrawn, identified('2026-11-01')).find(({ ruleId }) => ruleId === aVictimIsToldOfADecisionInTime.id),
    ).toMatchObject({ eventId: withdrawn.id, startedAt: '2026-11-01' })
  })
  it('is no longer owed to one who was found to be no victim, unless she is identified again', () => {
    const [closed, none] = [told(InvestigationClosed, '2026-11-01'), found('2026-11-05', 'NotAVictimOfTrafficking')]
    expect(states('2026-12-31', identified(), closed, none)).toEqual([])
    expect(states('2026-12-31', identified(), none, closed)).toEqual([])
    expect(states('2026-12-31', identified(), closed, notified('2026-11-03', closed), none)).toEqual(['met'])
    expect(states('2026-11-12', identified(), closed, none, told(ForeignIdentificationRecognised, '2026-11-10', she))).toEqual(['due'])
  })
})

describe(theDetentionOfAVictimIsReviewedInTime.sentence, () => {
  const states = (...facts: ReturnType<typeof told>[]) => statesOf(theDetentionOfAVictimIsReviewedInTime, '2026-11-20', ...facts)
  const flagged = told(VictimSuspectConflictFlagged, '2026-11-01', she)
  const ended = (releaseReason: string, type = investigationDetention.DetentionEnded) =>
    told(type, undefined, { ...she, at: '2026-11-05', releaseReason })
  const assessed = (day: string, liability = 'criminal') => told(NonPunishmentAssessed, day, { ...she, liability })

  it('is not met by one order that takes the place of another', () => {
    expect(states(flagged, ended('replaced'))).toEqual(['overdue'])
    expect(states(flagged, ended('replaced'), told(prosecutionDetention.DetentionOrdered, '2026-11-05', she))).toEqual(['overdue'])
    expect(states(flagged, ended('replaced'), assessed('2026-11-06'))).toEqual(['met'])
  })
  it.each(['identifiedAsVictim', 'bail', 'releasedUncharged', 'expired'])('is met by her release: %s', (reason) => {
    expect(states(flagged, ended(reason))).toEqual(['met'])
    expect(
      states(flagged, told(adjudicationDetention.DetentionEnded, undefined, { ...she, at: '2026-11-05', releaseReason: reason })),
    ).toEqual(['met'])
  })
  it('counts when it came before she was a suspect; a release that came before does not', () => {
    expect(states(assessed('2026-10-20'), flagged)).toEqual(['met'])
    expect(
      states(told(investigationDetention.DetentionEnded, undefined, { ...she, at: '2026-10-20', releaseReason: 'bail' }), flagged),
    ).toEqual(['overdue'])
  })
  it('is about her crimes, not about what she owes an administration', () =>
    expect(states(assessed('2026-10-20', 'administrative'), flagged, assessed('2026-11-05', 'administrative'))).toEqual(['overdue']))
})

describe(anAppealWindowCloses.sentence, () => {
  it.each([VerdictDelivered, SentenceImposed, CompensationOrdered, ConfiscationOrdered, AppealDecided])('against $type', (type) => {
    const judgment = told(type, '2026-11-01')
    const lodged = told(AppealLodged, '2026-11-10', { against: judgment.id })
    expect(statesOf(anAppealWindowCloses, '2026-11-11', judgment)).toEqual(['due'])
    expect(statesOf(anAppealWindowCloses, '2026-11-12', judgment)).toEqual(['lapsed'])
    expect(statesOf(anAppealWindowCloses, '2026-11-12', judgment, lodged)).toEqual(['met'])
  })
})

describe(aReviewWindowCloses.sentence, () => {
  it('in the days of the policy, where a charge was withdrawn', () => {
    const withdrawn = told(ChargeWithdrawn, '2026-11-01')
    const asked = told(DecisionReviewRequested, '2026-11-10', { decisionEventId: withdrawn.id })
    expect(statesOf(aReviewWindowCloses, '2026-11-11', withdrawn)).toEqual(['due'])
    expect(statesOf(aReviewWindowCloses, '2026-11-12', withdrawn)).toEqual(['lapsed'])
    expect(statesOf(aReviewWindowCloses, '2026-11-12', withdrawn, asked)).toEqual(['met'])
  })
})
