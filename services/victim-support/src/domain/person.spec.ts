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
import { commanded, override, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { person } from './person.decide.ts'
import {
  adult,
  advocate,
  answer,
  appoint,
  aSupportCase,
  assess,
  aunt,
  child,
  girl,
  grant,
  herAuntRecruited,
  inform,
  open,
  refer,
  unknownId,
  withdraw,
} from './person.fixtures.ts'
import {
  answeredReferralWasMade,
  answerFollowsTheReferralsCourse,
  childConsentsThroughHerGuardian,
  consentingGuardianIsIndependent,
  consentIsGrantedOnce,
  everyLinkedCaseIsLookedInto,
  guardianAnswersForAChild,
  guardianIsNeitherRecruiterNorExploiter,
  guardianIsNeitherSuspectNorAccused,
  guardianIsSomebodyElse,
  referralIsMadeOnce,
  referralNeedsLiveConsent,
  refusedAssentIsRespected,
  supportCaseIsOpen,
  supportCaseIsOpenedOnce,
  supportIsOfferedFirst,
  withdrawnConsentWasGranted,
} from './person.rules.ts'
import type { PersonEvent } from './person.ts'

const given = (history: Iterable<PersonEvent> = []) => specificationOf(person)([...history])

const setAside = ({ id }: Rule, basis: OverrideBasis) => [{ ruleId: id, basis, reasonCode: 'immediateDanger' }]

describe('offering support', () => {
  it('opens a support case', () => given().when(open()).then(SupportCaseOpened))
  it(supportCaseIsOpenedOnce.sentence, () => given(aSupportCase()).when(open()).thenRefusedBy(supportCaseIsOpenedOnce))
  it(supportIsOfferedFirst.sentence, () => given().when(inform()).thenRefusedBy(supportIsOfferedFirst))
  it('records her being told of her rights, and her danger', () => {
    given(aSupportCase()).when(inform()).then(RightsInformed)
    given(aSupportCase()).when(assess()).then(RiskAssessed)
  })
})

describe('ending support', () => {
  const close = () => commanded(CloseSupportCase, { personRef: girl, reason: 'byChoice' }, adult)
  const closed = aSupportCase().withConsent().with({ type: SupportCaseClosed.type, data: close().data })

  it('closes the support case, which opens again when she comes back', () => {
    given(aSupportCase()).when(close()).then(SupportCaseClosed)
    given(closed).when(open()).then(SupportCaseOpened)
  })
  it(supportCaseIsOpen.sentence, () => {
    given(closed).when(refer()).thenRefusedBy(supportCaseIsOpen)
    given(closed).when(close()).thenRefusedBy(supportCaseIsOpen)
  })
  it('never keeps her from taking a consent back, nor anybody from recording what happens to her', () => {
    given(closed).when(withdraw()).then(ConsentWithdrawn)
    given(closed).when(inform()).then(RightsInformed)
  })
})

describe('appointing a guardian', () => {
  const moreLinked = { ...child, moreLinked: true }

  it('takes an independent person', () => given(aSupportCase()).when(appoint(advocate, herAuntRecruited)).then(GuardianAppointed))
  it(`${guardianIsNeitherRecruiterNorExploiter.sentence}: the aunt who recruited her is refused`, () =>
    given(aSupportCase()).when(appoint(aunt, herAuntRecruited)).thenRefusedBy(guardianIsNeitherRecruiterNorExploiter))
  it(guardianIsNeitherSuspectNorAccused.sentence, () => {
    given(aSupportCase())
      .when(appoint(aunt, { ...child, suspects: [aunt] }))
      .thenRefusedBy(guardianIsNeitherSuspectNorAccused)
    given(aSupportCase())
      .when(appoint(aunt, { ...child, accused: [aunt] }))
      .thenRefusedBy(guardianIsNeitherSuspectNorAccused)
  })
  it(guardianAnswersForAChild.sentence, () => {
    given(aSupportCase()).when(appoint(advocate, adult)).thenRefusedBy(guardianAnswersForAChild)
    given(aSupportCase().withMajority()).when(appoint(advocate)).thenRefusedBy(guardianAnswersForAChild)
    given(aSupportCase())
      .when(appoint(advocate, adult, setAside(guardianAnswersForAChild, 'courtOrder')))
      .then(GuardianAppointed, override(guardianAnswersForAChild))
    given(aSupportCase().withGuardian(advocate))
      .when(grant({ grantedBy: 'guardian' }, adult))
      .thenRefusedBy(guardianAnswersForAChild)
  })
  it(guardianIsSomebodyElse.sentence, () => {
    given(aSupportCase()).when(appoint(girl)).thenRefusedBy(guardianIsSomebodyElse)
    given(aSupportCase())
      .when(appoint(unknownId, { ...child, alsoHer: [girl, unknownId] }))
      .thenRefusedBy(guardianIsSomebodyElse)
  })
  it(everyLinkedCaseIsLookedInto.sentence, () => {
    given(aSupportCase()).when(appoint(advocate, moreLinked)).thenRefusedBy(everyLinkedCaseIsLookedInto)
    given(aSupportCase().withGuardian(advocate))
      .when(grant({ grantedBy: 'guardian', assent: 'given' }, moreLinked))
      .thenRefusedBy(everyLinkedCaseIsLookedInto)
  })
  it('goes ahead without looking into every linked case where a second person approves that', () => {
    const approver = { userId: 'l.santos', role: 'case-supervisor' }
    const approved: Override = { ruleId: everyLinkedCaseIsLookedInto.id, basis: 'bestInterests', reasonCode: 'noOtherGuardian', approver }
    given(aSupportCase())
      .when(appoint(advocate, moreLinked, setAside(everyLinkedCaseIsLookedInto, 'bestInterests')))
      .thenRefusedBy(everyLinkedCaseIsLookedInto)
    given(aSupportCase())
      .when(appoint(advocate, moreLinked, [approved]))
      .then(GuardianAppointed, override(everyLinkedCaseIsLookedInto))
    given(aSupportCase())
      .when(appoint(aunt, { ...herAuntRecruited, moreLinked: true }, [approved]))
      .thenRefusedBy(guardianIsNeitherRecruiterNorExploiter)
  })
})

describe('granting consent', () => {
  const guarded = aSupportCase().withGuardian(advocate)

  it('is an adult’s own act', () => given(aSupportCase()).when(grant()).then(ConsentGranted))
  it('is done for a child by her guardian, with her assent', () =>
    given(guarded)
      .when(grant({ grantedBy: 'guardian', assent: 'given' }, child))
      .then(ConsentGranted))
  it(childConsentsThroughHerGuardian.sentence, () => {
    given(guarded).when(grant({}, child)).thenRefusedBy(childConsentsThroughHerGuardian)
    given(aSupportCase())
      .when(grant({ grantedBy: 'guardian' }, child))
      .thenRefusedBy(childConsentsThroughHerGuardian)
  })
  it.each(['vitalInterest', 'bestInterests'] as const)('goes ahead without a guardian where %s demands it', (basis) =>
    given(aSupportCase())
      .when(grant({}, child, setAside(childConsentsThroughHerGuardian, basis)))
      .then(ConsentGranted, override(childConsentsThroughHerGuardian)),
  )
  it('cannot do without a guardian on a court order alone', () =>
    given(aSupportCase())
      .when(grant({}, child, setAside(childConsentsThroughHerGuardian, 'courtOrder')))
      .thenRefusedBy(childConsentsThroughHerGuardian))
  it(refusedAssentIsRespected.sentence, () =>
    given(guarded)
      .when(grant({ grantedBy: 'guardian', assent: 'refused' }, child))
      .thenRefusedBy(refusedAssentIsRespected),
  )
  it('overrules her refusal only for her vital or best interests', () =>
    given(guarded)
      .when(grant({ grantedBy: 'guardian', assent: 'refused' }, child, setAside(refusedAssentIsRespected, 'vitalInterest')))
      .then(ConsentGranted, override(refusedAssentIsRespected)))
  it(consentingGuardianIsIndependent.sentence, () =>
    given(aSupportCase().withGuardian(aunt))
      .when(grant({ grantedBy: 'guardian', assent: 'given' }, herAuntRecruited))
      .thenRefusedBy(consentingGuardianIsIndependent),
  )
  it(consentIsGrantedOnce.sentence, () => given(aSupportCase().withConsent()).when(grant()).thenRefusedBy(consentIsGrantedOnce))
})

describe('withdrawing consent', () => {
  it('is always possible', () => {
    given(aSupportCase().withConsent()).when(withdraw()).then(ConsentWithdrawn)
    given(aSupportCase().withConsent().withWithdrawal('all')).when(withdraw()).then(ConsentWithdrawn)
  })
  it(withdrawnConsentWasGranted.sentence, () =>
    given(aSupportCase().withConsent())
      .when(withdraw('all', { consentId: unknownId }))
      .thenRefusedBy(withdrawnConsentWasGranted),
  )
})

describe('making a referral', () => {
  const consented = aSupportCase().withConsent()

  it('shares what her consent covers', () => given(consented).when(refer()).then(ReferralMade))
  it('may come a second before the consent expires', () =>
    given(consented)
      .when(refer({}, [], '2027-05-31T15:59:59.999999Z'))
      .then(ReferralMade))
  it.each([
    ['there is none', aSupportCase(), refer()],
    ['it names none', consented, refer({ consentId: undefined })],
    ['it names another', consented, refer({ consentId: unknownId })],
    ['the recipient is not in it', consented, refer({ toOrg: 'ph-clinic-manila' })],
    ['a service is not in it', consented, refer({ services: ['shelter', 'legalAid'] })],
    ['a kind of data is not in it', consented, refer({ dataCategories: ['contact', 'health'] })],
    ['it has expired', consented, refer({}, [], '2027-05-31T16:00:00.000001Z')],
    ['it was withdrawn', consented.withWithdrawal('all'), refer()],
    [
      'it was withdrawn after an accepted referral',
      consented.withReferral().withAnswer('accepted').withWithdrawal('all'),
      refer({ referralId: unknownId }),
    ],
    ['the recipient was withdrawn', consented.withWithdrawal({ recipients: ['ph-shelter-cebu'] }), refer()],
    ['a service was withdrawn', consented.withWithdrawal({ purposes: ['shelter'] }), refer()],
    ['a kind of data was withdrawn', consented.withWithdrawal({ dataCategories: ['risk'] }), refer()],
  ])(`${referralNeedsLiveConsent.sentence}: %s`, (_, history, command) =>
    given(history).when(command).thenRefusedBy(referralNeedsLiveConsent),
  )
  it('still goes to whom a partial withdrawal left in', () =>
    given(consented.withWithdrawal({ recipients: ['ph-clinic-cebu'] }))
      .when(refer())
      .then(ReferralMade))
  it('goes ahead without consent only to save her life', () => {
    const ask = (basis: OverrideBasis) => refer({ consentId: undefined }, setAside(referralNeedsLiveConsent, basis))
    given(aSupportCase()).when(ask('vitalInterest')).then(ReferralMade, override(referralNeedsLiveConsent))
    given(aSupportCase()).when(ask('bestInterests')).thenRefusedBy(referralNeedsLiveConsent)
  })
  it(referralIsMadeOnce.sentence, () => given(consented.withReferral()).when(refer()).thenRefusedBy(referralIsMadeOnce))
})

describe('answering a referral', () => {
  const referred = aSupportCase().withConsent().withReferral()

  it('follows its course', () => {
    given(referred).when(answer('accepted')).then(ReferralAnswered)
    given(referred.withAnswer('accepted')).when(answer('done')).then(ReferralAnswered)
    given(referred.withAnswer('accepted').withAnswer('done')).when(answer('revoked')).then(ReferralAnswered)
  })
  it.each([
    ['made', 'done', referred],
    ['rejected', 'accepted', referred.withAnswer('rejected')],
    ['done', 'accepted', referred.withAnswer('accepted').withAnswer('done')],
    ['revoked', 'accepted', referred.withAnswer('revoked')],
  ] as const)(`${answerFollowsTheReferralsCourse.sentence}: %s and then %s is recorded with a warning`, (_, outcome, history) =>
    given(history).when(answer(outcome)).then(ReferralAnswered, warning(answerFollowsTheReferralsCourse)),
  )
  it(answeredReferralWasMade.sentence, () =>
    given(referred)
      .when(answer('accepted', { referralId: unknownId }))
      .thenRefusedBy(answeredReferralWasMade),
  )
})
