import { ageOnRecordIsStatedWhenHeld, personHeldIsNatural } from '@case-timeline/casework'
import type { CommandOfAggregate } from '@case-timeline/commands'
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
import { specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { investigationStream } from './investigation.stream.ts'
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

const given = specificationOf(investigationStream)
const opened = aCase().opened()

describe('opening a case', () => {
  it('records the agency that leads it', () => given().when(open()).then({ type: CaseOpened.type, data: CaseOpened.example }))
  it(rules.caseIsOpenedOnce.sentence, () => given(opened).when(open()).thenRefusedBy(rules.caseIsOpenedOnce))

  it.each([screen(), identifyVictim(mai), identifySuspect(trader), arrest(trader), refer()])(
    `${rules.caseIsOpenedFirst.sentence}: $name`,
    (command: CommandOfAggregate<typeof investigationStream>) => given().when(command).thenRefusedBy(rules.caseIsOpenedFirst),
  )
})

describe('screening', () => {
  it('is recorded with its result', () => given(opened).when(screen()).then(ScreeningConducted))
  it(rules.interpreterIsNotSuspect.sentence, () => {
    const withWarning = [ScreeningConducted, warning(rules.interpreterIsNotSuspect)] as const
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

  it('is never refused because the person is suspected or arrested: the conflict is flagged in addition', () =>
    given(opened.withSuspect(mai).withArrested(mai))
      .when(identifyVictim(mai))
      .then(PresumedVictimIdentified, {
        type: VictimSuspectConflictFlagged.type,
        data: { personRef: mai, acts: ['scamOperation'], basis: ['suspect', 'arrested'] },
      }))

  it('is never refused because the person is charged: the conflict is flagged in addition', () =>
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

  it('is still possible after the dossier was referred', () =>
    given(opened.referred()).when(identifyVictim(mai)).then(PresumedVictimIdentified))
})

describe('identifying a suspect', () => {
  it('is recorded', () => given(opened).when(identifySuspect(trader)).then(SuspectIdentified))
  it('flags the conflict when the person is a presumed victim', () =>
    given(opened.withPresumedVictim(mai)).when(identifySuspect(mai)).then(SuspectIdentified, VictimSuspectConflictFlagged))
})

describe('an arrest', () => {
  it('is recorded', () => given(opened).when(arrest(trader)).then(SuspectArrested))

  it('is recorded for an imported case, with a warning for each member that its source does not state', () =>
    given(aCase().opened('migration'))
      .when(arrest(trader, { unseparated: true, ground: undefined, rightsRead: undefined }))
      .then(SuspectArrested, warning(rules.groundIsStatedOnArrest), warning(rules.rightsAreReadOnArrest)))

  it(rules.groundIsStatedOnArrest.sentence, () =>
    given(opened)
      .when(arrest(trader, { ground: undefined }))
      .then(SuspectArrested, warning(rules.groundIsStatedOnArrest)),
  )

  it(rules.rightsAreReadOnArrest.sentence, () =>
    given(opened)
      .when(arrest(trader, { rightsRead: false }))
      .then(SuspectArrested, warning(rules.rightsAreReadOnArrest)),
  )

  it(rules.consulIsNotifiedOnRequest.sentence, () => {
    const consulRequested = { informedAt: '2026-03-03', wish: 'requested' } as const
    given(opened)
      .when(arrest(trader, { consular: consulRequested }))
      .then(SuspectArrested, warning(rules.consulIsNotifiedOnRequest))
    given(opened)
      .when(arrest(trader, { consular: { ...consulRequested, notifiedAt: '2026-03-03' } }))
      .then(SuspectArrested)
    given(opened)
      .when(arrest(trader, { consular: { wish: 'declined' } }))
      .then(SuspectArrested)
  })

  it(rules.consulIsNotifiedWhereTreatyRequires.sentence, () => {
    const policy: JurisdictionPolicy = {
      jurisdiction: 'ZZ',
      reviewed: false,
      rules: {},
      traffickingOffences: [],
      clocks: [],
      consularNotifications: [{ sendingState: 'MY', source: 'invented' }],
    }
    const notRequested = { wish: 'declined' } as const
    const arrestWith = (consular: (typeof ArrestSuspect)['example']['consular']) => ({ ...arrest(trader, { consular }), policy })
    given(opened)
      .when(arrestWith({ ...notRequested, nationalOf: ['MM', 'MY'] }))
      .then(SuspectArrested, warning(rules.consulIsNotifiedWhereTreatyRequires))
    given(opened)
      .when(arrestWith({ ...notRequested, nationalOf: ['MM', 'MY'], notifiedAt: '2026-03-03' }))
      .then(SuspectArrested)
    given(opened)
      .when(arrestWith({ ...notRequested, nationalOf: ['MM'] }))
      .then(SuspectArrested)
    given(opened).when(arrestWith(notRequested)).then(SuspectArrested)
  })

  it('of a presumed victim flags the conflict, with a warning at the first arrest', () =>
    given(opened.withPresumedVictim(mai))
      .when(arrest(mai))
      .then(
        SuspectArrested,
        { type: VictimSuspectConflictFlagged.type, data: { personRef: mai, acts: ['scamOperation'], basis: ['arrested'] } },
        warning(rules.victimIsNotArrestedBeforeNonPunishmentIsAssessed),
      ))

  it(rules.victimIsNotArrestedBeforeNonPunishmentIsAssessed.sentence, () => {
    const flagged = opened.withPresumedVictim(mai).withArrested(mai).withConflictFlagged(mai)
    given(flagged).when(arrest(mai)).then(SuspectArrested, warning(rules.victimIsNotArrestedBeforeNonPunishmentIsAssessed))
    given(flagged)
      .when(arrest(mai, {}, [mai]))
      .then(SuspectArrested)
    given(opened.withPresumedVictim(mai))
      .when(arrest(mai, {}, [mai]))
      .then(SuspectArrested, VictimSuspectConflictFlagged)
  })

  it(rules.personIsNotArrestedAfterEndOfRight.sentence, () => {
    const after = (at: string) => arrest(trader, {}, [], { limit: 'kept', rightEnded: { ground: 'acquitted', at } })
    given(opened)
      .when({ ...after('2016-03-20'), occurredAt: '2016-03-21' })
      .then(SuspectArrested, warning(rules.personIsNotArrestedAfterEndOfRight))
    given(opened)
      .when({ ...after('2016-03-21T10:00:00Z'), occurredAt: '2016-03-21' })
      .then(SuspectArrested)
  })

  it(rules.personIsNotArrestedAgainOnSameGround.sentence, () => {
    const again = (changes: object, releasedBefore?: string) =>
      arrest(trader, changes, [], { limit: 'kept', ...(releasedBefore === undefined ? {} : { releasedBefore }) })
    given(opened).when(again({}, '2026-03-20')).then(SuspectArrested, warning(rules.personIsNotArrestedAgainOnSameGround))
    given(opened)
      .when(again({ warrantRef: 'W-11/2026' }, '2026-03-20'))
      .then(SuspectArrested)
    given(opened).when(again({})).then(SuspectArrested)
  })

  it(personHeldIsNatural.sentence, () =>
    given(opened)
      .when(arrest(trader, {}, [], { limit: 'kept', isLegalPerson: true }))
      .then(SuspectArrested, warning(personHeldIsNatural)),
  )

  it(ageOnRecordIsStatedWhenHeld.sentence, () => {
    const ageOnRecord = 'child' as const
    const arrestWith = (known: object) => arrest(trader, {}, [], { limit: 'kept', ...known })
    given(opened)
      .when(arrestWith({ ageOnRecord }))
      .then({ type: SuspectArrested.type, data: { ...arrestWith({}).data, ageOnRecord } }, warning(ageOnRecordIsStatedWhenHeld))
    given(opened)
      .when(arrestWith({}))
      .then({ type: SuspectArrested.type, data: arrestWith({}).data })
  })

  it(rules.arrestHasKnownLimit.sentence, () =>
    given(opened)
      .when(arrest(trader, {}, [], { limit: 'unknown' }))
      .then(SuspectArrested, warning(rules.arrestHasKnownLimit)),
  )
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

  it(rules.dossierHasUnbrokenCustody.sentence, () => {
    given(history)
      .when(refer({}, { custodyBroken: [phone] }))
      .then(CaseReferredToProsecution, warning(rules.dossierHasUnbrokenCustody))
  })

  describe(rules.eachVictimIsSafeguarded.sentence, () => {
    it('a referral is refused when neither is recorded', () =>
      given(history)
        .when(refer({}, { rightsInformed: {}, riskAssessed: {} }))
        .thenRefusedBy(rules.eachVictimIsSafeguarded))
    it('a referral is refused when one of them is not recorded', () =>
      given(history)
        .when(refer({}, { riskAssessed: {} }))
        .thenRefusedBy(rules.eachVictimIsSafeguarded))
    it('a case is referred when the victim declined and the reason is recorded', () =>
      given(history)
        .when(refer({ safeguards: [{ personRef: mai, reasonCode: 'declined' }] }, { riskAssessed: {} }))
        .then(referredWith({ rightsInformed: informedId, reasonCode: 'declined' })))
  })

  it(rules.dossierNamesSuspectsOfCase.sentence, () => {
    given(history)
      .when(refer({ suspects: [] }))
      .thenRefusedBy(rules.dossierNamesSuspectsOfCase)
    given(history)
      .when(refer({ suspects: [trader, mai] }))
      .thenRefusedBy(rules.dossierNamesSuspectsOfCase)
    given(opened.withArrested(trader)).when(refer()).then(CaseReferredToProsecution)
  })

  it(rules.dossierHoldsCollectedEvidence.sentence, () =>
    given(history)
      .when(refer({ evidence: [phone, dossierId] }))
      .thenRefusedBy(rules.dossierHoldsCollectedEvidence),
  )

  it(rules.dossierIsReferredOnce.sentence, () => {
    given(history.referred()).when(refer()).thenRefusedBy(rules.dossierIsReferredOnce)
    given(history.referred())
      .when(refer({ dossierId: phone }))
      .then(CaseReferredToProsecution)
  })
})
