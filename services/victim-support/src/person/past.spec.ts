import {
  ConsentGranted,
  ConsentWithdrawn,
  IdentificationNotifiedToParty,
  MakePoliceReport,
  MajorityReached,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  NotifyPartyOfIdentification,
  PoliceReportDecided,
  PoliceReportMade,
  PoliceReportWithdrawn,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  SupportCaseClosed,
  type WithdrawalScope,
} from '@case-timeline/contracts'
import { settle } from '@case-timeline/decider'
import {
  commandFor,
  eventIdOf,
  type GivenFact,
  outcomeOf,
  recordedHistory,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { noticeStopsAtObjection } from './notice.rules.ts'
import { basisOfPastActIsCertain, pastActIsRecordedWhileAgreementHolds } from './past-acts.rules.ts'
import { adult, aSupportCase, girl, grantConsent, makeReferral, withdrawConsent } from './person.fixtures.ts'
import { referralNeedsLiveConsent, supportCaseIsOpen } from './person.rules.ts'
import type { PersonEvent } from './person-event.ts'
import { personStream } from './person.stream.ts'
import { policeReportFollowsAgreement } from './police-report.rules.ts'

const given = specificationOf(personStream)

type Times = Pick<GivenFact<PersonEvent>, 'occurredAt' | 'recordedAt'>

const recordedLate = '2026-11-20T08:00:00.000Z'
const at = (occurredAt: string, recordedAt = recordedLate): Times => ({ occurredAt, recordedAt })
const opened: readonly GivenFact<PersonEvent>[] = [...aSupportCase()].map((fact) => ({ ...fact, ...at('2016-01-04') }))
const granted = (times: Times): GivenFact<PersonEvent> => ({ type: ConsentGranted.type, data: grantConsent().data, ...times })
const withdrawn = (times: Times, scope: WithdrawalScope = 'all'): GivenFact<PersonEvent> => ({
  type: ConsentWithdrawn.type,
  data: withdrawConsent(scope).data,
  ...times,
})
const referral = (occurredAt?: string) => ({ ...makeReferral(), ...(occurredAt !== undefined && { occurredAt }) })

const referencesOf = (history: readonly GivenFact<PersonEvent>[], command: ReturnType<typeof referral>) => {
  const outcome = outcomeOf(personStream, recordedHistory([...opened, ...history]), command)
  return outcome.outcome === 'refused' ? outcome.facts : []
}

describe('a referral of the past, recorded today', () => {
  it('is a breach if it was made before the consent, although the consent is on record', () => {
    const history = [...opened, granted(at('2016-03-10'))]
    given(history).when(referral('2016-03-01')).thenRefusedBy(referralNeedsLiveConsent)
    given(history).when(referral('2016-04-01')).then(ReferralMade)
    given(history).when(referral()).then(ReferralMade)
  })

  it(`is a breach if it was made after the withdrawal, and none before it: ${pastActIsRecordedWhileAgreementHolds.sentence}`, () => {
    const history = [...opened, granted(at('2016-03-10')), withdrawn(at('2016-05-10'))]
    given(history).when(referral('2016-06-01')).thenRefusedBy(referralNeedsLiveConsent)
    given(history).when(referral('2016-04-01')).then(ReferralMade, warning(pastActIsRecordedWhileAgreementHolds))
    given(history).when(referral()).thenRefusedBy(referralNeedsLiveConsent)
  })

  it('is judged alike in whatever order consent and withdrawal were recorded', () => {
    const history = [...opened, withdrawn(at('2016-05-10')), granted(at('2016-03-10'))]
    given(history).when(referral('2016-06-01')).thenRefusedBy(referralNeedsLiveConsent)
    given(history).when(referral('2016-04-01')).then(ReferralMade, warning(pastActIsRecordedWhileAgreementHolds))
  })

  it('is a breach in doubt whether the withdrawal came first, and the doubt is named', () => {
    const history = [granted(at('2016-03-10')), withdrawn(at('2016-05'))]
    given([...opened, ...history])
      .when(referral('2016-05-20'))
      .thenRefusedBy(referralNeedsLiveConsent)
    expect(referencesOf(history, referral('2016-05-20'))).toContain(`uncertain:${eventIdOf(opened.length + 1)}`)
    given([...opened, ...history])
      .when(referral('2016'))
      .thenRefusedBy(referralNeedsLiveConsent)
  })

  it('names each of few causes, and some of many', () => {
    const ofAnother = (index: number): GivenFact<PersonEvent> => ({
      type: ConsentWithdrawn.type,
      data: withdrawConsent('all', { consentId: eventIdOf(10_000 + index) }).data,
      ...at('2016-05'),
    })
    const manyOf = (count: number) => Array.from({ length: count }, (_, index) => [withdrawn(at('2016-05')), ofAnother(index)]).flat()
    const uncertainAmong = (withdrawals: readonly GivenFact<PersonEvent>[]) =>
      referencesOf([granted(at('2016-03-10')), ...withdrawals], referral('2016-05-20')).filter((one) => one.startsWith('uncertain:'))
    expect(uncertainAmong(manyOf(100))).toHaveLength(10)
    expect(uncertainAmong(manyOf(3))).toEqual([1, 3, 5].map((index) => `uncertain:${eventIdOf(opened.length + index)}`))
  })

  it(`is recorded with a warning in doubt whether the consent came first: ${basisOfPastActIsCertain.sentence}`, () => {
    const history = [...opened, granted(at('2016-03-10'))]
    given(history).when(referral('2016-03-10')).then(ReferralMade, warning(basisOfPastActIsCertain))
    given(history).when(referral('2016-03')).then(ReferralMade, warning(basisOfPastActIsCertain))
    given(history).when(referral('2016-03-10T17:00:00+08:00')).then(ReferralMade, warning(basisOfPastActIsCertain))
  })

  it('is a breach if the consent had expired by then, and none if it expired since', () => {
    const expired = { ...granted(at('2016-03-10')), data: { ...grantConsent().data, expiresAt: '2016-06-01T00:00:00Z' } }
    const history = [...opened, expired as GivenFact<PersonEvent>]
    given(history).when(referral('2016-05-01')).then(ReferralMade, warning(pastActIsRecordedWhileAgreementHolds))
    given(history).when(referral('2016-07-01')).thenRefusedBy(referralNeedsLiveConsent)
    given(history).when(referral()).thenRefusedBy(referralNeedsLiveConsent)
  })

  it('is recorded after support has ended if it was made before', () => {
    const closed = { type: SupportCaseClosed.type, data: { personRef: girl, reason: 'byChoice' }, ...at('2016-09-01') } as const
    const history = [...opened, granted(at('2016-03-10')), closed]
    given(history).when(referral('2016-04-01')).then(ReferralMade)
    given(history).when(referral('2016-10-01')).thenRefusedBy(supportCaseIsOpen)
    const openedInYear = opened.map((fact) => ({ ...fact, ...at('2016') }))
    given([...openedInYear, granted(at('2016-03-10')), closed])
      .when(referral())
      .thenRefusedBy(supportCaseIsOpen)
  })

  it('made today, without an hour, rests on what was recorded before it today', () => {
    const today = { occurredAt: '2026-11-25', recordedAt: '2026-11-25T09:00:00.000Z' }
    given([...opened, granted(today)])
      .when(referral('2026-11-25'))
      .then(ReferralMade)
    given([...opened, granted(today), withdrawn(today)])
      .when(referral('2026-11-25'))
      .thenRefusedBy(referralNeedsLiveConsent)
  })
})

describe('a notice or a report to police of the past, recorded today', () => {
  const informed = { type: RightsInformed.type, data: { ...RightsInformed.example, personRef: girl, topics: ['notificationObjection'] } }
  const assessed = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2027-01-01' } }
  const noticeTerms = { purposes: ['notificationAbroad'], parties: ['MM'], dataCategories: ['identity'] } as const
  const agreed = { type: ConsentGranted.type, data: grantConsent(noticeTerms as never).data }
  const objected = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
  const notice = (occurredAt: string) => ({
    ...commandFor(NotifyPartyOfIdentification, { personRef: girl, party: 'MM', at: '2016-04-01', reference: 'R-1' }, adult),
    occurredAt,
  })
  const before = [informed, assessed, agreed].map((fact) => ({ ...fact, ...at('2016-03-10') }) as GivenFact<PersonEvent>)

  it('is judged by the objection of its time', () => {
    const history = [...opened, ...before, { ...objected, ...at('2016-05-10') }]
    given(history).when(notice('2016-04-01')).then(IdentificationNotifiedToParty, warning(pastActIsRecordedWhileAgreementHolds))
    given(history).when(notice('2016-06-01')).thenRefusedBy(noticeStopsAtObjection)
    given([...opened, { ...objected, ...at('2016-05-10') }, ...before])
      .when(notice('2016-06-01'))
      .thenRefusedBy(noticeStopsAtObjection)
  })

  it('is judged by an objection that repeats an earlier one, whatever came between them', () => {
    const untimed = (recordedAt: string) => ({ ...objected, recordedAt })
    const objections = [untimed('2016-04-10T03:00:00.000Z'), untimed('2016-06-10T03:00:00.000Z')]
    const takenBack = { type: NotificationObjectionWithdrawn.type, data: objected.data, ...at('2016-05-10') }
    given([...opened, ...before, ...objections, takenBack])
      .when(notice('2016-07-01'))
      .thenRefusedBy(noticeStopsAtObjection)
  })

  it('is judged by the decision of its time whether police are informed; it stays in support if less is agreed to since', () => {
    const decided = (decision: 'agreed' | 'withdrawn', occurredAt: string, more: object = {}): GivenFact<PersonEvent> => ({
      type: PoliceReportDecided.type,
      data: { ...PoliceReportDecided.example, personRef: girl, decision, ...more },
      ...at(occurredAt),
    })
    const { reportId } = MakePoliceReport.example
    const report = (occurredAt: string) => ({
      ...commandFor(MakePoliceReport, { ...MakePoliceReport.example, reportId, personRef: girl, content: {} }, adult),
      occurredAt,
    })
    const history = [...opened, decided('withdrawn', '2016-05-10'), decided('agreed', '2016-03-10')]
    given(history).when(report('2016-04-01')).then(PoliceReportMade, PoliceReportWithdrawn, warning(pastActIsRecordedWhileAgreementHolds))
    given([...opened, decided('agreed', '2016-03-10')])
      .when(report('2016-04-01'))
      .then(PoliceReportMade)
    const agreedToLess = decided('agreed', '2016-05-10', { sharing: { recipient: 'zz-other-police', dataCategories: [] } })
    const comeOfAge = { type: MajorityReached.type, data: { personRef: girl }, ...at('2016-05-10') }
    for (const since of [agreedToLess, comeOfAge])
      given([...opened, decided('agreed', '2016-03-10', { decidedBy: 'guardian' }), since])
        .when(report('2016-04-01'))
        .then(PoliceReportMade, PoliceReportWithdrawn, warning(pastActIsRecordedWhileAgreementHolds))
    given(history).when(report('2016-06-01')).thenRefusedBy(policeReportFollowsAgreement)
    given(history).when(report('2016-03-01')).thenRefusedBy(policeReportFollowsAgreement)
  })
})

describe('the judgement of a referral', () => {
  const day = fc.integer({ min: 10, max: 28 }).map((number) => `2016-03-${number}`)
  const deeds = fc.oneof(day, fc.constant(undefined))
  const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length })
  /** Ids stay with the facts, in whatever order they are recorded. */
  const history = fc
    .record({ grants: fc.array(day, { maxLength: 1 }), withdrawals: fc.uniqueArray(day, { maxLength: 2 }) })
    .map(({ grants, withdrawals }) => ({
      grants,
      withdrawals,
      facts: [...grants.map((on) => granted(at(on))), ...withdrawals.map((on) => withdrawn(at(on)))].map((fact, index) => ({
        ...fact,
        id: eventIdOf(100 + index),
      })),
    }))

  const judgementOf = (facts: readonly GivenFact<PersonEvent>[], command: ReturnType<typeof referral>) => {
    const state = recordedHistory([...opened, ...facts]).reduce(personStream.evolve, personStream.initial)
    const outcome = settle(personStream.decide(command, state), state, command)
    if (outcome.outcome !== 'accepted') return [outcome.outcome, ...('facts' in outcome ? outcome.facts.toSorted() : [])]
    return [outcome.outcome, ...outcome.warnings.map(({ rule, facts: named }) => [rule.id, ...named.toSorted()].join(' '))]
  }

  it('depends only on what had happened before it, not on the order of recording', () =>
    fc.assert(
      fc.property(
        history.chain(({ facts }) => fc.tuple(fc.constant(facts), shuffled(facts))),
        deeds,
        ([facts, inOtherOrder], deed) => {
          expect(judgementOf(inOtherOrder, referral(deed))).toEqual(judgementOf(facts, referral(deed)))
        },
      ),
    ))

  it('is that of a reading of the days: a consent by then, and no withdrawal by then', () =>
    fc.assert(
      fc.property(history, deeds, ({ grants, withdrawals, facts }, deed = '2026-11-25') => {
        const mayHaveHappened = (on: string) => on <= deed
        const isLawful = grants.some(mayHaveHappened) && !withdrawals.some(mayHaveHappened)
        expect(judgementOf(facts, referral(deed))[0]).toBe(isLawful ? 'accepted' : 'refused')
      }),
    ))

  it('is not changed by a fact that happened after it', () =>
    fc.assert(
      fc.property(history, day, ({ facts }, deed) => {
        const later = withdrawn(at('2016-04-02'))
        expect(judgementOf([...facts, later], referral(deed))[0]).toBe(judgementOf(facts, referral(deed))[0])
      }),
    ))
})
