import {
  ConsentGranted,
  ConsentWithdrawn,
  GuardianAppointed,
  ReferralAnswered,
  ReferralMade,
  RightsInformed,
  RiskAssessed,
  SupportCaseOpened,
  CloseSupportCase,
  SupportCaseClosed,
  type Override,
  type OverrideBasis,
} from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { commandFor, override, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import {
  adult,
  advocate,
  answerReferral,
  appointGuardian,
  aSupportCase,
  assessRisk,
  aunt,
  child,
  childWith,
  girl,
  grantConsent,
  auntIsRecruiter,
  informOfRights,
  openSupportCase,
  makeReferral,
  unknownId,
  withdrawConsent,
} from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import {
  answeredReferralWasMade,
  answerFollowsReferralStates,
  childConsentsThroughGuardian,
  consentingGuardianIsIndependent,
  consentIsGrantedOnce,
  everyLinkedCaseIsChecked,
  guardianRepresentsChild,
  guardianIsNeitherRecruiterNorExploiter,
  guardianIsNeitherSuspectNorAccused,
  guardianIsNotSuspectedInLinkedCase,
  guardianIsAnotherPerson,
  referralIsMadeOnce,
  referralNeedsLiveConsent,
  refusedAssentIsRespected,
  supportCaseIsOpen,
  supportCaseIsOpenedOnce,
  supportIsOfferedFirst,
  withdrawnConsentWasGranted,
} from './person.rules.ts'

const given = specificationOf(personStream)

const overriding = ({ id }: Rule, basis: OverrideBasis) => [{ ruleId: id, basis, reasonCode: 'immediateDanger' }]

describe('offering support', () => {
  it('opens a support case', () => given().when(openSupportCase()).then(SupportCaseOpened))
  it(supportCaseIsOpenedOnce.sentence, () => given(aSupportCase()).when(openSupportCase()).thenRefusedBy(supportCaseIsOpenedOnce))
  it(supportIsOfferedFirst.sentence, () => given().when(informOfRights()).thenRefusedBy(supportIsOfferedFirst))
  it('is followed by information about rights and a risk assessment', () => {
    given(aSupportCase()).when(informOfRights()).then(RightsInformed)
    given(aSupportCase()).when(assessRisk()).then(RiskAssessed)
  })
})

describe('ending support', () => {
  const closeSupportCase = () => commandFor(CloseSupportCase, { personRef: girl, reason: 'byChoice' }, {})
  const closed = aSupportCase().withConsent().with({ type: SupportCaseClosed.type, data: closeSupportCase().data })

  it('closes the support case, which can be opened again', () => {
    given(aSupportCase()).when(closeSupportCase()).then(SupportCaseClosed)
    given(closed).when(openSupportCase()).then(SupportCaseOpened)
  })
  it(supportCaseIsOpen.sentence, () => {
    given(closed).when(makeReferral()).thenRefusedBy(supportCaseIsOpen)
    given(closed).when(closeSupportCase()).thenRefusedBy(supportCaseIsOpen)
  })
  it('does not prevent withdrawing a consent or recording what happens to the victim', () => {
    given(closed).when(withdrawConsent()).then(ConsentWithdrawn)
    given(closed).when(informOfRights()).then(RightsInformed)
  })
})

describe('appointing a guardian', () => {
  const linkedCasesIncomplete = childWith({ linkedCasesIncomplete: true })

  it('is possible with an independent person', () =>
    given(aSupportCase()).when(appointGuardian(advocate, auntIsRecruiter)).then(GuardianAppointed))
  it(`${guardianIsNeitherRecruiterNorExploiter.sentence}: the aunt who recruited the victim is refused`, () =>
    given(aSupportCase()).when(appointGuardian(aunt, auntIsRecruiter)).thenRefusedBy(guardianIsNeitherRecruiterNorExploiter))
  it(guardianIsNeitherSuspectNorAccused.sentence, () => {
    given(aSupportCase())
      .when(appointGuardian(aunt, childWith({ suspects: [aunt] })))
      .thenRefusedBy(guardianIsNeitherSuspectNorAccused)
    given(aSupportCase())
      .when(appointGuardian(aunt, childWith({ accused: [aunt] })))
      .thenRefusedBy(guardianIsNeitherSuspectNorAccused)
  })
  it(guardianIsNotSuspectedInLinkedCase.sentence, () =>
    given(aSupportCase())
      .when(appointGuardian(aunt, childWith({ suspectedInLinkedCases: [aunt] })))
      .thenRefusedBy(guardianIsNotSuspectedInLinkedCase),
  )
  it(guardianRepresentsChild.sentence, () => {
    given(aSupportCase()).when(appointGuardian(advocate, adult)).thenRefusedBy(guardianRepresentsChild)
    given(aSupportCase().withMajority()).when(appointGuardian(advocate)).thenRefusedBy(guardianRepresentsChild)
    given(aSupportCase())
      .when(appointGuardian(advocate, adult, overriding(guardianRepresentsChild, 'courtOrder')))
      .then(GuardianAppointed, override(guardianRepresentsChild))
    given(aSupportCase().withGuardian(advocate))
      .when(grantConsent({ grantedBy: 'guardian' }, adult))
      .thenRefusedBy(guardianRepresentsChild)
  })
  it(guardianIsAnotherPerson.sentence, () => {
    given(aSupportCase()).when(appointGuardian(girl)).thenRefusedBy(guardianIsAnotherPerson)
    given(aSupportCase())
      .when(appointGuardian(unknownId, childWith({ ownRefs: [girl, unknownId] })))
      .thenRefusedBy(guardianIsAnotherPerson)
  })
  it(everyLinkedCaseIsChecked.sentence, () => {
    given(aSupportCase()).when(appointGuardian(advocate, linkedCasesIncomplete)).thenRefusedBy(everyLinkedCaseIsChecked)
    given(aSupportCase().withGuardian(advocate))
      .when(grantConsent({ grantedBy: 'guardian', assent: 'given' }, linkedCasesIncomplete))
      .thenRefusedBy(everyLinkedCaseIsChecked)
  })
  it('is possible without checking every linked case if a second person approves the override', () => {
    const approver = { userId: 'l.santos', role: 'support-lead' }
    const overrides: Override[] = [{ ruleId: everyLinkedCaseIsChecked.id, basis: 'bestInterests', reasonCode: 'noOtherGuardian' }]
    given(aSupportCase())
      .when(appointGuardian(advocate, linkedCasesIncomplete, overrides))
      .thenAwaitsApproval(everyLinkedCaseIsChecked)
    given(aSupportCase())
      .when({ ...appointGuardian(advocate, linkedCasesIncomplete, overrides), approver })
      .then(GuardianAppointed, override(everyLinkedCaseIsChecked))
    given(aSupportCase())
      .when({ ...appointGuardian(aunt, childWith({ ...auntIsRecruiter.suspicion, linkedCasesIncomplete: true }), overrides), approver })
      .thenRefusedBy(guardianIsNeitherRecruiterNorExploiter)
  })
})

describe('granting consent', () => {
  const withGuardian = aSupportCase().withGuardian(advocate)

  it('is done by an adult without a guardian', () => given(aSupportCase()).when(grantConsent()).then(ConsentGranted))
  it('is done for a child by the guardian, with the assent of the child', () =>
    given(withGuardian)
      .when(grantConsent({ grantedBy: 'guardian', assent: 'given' }, child))
      .then(ConsentGranted))
  it(childConsentsThroughGuardian.sentence, () => {
    given(withGuardian).when(grantConsent({}, child)).thenRefusedBy(childConsentsThroughGuardian)
    given(aSupportCase())
      .when(grantConsent({ grantedBy: 'guardian' }, child))
      .thenRefusedBy(childConsentsThroughGuardian)
  })
  it.each(['vitalInterest', 'bestInterests'] as const)('is possible for a child without a guardian on an override for %s', (basis) =>
    given(aSupportCase())
      .when(grantConsent({}, child, overriding(childConsentsThroughGuardian, basis)))
      .then(ConsentGranted, override(childConsentsThroughGuardian)),
  )
  it('is refused for a child without a guardian even on a court order', () =>
    given(aSupportCase())
      .when(grantConsent({}, child, overriding(childConsentsThroughGuardian, 'courtOrder')))
      .thenRefusedBy(childConsentsThroughGuardian))
  it(refusedAssentIsRespected.sentence, () =>
    given(withGuardian)
      .when(grantConsent({ grantedBy: 'guardian', assent: 'refused' }, child))
      .thenRefusedBy(refusedAssentIsRespected),
  )
  it('can overrule the refusal of a child on an override for a vital interest', () =>
    given(withGuardian)
      .when(grantConsent({ grantedBy: 'guardian', assent: 'refused' }, child, overriding(refusedAssentIsRespected, 'vitalInterest')))
      .then(ConsentGranted, override(refusedAssentIsRespected)))
  it(consentingGuardianIsIndependent.sentence, () =>
    given(aSupportCase().withGuardian(aunt))
      .when(grantConsent({ grantedBy: 'guardian', assent: 'given' }, auntIsRecruiter))
      .thenRefusedBy(consentingGuardianIsIndependent),
  )
  it(consentIsGrantedOnce.sentence, () => given(aSupportCase().withConsent()).when(grantConsent()).thenRefusedBy(consentIsGrantedOnce))
})

describe('withdrawing consent', () => {
  it('is always possible', () => {
    given(aSupportCase().withConsent()).when(withdrawConsent()).then(ConsentWithdrawn)
    given(aSupportCase().withConsent().withWithdrawal('all')).when(withdrawConsent()).then(ConsentWithdrawn)
  })
  it(withdrawnConsentWasGranted.sentence, () =>
    given(aSupportCase().withConsent())
      .when(withdrawConsent('all', { consentId: unknownId }))
      .then(ConsentWithdrawn, warning(withdrawnConsentWasGranted)),
  )
  it('of a consent that is not on record keeps it from coming into force later', () => {
    const withdrawn = aSupportCase().with({ type: ConsentWithdrawn.type, data: withdrawConsent().data })
    given(withdrawn).when(grantConsent()).thenRefusedBy(consentIsGrantedOnce)
    given(withdrawn).when(makeReferral()).thenRefusedBy(referralNeedsLiveConsent)
  })
})

describe('making a referral', () => {
  const consented = aSupportCase().withConsent()

  it('is possible for what the consent covers', () => given(consented).when(makeReferral()).then(ReferralMade))
  it('is possible until just before the consent expires', () =>
    given(consented)
      .when(makeReferral({}, [], '2027-05-31T15:59:59.999999Z'))
      .then(ReferralMade))
  it.each([
    ['without any consent', aSupportCase(), makeReferral()],
    ['it names no consent', consented, makeReferral({ consentId: undefined })],
    ['it names an unknown consent', consented, makeReferral({ consentId: unknownId })],
    ['the recipient is not in the consent', consented, makeReferral({ toOrg: 'ph-clinic-manila' })],
    ['a service is not in the consent', consented, makeReferral({ services: ['shelter', 'legalAid'] })],
    ['a kind of data is not in the consent', consented, makeReferral({ dataCategories: ['contact', 'health'] })],
    ['the consent has expired', consented, makeReferral({}, [], '2027-05-31T16:00:00.000001Z')],
    ['the consent was withdrawn', consented.withWithdrawal('all'), makeReferral()],
    [
      'the consent was withdrawn after an accepted referral',
      consented.withReferral().withAnswer('accepted').withWithdrawal('all'),
      makeReferral({ referralId: unknownId }),
    ],
    ['the recipient was withdrawn', consented.withWithdrawal({ recipients: ['ph-shelter-cebu'] }), makeReferral()],
    ['a service was withdrawn', consented.withWithdrawal({ purposes: ['shelter'] }), makeReferral()],
    ['a kind of data was withdrawn', consented.withWithdrawal({ dataCategories: ['risk'] }), makeReferral()],
  ])(`${referralNeedsLiveConsent.sentence}; refused: %s`, (_, history, command) =>
    given(history).when(command).thenRefusedBy(referralNeedsLiveConsent),
  )
  it('is possible to a recipient that a partial withdrawal left in the consent', () =>
    given(consented.withWithdrawal({ recipients: ['ph-clinic-cebu'] }))
      .when(makeReferral())
      .then(ReferralMade))
  it('is possible without consent only on an override for a vital interest', () => {
    const referUnder = (basis: OverrideBasis) => makeReferral({ consentId: undefined }, overriding(referralNeedsLiveConsent, basis))
    given(aSupportCase()).when(referUnder('vitalInterest')).then(ReferralMade, override(referralNeedsLiveConsent))
    given(aSupportCase()).when(referUnder('bestInterests')).thenRefusedBy(referralNeedsLiveConsent)
  })
  it(referralIsMadeOnce.sentence, () => given(consented.withReferral()).when(makeReferral()).thenRefusedBy(referralIsMadeOnce))
})

describe('answering a referral', () => {
  const referred = aSupportCase().withConsent().withReferral()

  it('accepts a referral, then completes it, then revokes it', () => {
    given(referred).when(answerReferral('accepted')).then(ReferralAnswered)
    given(referred.withAnswer('accepted')).when(answerReferral('done')).then(ReferralAnswered)
    given(referred.withAnswer('accepted').withAnswer('done')).when(answerReferral('revoked')).then(ReferralAnswered)
  })
  it.each([
    ['made', 'done', referred],
    ['rejected', 'accepted', referred.withAnswer('rejected')],
    ['done', 'accepted', referred.withAnswer('accepted').withAnswer('done')],
    ['revoked', 'accepted', referred.withAnswer('revoked')],
  ] as const)(`${answerFollowsReferralStates.sentence}: %s and then %s is recorded with a warning`, (_, outcome, history) =>
    given(history).when(answerReferral(outcome)).then(ReferralAnswered, warning(answerFollowsReferralStates)),
  )
  it(answeredReferralWasMade.sentence, () =>
    given(referred)
      .when(answerReferral('accepted', { referralId: unknownId }))
      .thenRefusedBy(answeredReferralWasMade),
  )
})
