import {
  ConsentGranted,
  ConsentRefused,
  IdentificationNotifiedToParty,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  NotifyPartyOfIdentification,
  ProtectionClaimRecorded,
  RecordNotificationObjection,
  RefuseConsent,
  RightsInformed,
  RiskAssessed,
  WithdrawNotificationObjection,
  type WithdrawalScope,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import {
  childNoticeIsInBestInterests,
  consentNamesNoObjectedCountry,
  noticeFollowsRiskAssessment,
  victimIsInformedBeforeNotice,
  noticeStopsAtObjection,
  noticeWaitsForVictimAnswer,
  noticeWaitsForProtectionClaim,
  refusedConsentWasNotGranted,
  withdrawnObjectionIsInForce,
} from './notice.rules.ts'
import { adult, aSupportCase, child, consentId, girl, grantConsent, type Granted, unknownId } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import type { KnownAge } from './person.commands.ts'
import type { PersonEvent } from './person-event.ts'

const given = specificationOf(personStream)
const informed: PersonEvent = {
  type: RightsInformed.type,
  data: { ...RightsInformed.example, personRef: girl, topics: ['notificationObjection'] },
}
const assessed: PersonEvent = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2027-01-01' } }
const objected: PersonEvent = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
const objectionWithdrawn: PersonEvent = { type: NotificationObjectionWithdrawn.type, data: { personRef: girl, party: 'MM' } }
const refusal = (id = unknownId) =>
  commandFor(RefuseConsent, { ...RefuseConsent.example, consentId: id, personRef: girl, purposes: ['notificationAbroad'] }, {})
const claim = (state: 'notLodged' | 'pending' | 'decided', ...fears: ('persecution' | 'stateInvolvement')[]): PersonEvent => ({
  type: ProtectionClaimRecorded.type,
  data: { personRef: girl, state, fears },
})

const noticeConsent: Partial<Granted> = {
  purposes: ['notificationAbroad'],
  parties: ['MM'],
  recipients: ['mm-social-welfare'],
  dataCategories: ['identity'],
}
const noticeAgreed = aSupportCase().with(informed, assessed).withConsent(noticeConsent)
const refused: PersonEvent = { type: ConsentRefused.type, data: refusal().data }

describe('notifying another country of the identification of a victim', () => {
  const notifyParty = (known: KnownAge = adult, bestInterestsRef?: string) =>
    commandFor(
      NotifyPartyOfIdentification,
      { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042', bestInterestsRef },
      known,
    )

  const withoutAnswer = [IdentificationNotifiedToParty, warning(noticeWaitsForVictimAnswer)] as const

  it('is possible after a consent, or after the withdrawal of an objection', () => {
    given(noticeAgreed).when(notifyParty()).then(IdentificationNotifiedToParty)
    given(aSupportCase().with(informed, assessed, objected, objectionWithdrawn))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
  })
  it('is recorded with a warning after the withdrawal of an objection that is not on record: that is no agreement', () =>
    given(aSupportCase().with(informed, assessed, objectionWithdrawn))
      .when(notifyParty())
      .then(...withoutAnswer))
  it(victimIsInformedBeforeNotice.sentence, () =>
    given(aSupportCase().with(assessed).withConsent(noticeConsent)).when(notifyParty()).thenRefusedBy(victimIsInformedBeforeNotice),
  )
  it(`${noticeStopsAtObjection.sentence}; an earlier consent does not count`, () => {
    given(noticeAgreed.with(objected)).when(notifyParty()).thenRefusedBy(noticeStopsAtObjection)
    given(noticeAgreed.with(refused)).when(notifyParty()).thenRefusedBy(noticeStopsAtObjection)
  })
  it('is possible for a country other than the one that the victim objects to', () =>
    given(noticeAgreed.with({ type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'TH' } }))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty))
  it(`${noticeWaitsForVictimAnswer.sentence}; silence is recorded with a warning, and stops nothing`, () => {
    given(aSupportCase().with(informed, assessed))
      .when(notifyParty())
      .then(...withoutAnswer)
    const expired = aSupportCase()
      .with(informed, assessed)
      .withConsent({ ...noticeConsent, expiresAt: '2026-06-30T16:00:00Z' })
    given(expired)
      .when(notifyParty())
      .then(...withoutAnswer)
  })
  it('stops where the victim withdrew the consent to it, until the victim agrees again; the consent may be recorded later', () => {
    const withdrawn = noticeAgreed.withWithdrawal('all')
    given(withdrawn).when(notifyParty()).thenRefusedBy(noticeStopsAtObjection)
    given(withdrawn.withConsent({ ...noticeConsent, consentId: unknownId }))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
    given(withdrawn.with(objected, objectionWithdrawn)).when(notifyParty()).then(IdentificationNotifiedToParty)
    given(aSupportCase().with(informed, assessed).withWithdrawal('all').withConsent(noticeConsent))
      .when(notifyParty())
      .thenRefusedBy(noticeStopsAtObjection)
  })
  it.each<readonly [string, WithdrawalScope]>([
    ['all of a consent', 'all'],
    ['the purpose of a notice abroad', { purposes: ['notificationAbroad'] }],
    ['the identity data', { dataCategories: ['identity'] }],
  ])('stops where the victim withdrew %s, and that consent is not on record: in doubt it covered the notice', (_, scope) => {
    const withdrawn = aSupportCase().with(informed, assessed).withWithdrawal(scope)
    given(withdrawn).when(notifyParty()).thenRefusedBy(noticeStopsAtObjection)
    given(withdrawn.withConsent({ ...noticeConsent, consentId: unknownId }))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
    given(withdrawn.withConsent({ ...noticeConsent, purposes: ['shelter'] }))
      .when(notifyParty())
      .then(...withoutAnswer)
  })
  it('does not stop where a consent that is not on record was withdrawn for another purpose', () =>
    given(
      aSupportCase()
        .with(informed, assessed)
        .withWithdrawal({ purposes: ['shelter'] }),
    )
      .when(notifyParty())
      .then(...withoutAnswer))
  it.each<readonly [string, Partial<Granted>]>([
    ['only another country', { parties: ['TH'] }],
    ['no country', { parties: undefined }],
    ['only another purpose', { purposes: ['shelter'] }],
    ['no identity data', { dataCategories: ['caseFacts'] }],
  ])('is recorded with a warning under a consent that names %s', (_, changes) =>
    given(
      aSupportCase()
        .with(informed, assessed)
        .withConsent({ ...noticeConsent, ...changes }),
    )
      .when(notifyParty())
      .then(...withoutAnswer),
  )
  it.each<readonly [string, WithdrawalScope]>([
    ['everything', 'all'],
    ['the purpose of the notice', { purposes: ['notificationAbroad'] }],
    ['the recipient', { recipients: ['mm-social-welfare'] }],
    ['all kinds of data', { dataCategories: ['identity'] }],
  ])('is refused after the victim withdrew %s from the consent, although an objection was withdrawn before', (_, scope) =>
    given(aSupportCase().with(informed, assessed, objected, objectionWithdrawn).withConsent(noticeConsent).withWithdrawal(scope))
      .when(notifyParty())
      .thenRefusedBy(noticeStopsAtObjection),
  )
  it('follows the last answer of the victim, even after a refusal of every notice abroad', () => {
    const thailandConsent = { ...noticeConsent, consentId: unknownId, parties: ['TH'] }
    given(noticeAgreed.with(refused).withConsent(thailandConsent)).when(notifyParty()).thenRefusedBy(noticeStopsAtObjection)
    given(noticeAgreed.with(refused).withConsent({ ...noticeConsent, consentId: unknownId }))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
    given(noticeAgreed.with(objected, refused, objectionWithdrawn))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
    given(aSupportCase().with(informed, assessed, objected, objectionWithdrawn, refused))
      .when(notifyParty())
      .thenRefusedBy(noticeStopsAtObjection)
  })
  it('is not affected by the withdrawal of a consent to another purpose, or about another country', () => {
    given(aSupportCase().with(informed, assessed, objected, objectionWithdrawn).withConsent().withWithdrawal('all'))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
    given(
      aSupportCase()
        .with(informed, assessed, objected, objectionWithdrawn)
        .withConsent({ ...noticeConsent, parties: ['TH'] })
        .withWithdrawal('all'),
    )
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
  })
  it(consentNamesNoObjectedCountry.sentence, () => {
    given(aSupportCase().with(objected)).when(grantConsent(noticeConsent)).thenRefusedBy(consentNamesNoObjectedCountry)
    given(aSupportCase().with(objected, objectionWithdrawn)).when(grantConsent(noticeConsent)).then(ConsentGranted)
    given(aSupportCase().with(objected))
      .when(grantConsent({ ...noticeConsent, parties: ['TH'] }))
      .then(ConsentGranted)
  })
  it(noticeWaitsForProtectionClaim.sentence, () => {
    given(noticeAgreed.with(claim('pending')))
      .when(notifyParty())
      .thenRefusedBy(noticeWaitsForProtectionClaim)
    given(noticeAgreed.with(claim('notLodged', 'stateInvolvement')))
      .when(notifyParty())
      .thenRefusedBy(noticeWaitsForProtectionClaim)
    given(noticeAgreed.with(claim('pending'), claim('decided')))
      .when(notifyParty())
      .then(IdentificationNotifiedToParty)
  })
  it(noticeFollowsRiskAssessment.sentence, () =>
    given(aSupportCase().with(informed).withConsent(noticeConsent)).when(notifyParty()).thenRefusedBy(noticeFollowsRiskAssessment),
  )
  it(childNoticeIsInBestInterests.sentence, () => {
    given(noticeAgreed).when(notifyParty(child)).thenRefusedBy(childNoticeIsInBestInterests)
    given(noticeAgreed).when(notifyParty(child, 'BID-2026-12')).then(IdentificationNotifiedToParty)
  })
})

describe('an objection or a refusal', () => {
  const recordObjection = () => commandFor(RecordNotificationObjection, { personRef: girl, party: 'MM' }, {})
  const withdrawObjection = () => commandFor(WithdrawNotificationObjection, { personRef: girl, party: 'MM' }, {})

  it('is always possible', () => {
    given(aSupportCase()).when(recordObjection()).then(NotificationObjectionRecorded)
    given(aSupportCase()).when(refusal()).then(ConsentRefused)
  })
  it(refusedConsentWasNotGranted.sentence, () =>
    given(aSupportCase().withConsent()).when(refusal(consentId)).thenRefusedBy(refusedConsentWasNotGranted),
  )
  it('can be withdrawn if it is an objection', () =>
    given(aSupportCase().with(objected)).when(withdrawObjection()).then(NotificationObjectionWithdrawn))
  it(withdrawnObjectionIsInForce.sentence, () => {
    const warned = [NotificationObjectionWithdrawn, warning(withdrawnObjectionIsInForce)] as const
    given(aSupportCase())
      .when(withdrawObjection())
      .then(...warned)
    given(aSupportCase().with(objected, objectionWithdrawn))
      .when(withdrawObjection())
      .then(...warned)
  })
})
