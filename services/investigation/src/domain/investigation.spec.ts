import {
  ArrestSuspect,
  CaseOpened,
  CaseReferredToProsecution,
  PresumedVictimIdentified,
  ScreeningConducted,
  SuspectArrested,
  SuspectIdentified,
  VictimSuspectConflictFlagged,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { override, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { investigation } from './investigation.decide.ts'
import {
  aCase,
  arrest,
  assessedId,
  dossierId,
  identifySuspect,
  identifyVictim,
  informedId,
  mai,
  open,
  phone,
  refer,
  safeguarded,
  screen,
  stranger,
  trader,
} from './investigation.fixtures.ts'
import * as rules from './investigation.rules.ts'
import type { InvestigationCommand } from './investigation.commands.ts'

const given = specificationOf(investigation)
const opened = aCase().opened()

describe('opening a case', () => {
  it('records the agency that leads it', () => given().when(open()).then({ type: CaseOpened.type, data: CaseOpened.example }))
  it(rules.aCaseIsOpenedOnce.sentence, () => given(opened).when(open()).thenRefusedBy(rules.aCaseIsOpenedOnce))

  it.each([screen(), identifyVictim(mai), identifySuspect(trader), arrest(trader), refer()])(
    `${rules.aCaseIsOpenedFirst.sentence}: $name`,
    (command: InvestigationCommand) => given().when(command).thenRefusedBy(rules.aCaseIsOpenedFirst),
  )
})

describe('screening', () => {
  it('is recorded with what it found', () => given(opened).when(screen()).then(ScreeningConducted))
  it(rules.theInterpreterIsNoSuspect.sentence, () => {
    const withWarning = [ScreeningConducted, warning(rules.theInterpreterIsNoSuspect)] as const
    given(opened.withSuspect(trader))
      .when(screen(trader))
      .then(...withWarning)
    given(opened.withArrested(trader))
      .when(screen(trader))
      .then(...withWarning)
    given(opened.withSuspect(trader))
      .when(screen(stranger, { interpreterRefs: [stranger, trader] }))
      .then(...withWarning)
    given(opened)
      .when(screen(stranger, { interpreterRefs: [stranger], interpreterIsAccused: true }))
      .then(...withWarning)
    given(opened.withSuspect(trader))
      .when(screen(stranger, { interpreterRefs: [stranger], interpreterIsAccused: false }))
      .then(ScreeningConducted)
  })
})

describe('identifying a presumed victim', () => {
  it('is recorded', () => given(opened).when(identifyVictim(mai)).then(PresumedVictimIdentified))

  it('is never refused because she is suspected or arrested: the conflict is flagged beside it', () =>
    given(opened.withSuspect(mai).withArrested(mai))
      .when(identifyVictim(mai))
      .then(PresumedVictimIdentified, {
        type: VictimSuspectConflictFlagged.type,
        data: { personRef: mai, acts: ['scamOperation'], basis: ['suspect', 'arrested'] },
      }))

  it('nor because she is charged', () =>
    given(opened)
      .when(identifyVictim(mai, ['computerFraud']))
      .then(PresumedVictimIdentified, {
        type: VictimSuspectConflictFlagged.type,
        data: { personRef: mai, acts: ['computerFraud'], basis: ['accused'] },
      }))

  it('flags a conflict once', () =>
    given(opened.withArrested(mai).withPresumedVictim(mai).withConflictFlagged(mai))
      .when(identifyVictim(mai))
      .then(PresumedVictimIdentified))

  it('goes on after the dossier has left', () => given(opened.referred()).when(identifyVictim(mai)).then(PresumedVictimIdentified))
})

describe('identifying a suspect', () => {
  it('is recorded', () => given(opened).when(identifySuspect(trader)).then(SuspectIdentified))
  it('flags the conflict when she is a presumed victim', () =>
    given(opened.withPresumedVictim(mai)).when(identifySuspect(mai)).then(SuspectIdentified, VictimSuspectConflictFlagged))
})

describe('an arrest', () => {
  it('is recorded', () => given(opened).when(arrest(trader)).then(SuspectArrested))

  it('is recorded of an imported case, and warns of all that its source does not state', () =>
    given(aCase().opened('migration'))
      .when(arrest(trader, { unseparated: true, ground: undefined, rightsRead: undefined }))
      .then(SuspectArrested, warning(rules.theGroundIsStatedOnArrest), warning(rules.rightsAreReadOnArrest)))

  it(rules.theGroundIsStatedOnArrest.sentence, () =>
    given(opened)
      .when(arrest(trader, { ground: undefined }))
      .then(SuspectArrested, warning(rules.theGroundIsStatedOnArrest)),
  )

  it(rules.rightsAreReadOnArrest.sentence, () =>
    given(opened)
      .when(arrest(trader, { rightsRead: false }))
      .then(SuspectArrested, warning(rules.rightsAreReadOnArrest)),
  )

  it(rules.theConsulIsToldOnRequest.sentence, () => {
    const asked = { informedAt: '2026-03-03', wish: 'requested' } as const
    given(opened)
      .when(arrest(trader, { consular: asked }))
      .then(SuspectArrested, warning(rules.theConsulIsToldOnRequest))
    given(opened)
      .when(arrest(trader, { consular: { ...asked, notifiedAt: '2026-03-03' } }))
      .then(SuspectArrested)
    given(opened)
      .when(arrest(trader, { consular: { wish: 'declined' } }))
      .then(SuspectArrested)
  })

  it(rules.theConsulIsToldWhereATreatySaysSo.sentence, () => {
    const policy: JurisdictionPolicy = {
      jurisdiction: 'ZZ',
      reviewed: false,
      rules: {},
      traffickingOffences: [],
      clocks: [],
      consularNotifications: [{ sendingState: 'MY', source: 'invented' }],
    }
    const silent = { wish: 'declined' } as const
    const of = (consular: (typeof ArrestSuspect)['example']['consular']) => ({ ...arrest(trader, { consular }), policy })
    given(opened)
      .when(of({ ...silent, nationalOf: ['MM', 'MY'] }))
      .then(SuspectArrested, warning(rules.theConsulIsToldWhereATreatySaysSo))
    given(opened)
      .when(of({ ...silent, nationalOf: ['MM', 'MY'], notifiedAt: '2026-03-03' }))
      .then(SuspectArrested)
    given(opened)
      .when(of({ ...silent, nationalOf: ['MM'] }))
      .then(SuspectArrested)
    given(opened).when(of(silent)).then(SuspectArrested)
  })

  it('of a presumed victim flags the conflict, and warns at the first', () =>
    given(opened.withPresumedVictim(mai))
      .when(arrest(mai))
      .then(
        SuspectArrested,
        { type: VictimSuspectConflictFlagged.type, data: { personRef: mai, acts: ['scamOperation'], basis: ['arrested'] } },
        warning(rules.nobodyIsArrestedWhileTheConflictIsOpen),
      ))

  it(rules.nobodyIsArrestedWhileTheConflictIsOpen.sentence, () => {
    const flagged = opened.withPresumedVictim(mai).withArrested(mai).withConflictFlagged(mai)
    given(flagged).when(arrest(mai)).then(SuspectArrested, warning(rules.nobodyIsArrestedWhileTheConflictIsOpen))
    given(flagged)
      .when(arrest(mai, {}, [mai]))
      .then(SuspectArrested)
    given(opened.withPresumedVictim(mai))
      .when(arrest(mai, {}, [mai]))
      .then(SuspectArrested, VictimSuspectConflictFlagged)
  })
})

describe('referring a case to prosecution', () => {
  const history = opened.withSuspect(trader).withPresumedVictim(mai)
  const referral = { dossierId, suspects: [trader], evidence: safeguarded.evidence, manifestHash: safeguarded.manifestHash }
  const referredWith = (safeguard: object) =>
    ({ type: CaseReferredToProsecution.type, data: { ...referral, safeguards: [{ personRef: mai, ...safeguard }] } }) as const

  it('takes hashes and safeguards from the record', () =>
    given(history)
      .when(refer())
      .then(referredWith({ rightsInformed: informedId, riskAssessed: assessedId })))

  it(rules.aDossierHasUnbrokenCustody.sentence, () => {
    const broken = refer({}, { custodyBroken: [phone] })
    given(history).when(broken).thenRefusedBy(rules.aDossierHasUnbrokenCustody)
    const byLaw = { ruleId: rules.aDossierHasUnbrokenCustody.id, basis: 'legalDuty', reasonCode: 'lostInTransit' } as const
    given(history)
      .when({ ...broken, overrides: [byLaw] })
      .then(CaseReferredToProsecution, override(rules.aDossierHasUnbrokenCustody))
  })

  describe(rules.eachVictimIsSafeguarded.sentence, () => {
    it('neither is done', () =>
      given(history)
        .when(refer({}, { rightsInformed: {}, riskAssessed: {} }))
        .thenRefusedBy(rules.eachVictimIsSafeguarded))
    it('one is not done', () =>
      given(history)
        .when(refer({}, { riskAssessed: {} }))
        .thenRefusedBy(rules.eachVictimIsSafeguarded))
    it('goes through when she declined and the reason is recorded', () =>
      given(history)
        .when(refer({ safeguards: [{ personRef: mai, reasonCode: 'declined' }] }, { riskAssessed: {} }))
        .then(referredWith({ rightsInformed: informedId, reasonCode: 'declined' })))
  })

  it(rules.theDossierNamesSuspectsOfTheCase.sentence, () => {
    given(history)
      .when(refer({ suspects: [] }))
      .thenRefusedBy(rules.theDossierNamesSuspectsOfTheCase)
    given(history)
      .when(refer({ suspects: [trader, mai] }))
      .thenRefusedBy(rules.theDossierNamesSuspectsOfTheCase)
    given(opened.withArrested(trader)).when(refer()).then(CaseReferredToProsecution)
  })

  it(rules.theDossierHoldsCollectedEvidence.sentence, () =>
    given(history)
      .when(refer({ evidence: [phone, dossierId] }))
      .thenRefusedBy(rules.theDossierHoldsCollectedEvidence),
  )

  it(rules.aDossierIsReferredOnce.sentence, () => {
    given(history.referred()).when(refer()).thenRefusedBy(rules.aDossierIsReferredOnce)
    given(history.referred())
      .when(refer({ dossierId: phone }))
      .then(CaseReferredToProsecution)
  })
})
