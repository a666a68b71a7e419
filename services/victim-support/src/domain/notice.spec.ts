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
import { commanded, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import {
  childsNoticeIsInHerBestInterests,
  noCountryIsNamedToWhichSheObjects,
  noticeFollowsARiskAssessment,
  noticeFollowsHerBeingTold,
  noticeStopsAtHerObjection,
  noticeWaitsForHerAnswer,
  noticeWaitsForHerProtection,
  refusedConsentWasNotGranted,
  withdrawnObjectionStands,
} from './notice.rules.ts'
import { person } from './person.decide.ts'
import { adult, aSupportCase, child, consentId, girl, grant, type Granted, unknownId } from './person.fixtures.ts'
import type { PersonEvent } from './person.ts'

const given = (history: Iterable<PersonEvent> = []) => specificationOf(person)([...history])
const told: PersonEvent = {
  type: RightsInformed.type,
  data: { ...RightsInformed.example, personRef: girl, topics: ['notificationObjection'] },
}
const assessed: PersonEvent = { type: RiskAssessed.type, data: { personRef: girl, level: 'low', reviewBy: '2027-01-01' } }
const objected: PersonEvent = { type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'MM' } }
const tookItBack: PersonEvent = { type: NotificationObjectionWithdrawn.type, data: { personRef: girl, party: 'MM' } }
const refusal = (id = unknownId) =>
  commanded(RefuseConsent, { ...RefuseConsent.example, consentId: id, personRef: girl, purposes: ['notificationAbroad'] }, adult)
const claim = (state: 'notLodged' | 'pending' | 'decided', ...fears: ('persecution' | 'stateInvolvement')[]): PersonEvent => ({
  type: ProtectionClaimRecorded.type,
  data: { personRef: girl, state, fears },
})

const toNotice: Partial<Granted> = {
  purposes: ['notificationAbroad'],
  parties: ['MM'],
  recipients: ['mm-social-welfare'],
  dataCategories: ['identity'],
}
const agreed = aSupportCase().with(told, assessed).withConsent(toNotice)
const refused: PersonEvent = { type: ConsentRefused.type, data: refusal().data }

describe('telling another country that she was identified', () => {
  const notify = (known = adult, bestInterestsRef?: string) =>
    commanded(
      NotifyPartyOfIdentification,
      { personRef: girl, party: 'MM', at: '2026-11-25', reference: 'PH-MM/2026/0042', bestInterestsRef },
      known,
    )

  it('follows her agreement, or her taking an objection back', () => {
    given(agreed).when(notify()).then(IdentificationNotifiedToParty)
    given(aSupportCase().with(told, assessed, objected, tookItBack))
      .when(notify())
      .then(IdentificationNotifiedToParty)
  })
  it(noticeFollowsHerBeingTold.sentence, () =>
    given(aSupportCase().with(assessed).withConsent(toNotice)).when(notify()).thenRefusedBy(noticeFollowsHerBeingTold),
  )
  it(`${noticeStopsAtHerObjection.sentence}, also when she had agreed before`, () => {
    given(agreed.with(objected)).when(notify()).thenRefusedBy(noticeStopsAtHerObjection)
    given(agreed.with(refused)).when(notify()).thenRefusedBy(noticeStopsAtHerObjection)
  })
  it('may reach another country than the one that she objects to', () =>
    given(agreed.with({ type: NotificationObjectionRecorded.type, data: { personRef: girl, party: 'TH' } }))
      .when(notify())
      .then(IdentificationNotifiedToParty))
  it(noticeWaitsForHerAnswer.sentence, () => {
    given(aSupportCase().with(told, assessed)).when(notify()).thenRefusedBy(noticeWaitsForHerAnswer)
    given(agreed.withWithdrawal('all')).when(notify()).thenRefusedBy(noticeWaitsForHerAnswer)
  })
  it.each<readonly [string, Partial<Granted>]>([
    ['another country', { parties: ['TH'] }],
    ['no country', { parties: undefined }],
    ['another purpose', { purposes: ['shelter'] }],
    ['nothing that tells who she is', { dataCategories: ['caseFacts'] }],
  ])('an agreement that names %s is no answer about this one', (_, but) =>
    given(
      aSupportCase()
        .with(told, assessed)
        .withConsent({ ...toNotice, ...but }),
    )
      .when(notify())
      .thenRefusedBy(noticeWaitsForHerAnswer),
  )
  it.each<readonly [string, WithdrawalScope]>([
    ['everything', 'all'],
    ['the notice', { purposes: ['notificationAbroad'] }],
    ['who receives it', { recipients: ['mm-social-welfare'] }],
    ['all kinds of data', { dataCategories: ['identity'] }],
  ])('nor one of which she took back %s, though she had taken an objection back before', (_, scope) =>
    given(aSupportCase().with(told, assessed, objected, tookItBack).withConsent(toNotice).withWithdrawal(scope))
      .when(notify())
      .thenRefusedBy(noticeWaitsForHerAnswer),
  )
  it('what she says last counts: also after a no to every country', () => {
    const ofThailand = { ...toNotice, consentId: unknownId, parties: ['TH'] }
    given(agreed.with(refused).withConsent(ofThailand)).when(notify()).thenRefusedBy(noticeStopsAtHerObjection)
    given(agreed.with(refused).withConsent({ ...toNotice, consentId: unknownId }))
      .when(notify())
      .then(IdentificationNotifiedToParty)
    given(agreed.with(objected, refused, tookItBack))
      .when(notify())
      .then(IdentificationNotifiedToParty)
    given(aSupportCase().with(told, assessed, objected, tookItBack, refused))
      .when(notify())
      .thenRefusedBy(noticeStopsAtHerObjection)
  })
  it('and taking back what was agreed of another purpose, or of another country, changes nothing', () => {
    given(aSupportCase().with(told, assessed, objected, tookItBack).withConsent().withWithdrawal('all'))
      .when(notify())
      .then(IdentificationNotifiedToParty)
    given(
      aSupportCase()
        .with(told, assessed, objected, tookItBack)
        .withConsent({ ...toNotice, parties: ['TH'] })
        .withWithdrawal('all'),
    )
      .when(notify())
      .then(IdentificationNotifiedToParty)
  })
  it(noCountryIsNamedToWhichSheObjects.sentence, () => {
    given(aSupportCase().with(objected)).when(grant(toNotice)).thenRefusedBy(noCountryIsNamedToWhichSheObjects)
    given(aSupportCase().with(objected, tookItBack)).when(grant(toNotice)).then(ConsentGranted)
    given(aSupportCase().with(objected))
      .when(grant({ ...toNotice, parties: ['TH'] }))
      .then(ConsentGranted)
  })
  it(noticeWaitsForHerProtection.sentence, () => {
    given(agreed.with(claim('pending')))
      .when(notify())
      .thenRefusedBy(noticeWaitsForHerProtection)
    given(agreed.with(claim('notLodged', 'stateInvolvement')))
      .when(notify())
      .thenRefusedBy(noticeWaitsForHerProtection)
    given(agreed.with(claim('pending'), claim('decided')))
      .when(notify())
      .then(IdentificationNotifiedToParty)
  })
  it(noticeFollowsARiskAssessment.sentence, () =>
    given(aSupportCase().with(told).withConsent(toNotice)).when(notify()).thenRefusedBy(noticeFollowsARiskAssessment),
  )
  it(childsNoticeIsInHerBestInterests.sentence, () => {
    given(agreed).when(notify(child)).thenRefusedBy(childsNoticeIsInHerBestInterests)
    given(agreed).when(notify(child, 'BID-2026-12')).then(IdentificationNotifiedToParty)
  })
})

describe('saying no', () => {
  const object = () => commanded(RecordNotificationObjection, { personRef: girl, party: 'MM' }, adult)
  const takeBack = () => commanded(WithdrawNotificationObjection, { personRef: girl, party: 'MM' }, adult)

  it('is always possible', () => {
    given(aSupportCase()).when(object()).then(NotificationObjectionRecorded)
    given(aSupportCase()).when(refusal()).then(ConsentRefused)
  })
  it(refusedConsentWasNotGranted.sentence, () =>
    given(aSupportCase().withConsent()).when(refusal(consentId)).thenRefusedBy(refusedConsentWasNotGranted),
  )
  it('can be taken back', () => given(aSupportCase().with(objected)).when(takeBack()).then(NotificationObjectionWithdrawn))
  it(withdrawnObjectionStands.sentence, () => {
    given(aSupportCase()).when(takeBack()).thenRefusedBy(withdrawnObjectionStands)
    given(aSupportCase().with(objected, tookItBack)).when(takeBack()).thenRefusedBy(withdrawnObjectionStands)
  })
})
