import {
  DecideOnPoliceReport,
  MakePoliceReport,
  OpenSupportCase,
  PoliceReportDecided,
  PoliceReportMade,
  PoliceReportWithdrawn,
  PresumedVictimIdentified,
  SupportCaseOpened,
  supportIdentification,
  type JurisdictionPolicy,
  type PoliceReportContent,
} from '@case-timeline/contracts'
import { commandFor, override, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { advocate, aSupportCase, girl, referralId as reportId, unknownId } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import type { PoliceDecision } from './person.ts'
import type { PersonEvent } from './person-event.ts'
import * as rules from './police-report.rules.ts'

const given = specificationOf(personStream)

const policy: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: false,
  rules: {},
  traffickingOffences: [],
  clocks: [],
  identificationMandates: [
    { mandate: 'ngo', mayIdentify: true, source: 'invented' },
    { mandate: 'hotline', mayIdentify: false, source: 'invented' },
  ],
  reportingDuties: [{ about: 'child', mandates: ['ngo', 'health'], source: 'invented' }],
}

const [adult, child] = [{ protectedAsChild: false }, { protectedAsChild: true }]

const agreement: PoliceDecision = {
  personRef: girl,
  decision: 'agreed',
  decidedBy: 'self',
  language: 'ceb',
  sharing: { recipient: 'ph-police', dataCategories: ['contact', 'caseFacts'], laterFacts: false },
}
const ofGuardian: PoliceDecision = { ...agreement, decidedBy: 'guardian', assent: 'given', bestInterestsRef: 'bid/7' }
const decided = (data: PoliceDecision = agreement): PersonEvent => ({ type: 'victimSupport.PoliceReportDecided', data })
const reported: PersonEvent = {
  type: 'victimSupport.PoliceReportMade',
  data: { reportId, personRef: girl, toAgency: 'ph-police', content: {} },
}

const decide = (changes: Partial<PoliceDecision> = {}, known = adult, options: object = {}) =>
  commandFor(DecideOnPoliceReport, { ...agreement, ...changes }, known, options)
const report = (content: PoliceReportContent = {}, toAgency = 'ph-police', known = adult, options: object = {}) =>
  commandFor(MakePoliceReport, { reportId, personRef: girl, toAgency, content }, known, options)
const identify = (mandate?: 'ngo' | 'hotline' | 'embassy') =>
  commandFor(
    supportIdentification.IdentifyPresumedVictim,
    { personRef: girl, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'NGO', mandate },
    {},
    { policy },
  )
const openSupportCase = (ageBand: 'adult' | 'child', foundedBySupport: boolean, mandate: 'ngo' | 'embassy' = 'ngo') =>
  commandFor(OpenSupportCase, { personRef: girl, origin: 'selfReferral', ageBand, mandate }, { foundedBySupport }, { policy })

describe('a support case without police', () => {
  it(rules.reportingDutyIsKnownBeforeAsking.sentence, () => {
    given([]).when(openSupportCase('child', true)).then(SupportCaseOpened, warning(rules.reportingDutyIsKnownBeforeAsking))
    given([]).when(openSupportCase('adult', true)).then(SupportCaseOpened)
    given([])
      .when(openSupportCase('child', true, 'embassy'))
      .then(SupportCaseOpened)
    given([]).when(openSupportCase('child', false)).then(SupportCaseOpened)
  })

  it(rules.identificationIsByMandate.sentence, () => {
    given(aSupportCase()).when(identify('ngo')).then(PresumedVictimIdentified)
    given(aSupportCase()).when(identify('hotline')).then(PresumedVictimIdentified, warning(rules.identificationIsByMandate))
    given(aSupportCase()).when(identify('embassy')).then(PresumedVictimIdentified, warning(rules.identificationIsByMandate))
    given(aSupportCase()).when(identify()).then(PresumedVictimIdentified, warning(rules.identificationIsByMandate))
  })

  it('identifies by the mandate that was stated when support was offered', () =>
    given([{ type: 'victimSupport.SupportCaseOpened', data: { personRef: girl, origin: 'selfReferral', mandate: 'ngo' } }])
      .when(identify())
      .then(PresumedVictimIdentified))
})

describe('the decision of a person whether police are informed', () => {
  it('is recorded whatever the person decides, and may change', () => {
    given(aSupportCase())
      .when(decide({ decision: 'declined' }))
      .then(PoliceReportDecided)
    given(aSupportCase())
      .when(decide({ decision: 'later' }))
      .then(PoliceReportDecided)
    given(aSupportCase().with(decided({ ...agreement, decision: 'declined' })))
      .when(decide())
      .then(PoliceReportDecided)
  })

  it(rules.policeChoiceIsExplainedInVictimsLanguage.sentence, () => {
    const inBurmese: PersonEvent = {
      type: 'victimSupport.SupportCaseOpened',
      data: { personRef: girl, origin: 'selfReferral', language: 'mya' },
    }
    given([inBurmese]).when(decide()).then(PoliceReportDecided, warning(rules.policeChoiceIsExplainedInVictimsLanguage))
    given([inBurmese])
      .when(decide({ interpreterRef: advocate }))
      .then(PoliceReportDecided)
    given([inBurmese])
      .when(decide({ language: 'mya' }))
      .then(PoliceReportDecided)
  })

  it(rules.victimKnowsReportingDutyBeforeDeciding.sentence, () => {
    const withDuty = { policy }
    given(aSupportCase().withGuardian(advocate))
      .when(decide(ofGuardian, child, withDuty))
      .then(PoliceReportDecided, warning(rules.victimKnowsReportingDutyBeforeDeciding))
    given(aSupportCase().withGuardian(advocate))
      .when(decide({ ...ofGuardian, informedOfDuty: true }, child, withDuty))
      .then(PoliceReportDecided)
    given(aSupportCase())
      .when(decide({}, adult, withDuty))
      .then(PoliceReportDecided)
  })

  it(rules.childAgreesToPoliceThroughGuardian.sentence, () => {
    const warned = warning(rules.childAgreesToPoliceThroughGuardian)
    given(aSupportCase().withGuardian(advocate)).when(decide(ofGuardian, child)).then(PoliceReportDecided)
    given(aSupportCase()).when(decide(ofGuardian, child)).then(PoliceReportDecided, warned)
    given(aSupportCase().withGuardian(advocate)).when(decide({}, child)).then(PoliceReportDecided, warned)
    given(aSupportCase().withGuardian(advocate))
      .when(decide({ ...ofGuardian, bestInterestsRef: undefined }, child))
      .then(PoliceReportDecided, warned)
    given(aSupportCase().withGuardian(advocate))
      .when(decide({ ...ofGuardian, assent: 'refused' }, child))
      .then(PoliceReportDecided, warned)
    given(aSupportCase())
      .when(decide({ decision: 'declined' }, child))
      .then(PoliceReportDecided)
  })

  it(rules.guardianDoesNotDecideForAdult.sentence, () =>
    given(aSupportCase().withGuardian(advocate))
      .when(decide(ofGuardian, adult))
      .then(PoliceReportDecided, warning(rules.guardianDoesNotDecideForAdult)),
  )

  it(rules.withdrawnAgreementWasGiven.sentence, () => {
    given(aSupportCase())
      .when(decide({ decision: 'withdrawn' }))
      .then(PoliceReportDecided, warning(rules.withdrawnAgreementWasGiven))
    given(aSupportCase().with(decided()))
      .when(decide({ decision: 'withdrawn' }))
      .then(PoliceReportDecided)
  })

  it('informs police who received a report that nothing further is shared, and nobody else', () => {
    given(aSupportCase().with(decided(), reported))
      .when(decide({ decision: 'withdrawn' }))
      .then(PoliceReportDecided, { type: PoliceReportWithdrawn.type, data: { personRef: girl, reportIds: [reportId] } })
    given(aSupportCase().with(decided(), reported)).when(decide()).then(PoliceReportDecided)
  })
})

describe('a report to police', () => {
  const content: PoliceReportContent = { contact: { language: 'ceb' }, caseFacts: { identifiedAsVictim: true } }

  it('holds what the person agreed to', () =>
    given(aSupportCase().with(decided()))
      .when(report(content))
      .then({ type: PoliceReportMade.type, data: { reportId, personRef: girl, toAgency: 'ph-police', content } }))

  it(rules.policeReportFollowsAgreement.sentence, () => {
    given(aSupportCase()).when(report()).thenRefusedBy(rules.policeReportFollowsAgreement)
    for (const decision of ['declined', 'later', 'withdrawn'] as const)
      given(aSupportCase().with(decided(), decided({ ...agreement, decision })))
        .when(report())
        .thenRefusedBy(rules.policeReportFollowsAgreement)
  })

  it('is made without agreement only under a legal duty or for vital interests, and the override is recorded', () => {
    const overrides = [{ ruleId: rules.policeReportFollowsAgreement.id, basis: 'legalDuty', reasonCode: 'childProtectionAct' }] as const
    given(aSupportCase())
      .when(report({}, 'ph-police', adult, { overrides }))
      .then(PoliceReportMade, override(rules.policeReportFollowsAgreement))
  })

  it(rules.policeReportHoldsOnlyWhatWasAgreed.sentence, () => {
    given(aSupportCase().with(decided()))
      .when(report({ ...content, location: 'shelter/4' }))
      .thenRefusedBy(rules.policeReportHoldsOnlyWhatWasAgreed)
    given(aSupportCase().with(decided())).when(report(content, 'ph-immigration')).thenRefusedBy(rules.policeReportHoldsOnlyWhatWasAgreed)
    given(aSupportCase().with(decided({ ...agreement, sharing: undefined })))
      .when(report(content))
      .thenRefusedBy(rules.policeReportHoldsOnlyWhatWasAgreed)
    given(aSupportCase().with(decided({ ...agreement, sharing: undefined })))
      .when(report())
      .then(PoliceReportMade)
  })

  it(rules.childsPoliceReportIsInBestInterests.sentence, () => {
    given(aSupportCase().with(decided()))
      .when(report(content, 'ph-police', child))
      .thenRefusedBy(rules.childsPoliceReportIsInBestInterests)
    given(aSupportCase().withGuardian(advocate).with(decided(ofGuardian)))
      .when(report(content, 'ph-police', child))
      .then(PoliceReportMade)
  })

  it('needs the person’s own agreement once the person has come of age', () =>
    given(aSupportCase().withGuardian(advocate).with(decided(ofGuardian)).withMajority())
      .when(report(content, 'ph-police', child))
      .thenRefusedBy(rules.policeReportFollowsAgreement))

  it(rules.policeReportIsMadeOnce.sentence, () => {
    given(aSupportCase().with(decided(), reported)).when(report()).thenRefusedBy(rules.policeReportIsMadeOnce)
    given(aSupportCase().with(decided(), { ...reported, data: { ...reported.data, reportId: unknownId } } as PersonEvent))
      .when(report())
      .then(PoliceReportMade)
  })

  it('is checked by rules whose ids match their constants', () => ruleIdsMatchConstants('victimSupport', rules))
})
