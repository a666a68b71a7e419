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
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { guardianDoesNotConsentForAdult, guardianDoesNotRefuseForAdult, majorityFollowsChildProtection } from './majority.rules.ts'
import { noticeStopsAtObjection, noticeWaitsForVictimAnswer } from './notice.rules.ts'
import {
  adult,
  advocate,
  answerReferral,
  aSupportCase,
  child,
  recordMajority,
  girl,
  grantConsent,
  type Granted,
  makeReferral,
  unknownId,
  withdrawConsent,
} from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import { childConsentsThroughGuardian, referralNeedsLiveConsent, supportIsOfferedFirst } from './person.rules.ts'
import type { KnownForReturn } from './person.commands.ts'
import type { PersonEvent } from './person-event.ts'

const given = specificationOf(personStream)

const withGuardian = aSupportCase().withGuardian(advocate)
const guardianConsented = withGuardian.withConsent({ grantedBy: 'guardian', assent: 'given' })
const afterMajority = guardianConsented.withMajority()

const refuseConsent = (refusedBy: 'self' | 'guardian') =>
  commandFor(RefuseConsent, { ...RefuseConsent.example, consentId: unknownId, personRef: girl, refusedBy }, {})

describe('recording that a person has come of age', () => {
  it('records the majority without its day', () => {
    given(withGuardian)
      .when(recordMajority())
      .then({ type: MajorityReached.type, data: { personRef: girl } })
    expect(Object.keys(MajorityReached.data.shape)).toEqual(['personRef'])
  })
  it('records nothing the second time', () => given(afterMajority).when(recordMajority()).then())
  it('is possible after support has ended', () =>
    given(withGuardian.with({ type: SupportCaseClosed.type, data: { ...CloseSupportCase.example, personRef: girl } }))
      .when(recordMajority())
      .then(MajorityReached))
  it(`${majorityFollowsChildProtection.sentence}; for an adult it is recorded with a warning`, () =>
    given(aSupportCase()).when(recordMajority(adult)).then(MajorityReached, warning(majorityFollowsChildProtection)))
  it(supportIsOfferedFirst.sentence, () => given().when(recordMajority()).thenRefusedBy(supportIsOfferedFirst))
})

describe('a person who has come of age', () => {
  it('consents without a guardian, which a child cannot', () => {
    const ownConsent = grantConsent({ consentId: unknownId }, child)
    given(guardianConsented).when(ownConsent).thenRefusedBy(childConsentsThroughGuardian)
    given(afterMajority).when(ownConsent).then(ConsentGranted)
  })
  it(guardianDoesNotConsentForAdult.sentence, () =>
    given(afterMajority)
      .when(grantConsent({ consentId: unknownId, grantedBy: 'guardian', assent: 'given' }, child))
      .thenRefusedBy(guardianDoesNotConsentForAdult),
  )
  it(guardianDoesNotRefuseForAdult.sentence, () => {
    given(afterMajority).when(refuseConsent('guardian')).then(ConsentRefused, warning(guardianDoesNotRefuseForAdult))
    given(guardianConsented).when(refuseConsent('guardian')).then(ConsentRefused)
    given(afterMajority).when(refuseConsent('self')).then(ConsentRefused)
  })
  it('can withdraw a consent that the guardian gave', () => given(afterMajority).when(withdrawConsent()).then(ConsentWithdrawn))

  describe(referralNeedsLiveConsent.sentence, () => {
    it('a guardian’s consent covers no new referral after the majority', () => {
      given(guardianConsented).when(makeReferral()).then(ReferralMade)
      given(afterMajority).when(makeReferral()).thenRefusedBy(referralNeedsLiveConsent)
    })
    it('a consent of the person covers a new referral after the majority', () =>
      given(afterMajority.withConsent({ consentId: unknownId, grantedBy: 'self' }))
        .when(makeReferral({ consentId: unknownId }))
        .then(ReferralMade))
    it('a guardian’s consent covers no new referral even after the person gave another consent', () =>
      given(afterMajority.withConsent({ consentId: unknownId, grantedBy: 'self' }))
        .when(makeReferral())
        .thenRefusedBy(referralNeedsLiveConsent))
    it('a consent of the person from before the majority stays in force', () =>
      given(withGuardian.withConsent({ grantedBy: 'self' }).withMajority())
        .when(makeReferral())
        .then(ReferralMade))
  })
  it('keeps earlier referrals, which can still be answered', () =>
    given(guardianConsented.withReferral().withMajority()).when(answerReferral('accepted')).then(ReferralAnswered))
})

describe('a notice abroad about a person who has come of age', () => {
  const informed: PersonEvent = {
    type: RightsInformed.type,
    data: { ...RightsInformed.example, personRef: girl, topics: ['notificationObjection'] },
  }
  const assessed: PersonEvent = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2027-01-01' } }
  const objected: PersonEvent = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
  const objectionWithdrawn: PersonEvent = { type: NotificationObjectionWithdrawn.type, data: { personRef: girl, party: 'MM' } }
  const notice = { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042' }
  const notifyParty = (changes: { bestInterestsRef?: string } = {}) =>
    commandFor(NotifyPartyOfIdentification, { ...notice, ...changes }, child)
  const noticeConsent: Partial<Granted> = { purposes: ['notificationAbroad'], parties: ['MM'], dataCategories: ['identity'] }
  const readyForNotice = withGuardian.with(informed, assessed)
  const guardianAgreedToNotice = readyForNotice.withConsent({ ...noticeConsent, grantedBy: 'guardian' })

  it('without an answer of the person is recorded with a warning: a guardian’s consent does not count', () => {
    given(guardianAgreedToNotice)
      .when(notifyParty({ bestInterestsRef: 'BID-2026-12' }))
      .then(IdentificationNotifiedToParty)
    given(guardianAgreedToNotice.withMajority())
      .when(notifyParty({ bestInterestsRef: 'BID-2026-12' }))
      .then(IdentificationNotifiedToParty, warning(noticeWaitsForVictimAnswer))
  })
  it('ignores the withdrawal of an objection for a child, and stops at an objection still in force', () => {
    given(readyForNotice.with(objected, objectionWithdrawn).withMajority())
      .when(notifyParty())
      .then(IdentificationNotifiedToParty, warning(noticeWaitsForVictimAnswer))
    given(readyForNotice.with(objected).withMajority()).when(notifyParty()).thenRefusedBy(noticeStopsAtObjection)
  })
  it('is not stopped by the refusal of a guardian after the person consented', () => {
    const agreed = guardianAgreedToNotice.withMajority().withConsent({ ...noticeConsent, consentId: unknownId, grantedBy: 'self' })
    const refused = (refusedBy: 'self' | 'guardian'): PersonEvent => ({ type: ConsentRefused.type, data: refuseConsent(refusedBy).data })
    given(agreed.with(refused('guardian')))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
    given(agreed.with(refused('self')))
      .when(notifyParty())
      .thenRefusedBy(noticeStopsAtObjection)
  })
  it('is sent once the person consents, without a best-interests determination', () =>
    given(guardianAgreedToNotice.withMajority().withConsent({ ...noticeConsent, consentId: unknownId, grantedBy: 'self' }))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty))
})

it('a person who has come of age returns without a best-interests determination', () => {
  const recentlyAssessed: KnownForReturn = {
    protectedAsChild: true,
    testimonyPending: false,
    lastRiskAssessment: { eventId: unknownId, reviewBy: '2027-01-01' },
  }
  const agreeRepatriation = commandFor(
    AgreeRepatriation,
    { ...AgreeRepatriation.example, personRef: girl, safetyAssessmentId: unknownId },
    recentlyAssessed,
  )
  given(afterMajority).when(agreeRepatriation).then(RepatriationAgreed)
})
