import {
  AgreeRepatriation,
  CloseSupportCase,
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  IdentificationNotifiedToParty,
  MajorityReached,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  NotifyPartyOfIdentification,
  ReferralAnswered,
  ReferralMade,
  RefuseConsent,
  RepatriationAgreed,
  RightsInformed,
  RiskAssessed,
  SupportCaseClosed,
} from '@case-timeline/contracts'
import { commanded, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { nobodyAnswersForOneWhoIsOfAge, whoComesOfAgeWasProtectedAsAChild } from './majority.rules.ts'
import { noticeStopsAtHerObjection, noticeWaitsForHerAnswer } from './notice.rules.ts'
import { person } from './person.decide.ts'
import {
  adult,
  advocate,
  answer,
  aSupportCase,
  child,
  comeOfAge,
  girl,
  grant,
  type Granted,
  refer,
  unknownId,
  withdraw,
} from './person.fixtures.ts'
import { childConsentsThroughHerGuardian, referralNeedsLiveConsent, supportIsOfferedFirst } from './person.rules.ts'
import type { KnownToSupport, PersonEvent } from './person.ts'

const given = (history: Iterable<PersonEvent> = []) => specificationOf(person)([...history])

const guarded = aSupportCase().withGuardian(advocate)
const agreedByHerGuardian = guarded.withConsent({ grantedBy: 'guardian', assent: 'given' })
const ofAge = agreedByHerGuardian.withMajority()

const refuse = (refusedBy: 'self' | 'guardian') =>
  commanded(RefuseConsent, { ...RefuseConsent.example, consentId: unknownId, personRef: girl, refusedBy }, child)

describe('recording that she has come of age', () => {
  it('says so, and not on which day', () => {
    given(guarded)
      .when(comeOfAge())
      .then({ type: MajorityReached.type, data: { personRef: girl } })
    expect(Object.keys(MajorityReached.data.shape)).toEqual(['personRef'])
  })
  it('once: recorded again, it says nothing new', () => given(ofAge).when(comeOfAge()).then())
  it('also after support has ended', () =>
    given(guarded.with({ type: SupportCaseClosed.type, data: { ...CloseSupportCase.example, personRef: girl } }))
      .when(comeOfAge())
      .then(MajorityReached))
  it(`${whoComesOfAgeWasProtectedAsAChild.sentence}: of an adult it is recorded with a warning`, () =>
    given(aSupportCase()).when(comeOfAge(adult)).then(MajorityReached, warning(whoComesOfAgeWasProtectedAsAChild)))
  it(supportIsOfferedFirst.sentence, () => given().when(comeOfAge()).thenRefusedBy(supportIsOfferedFirst))
})

describe('one who has come of age', () => {
  it('consents herself, as a child cannot', () => {
    const hers = grant({ consentId: unknownId }, child)
    given(agreedByHerGuardian).when(hers).thenRefusedBy(childConsentsThroughHerGuardian)
    given(ofAge).when(hers).then(ConsentGranted)
  })
  it(nobodyAnswersForOneWhoIsOfAge.sentence, () => {
    given(ofAge)
      .when(grant({ consentId: unknownId, grantedBy: 'guardian', assent: 'given' }, child))
      .thenRefusedBy(nobodyAnswersForOneWhoIsOfAge)
    given(ofAge).when(refuse('guardian')).thenRefusedBy(nobodyAnswersForOneWhoIsOfAge)
    given(agreedByHerGuardian).when(refuse('guardian')).then(ConsentRefused)
    given(ofAge).when(refuse('self')).then(ConsentRefused)
  })
  it('takes back what her guardian agreed to', () => given(ofAge).when(withdraw()).then(ConsentWithdrawn))

  describe(referralNeedsLiveConsent.sentence, () => {
    it('her guardian’s covers nothing new', () => {
      given(agreedByHerGuardian).when(refer()).then(ReferralMade)
      given(ofAge).when(refer()).thenRefusedBy(referralNeedsLiveConsent)
    })
    it('until she agrees herself, to the same or to other things', () =>
      given(ofAge.withConsent({ consentId: unknownId, grantedBy: 'self' }))
        .when(refer({ consentId: unknownId }))
        .then(ReferralMade))
    it('her guardian’s stays what it was, also then', () =>
      given(ofAge.withConsent({ consentId: unknownId, grantedBy: 'self' }))
        .when(refer())
        .thenRefusedBy(referralNeedsLiveConsent))
    it('her own, given before, goes on', () =>
      given(guarded.withConsent({ grantedBy: 'self' }).withMajority())
        .when(refer())
        .then(ReferralMade))
  })
  it('leaves what was shared before as it was: a referral goes its course', () =>
    given(agreedByHerGuardian.withReferral().withMajority()).when(answer('accepted')).then(ReferralAnswered))
})

describe('a notice abroad of one who has come of age', () => {
  const told: PersonEvent = {
    type: RightsInformed.type,
    data: { ...RightsInformed.example, personRef: girl, topics: ['notificationObjection'] },
  }
  const assessed: PersonEvent = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2027-01-01' } }
  const objected: PersonEvent = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
  const tookItBack: PersonEvent = { type: NotificationObjectionWithdrawn.type, data: { personRef: girl, party: 'MM' } }
  const notice = { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042' }
  const notify = (but: { bestInterestsRef?: string } = {}) => commanded(NotifyPartyOfIdentification, { ...notice, ...but }, child)
  const toNotice: Partial<Granted> = { purposes: ['notificationAbroad'], parties: ['MM'], dataCategories: ['identity'] }
  const ready = guarded.with(told, assessed)
  const agreedForHer = ready.withConsent({ ...toNotice, grantedBy: 'guardian' })

  it('waits for her own answer: her guardian’s is none', () => {
    given(agreedForHer)
      .when(notify({ bestInterestsRef: 'BID-2026-12' }))
      .then(IdentificationNotifiedToParty)
    given(agreedForHer.withMajority())
      .when(notify({ bestInterestsRef: 'BID-2026-12' }))
      .thenRefusedBy(noticeWaitsForHerAnswer)
  })
  it('nor is an objection that was taken back for a child, while one that stands still does', () => {
    given(ready.with(objected, tookItBack).withMajority()).when(notify()).thenRefusedBy(noticeWaitsForHerAnswer)
    given(ready.with(objected).withMajority()).when(notify()).thenRefusedBy(noticeStopsAtHerObjection)
  })
  it('goes out once she agreed herself, and nobody determines her best interests any more', () =>
    given(agreedForHer.withMajority().withConsent({ ...toNotice, consentId: unknownId, grantedBy: 'self' }))
      .when(notify())
      .then(IdentificationNotifiedToParty))
})

it('one who has come of age returns without anybody determining her best interests', () => {
  const safe: KnownToSupport = { ...child, lastRisk: { eventId: unknownId, reviewBy: '2027-01-01' } }
  const agree = commanded(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: girl, safetyAssessmentId: unknownId }, safe)
  given(ofAge).when(agree).then(RepatriationAgreed)
})
