import {
  AdjournHearing,
  DecidePleaAgreement,
  EnterPlea,
  EvidenceRuledOn,
  GiveTestimony,
  HearingAdjourned,
  HearingDateOrdered,
  HearingHeld,
  HearingScheduled,
  OrderHearingDate,
  PleaAgreementDecided,
  PleaEntered,
  ReceiveVictimImpact,
  RuleOnEvidence,
  TestimonyGiven,
  VictimImpactReceived,
  type JurisdictionPolicy,
  type ProtectionMeasure,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import {
  aCourtCase,
  allDomestic,
  bystander,
  chargeId,
  holdHearing,
  indicted,
  noChildren,
  nothingFiled,
  scheduleHearing,
  trialHearingId,
  witness,
} from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  adjournedHearingWasScheduled,
  childTestifiesWithChildMeasures,
  decidedPleaAgreementWasReached,
  hearingIsScheduledOnce,
  hearingWasScheduled,
  intelligenceIsCertifiedBeforeAdmission,
  orderedMeasuresAreInForce,
  pleadedChargeIsLive,
  rulingStatesItemOrigin,
  victimIsNotBlamedAtHearing,
  hearingHasRequiredAccommodations,
} from './hearings.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])
const registered = aCourtCase().registered()
const scheduled = registered.withHearingScheduled()

describe('hearings', () => {
  const adjourn = () => commandFor(AdjournHearing, { hearingId: trialHearingId, reasonCode: 'interpreterMissing', causedBy: 'court' }, {})

  it('are ordered, scheduled, then held', () => {
    given(registered)
      .when(commandFor(OrderHearingDate, OrderHearingDate.example, {}))
      .then(HearingDateOrdered)
    given(registered).when(scheduleHearing()).then(HearingScheduled)
    given(scheduled).when(holdHearing()).then(HearingHeld)
  })
  it(hearingIsScheduledOnce.sentence, () => given(scheduled).when(scheduleHearing()).thenRefusedBy(hearingIsScheduledOnce))
  it(`${hearingHasRequiredAccommodations.sentence}; otherwise it is recorded with a warning`, () => {
    const required = {
      accommodationsRequired: (['interpreter', 'breaks'] as const).map((kind) => ({ personRef: witness, kind })),
    }
    given(registered)
      .when(scheduleHearing({ interpreters: [{ language: 'ceb' }] }, required))
      .then(HearingScheduled, warning(hearingHasRequiredAccommodations))
    given(registered)
      .when(scheduleHearing({ interpreters: [{ language: 'ceb' }], accommodations: ['breaks'] }, required))
      .then(HearingScheduled)
    for (const type of ['bail', 'preTrial', 'sentencing', 'other'] as const)
      given(registered).when(scheduleHearing({ type }, required)).then(HearingScheduled, warning(hearingHasRequiredAccommodations))
    for (const type of ['firstAppearance', 'arraignment'] as const)
      given(registered).when(scheduleHearing({ type }, required)).then(HearingScheduled)
  })
  it('have the accommodations of the persons named to be heard and of no others, for every type of hearing', () => {
    const required = { accommodationsRequired: [{ personRef: witness, kind: 'breaks' as const }] }
    given(registered)
      .when(scheduleHearing({ toBeHeard: [bystander] }, required))
      .then(HearingScheduled)
    given(registered)
      .when(scheduleHearing({ type: 'arraignment', toBeHeard: [bystander, witness] }, required))
      .then(HearingScheduled, warning(hearingHasRequiredAccommodations))
    given(registered)
      .when(scheduleHearing({ toBeHeard: [witness], accommodations: ['breaks'] }, required))
      .then(HearingScheduled)
  })
  it(`${hearingWasScheduled.sentence}; an unscheduled hearing is recorded with a warning`, () =>
    given(registered).when(holdHearing()).then(HearingHeld, warning(hearingWasScheduled)))
  it(victimIsNotBlamedAtHearing.sentence, () => {
    const heldWith = (stoppedByCourt: boolean) => {
      const held = holdHearing()
      return { ...held, data: { ...held.data, conduct: [{ by: 'defence' as const, code: 'didNotFlee' as const, stoppedByCourt }] } }
    }
    given(scheduled).when(heldWith(false)).then(HearingHeld, warning(victimIsNotBlamedAtHearing))
    given(scheduled).when(heldWith(true)).then(HearingHeld)
  })
  it('may be adjourned', () => given(scheduled).when(adjourn()).then(HearingAdjourned))
  it(`${adjournedHearingWasScheduled.sentence}; otherwise it is recorded with a warning`, () => {
    given(registered).when(adjourn()).then(HearingAdjourned, warning(adjournedHearingWasScheduled))
    given(scheduled.withHearingHeld()).when(adjourn()).then(HearingAdjourned, warning(adjournedHearingWasScheduled))
  })
})

describe('a plea', () => {
  const enterPlea = (known = indicted) => commandFor(EnterPlea, { chargeId, plea: 'notGuilty' }, known)

  it('is entered to a charge', () => given(registered).when(enterPlea()).then(PleaEntered))
  it(`${pleadedChargeIsLive.sentence}; otherwise it is recorded with a warning`, () => {
    given(registered).when(enterPlea(nothingFiled)).then(PleaEntered, warning(pleadedChargeIsLive))
    given(registered)
      .when(enterPlea({ ...indicted, chargesNoLongerPending: [chargeId] }))
      .then(PleaEntered, warning(pleadedChargeIsLive))
  })
})

describe('an agreement about a plea', () => {
  const { agreementId } = DecidePleaAgreement.example
  const decide = (agreementsReached: readonly string[]) =>
    commandFor(DecidePleaAgreement, DecidePleaAgreement.example, { agreementsReached })

  it('is approved or rejected', () =>
    given(registered)
      .when(decide([agreementId]))
      .then(PleaAgreementDecided))
  it(`${decidedPleaAgreementWasReached.sentence}; otherwise it is recorded with a warning`, () =>
    given(registered).when(decide([])).then(PleaAgreementDecided, warning(decidedPleaAgreementWasReached)))
})

describe('testimony', () => {
  const giveTestimony = (measuresInForce: ProtectionMeasure[], supportPerson = false, known = noChildren, occurredAt?: string) =>
    commandFor(GiveTestimony, { personRef: witness, mode: 'inPerson', measuresInForce, supportPerson }, known, { occurredAt })
  const ordered = (measure: ProtectionMeasure, until?: string): CourtCaseEvent => ({
    type: 'adjudication.ProtectionMeasureOrdered',
    data: { personRef: witness, measure, granted: true, until },
  })
  const child = { personsProtectedAsChildren: [witness] }

  it('is given with the screen that was ordered', () =>
    given(registered.with(ordered('screen')))
      .when(giveTestimony(['screen']))
      .then(TestimonyGiven))
  it(`${orderedMeasuresAreInForce.sentence}; a missing screen is recorded with a warning`, () =>
    given(registered.with(ordered('screen')))
      .when(giveTestimony([]))
      .then(TestimonyGiven, warning(orderedMeasuresAreInForce)))
  it('needs a measure only until its last day, and no measure that the court refused', () => {
    given(registered.with(ordered('screen', '2026-10-31')))
      .when(giveTestimony([]))
      .then(TestimonyGiven)
    given(registered.with(ordered('screen', '2026-10-31')))
      .when(giveTestimony([], false, noChildren, '2026-10-30'))
      .then(TestimonyGiven, warning(orderedMeasuresAreInForce))
    given(
      registered.with({
        type: 'adjudication.ProtectionMeasureOrdered',
        data: { personRef: witness, measure: 'screen', granted: false, reasonCode: 'noRisk' },
      }),
    )
      .when(giveTestimony([]))
      .then(TestimonyGiven)
  })
  it('needs the measures that were in force when it was given, whatever was ordered or lifted since', () => {
    const order = { ...ordered('screen'), id: '77777777-7777-4777-8777-777777777777', occurredAt: '2026-06-10' }
    const lifted: CourtCaseEvent = {
      type: 'adjudication.ProtectionMeasureLifted',
      data: { orderEventId: order.id, personRef: witness, reasonCode: 'noRisk' },
    }
    const given2026 = (...events: readonly CourtCaseEvent[]) => given([...registered, ...events])
    const testimonyOf = (day: string) => giveTestimony([], false, noChildren, day)
    given2026(order).when(testimonyOf('2026-04-01')).then(TestimonyGiven)
    given2026(order).when(testimonyOf('2026-06-10')).then(TestimonyGiven, warning(orderedMeasuresAreInForce))
    const liftedLater = { ...lifted, occurredAt: '2026-08-10' }
    given2026(order, liftedLater).when(testimonyOf('2026-07-01')).then(TestimonyGiven, warning(orderedMeasuresAreInForce))
    given2026(order, liftedLater).when(testimonyOf('2026-09-01')).then(TestimonyGiven)
  })
  it(`${childTestifiesWithChildMeasures.sentence}; otherwise it is recorded with a warning`, () => {
    given(registered)
      .when(giveTestimony(['videoLink'], true, child))
      .then(TestimonyGiven)
    given(registered)
      .when(giveTestimony(['videoLink'], false, child))
      .then(TestimonyGiven, warning(childTestifiesWithChildMeasures))
    given(registered)
      .when(giveTestimony(['pseudonym'], true, child))
      .then(TestimonyGiven, warning(childTestifiesWithChildMeasures))
  })
})

describe('evidence', () => {
  const ruleOnEvidence = (origin: 'domestic' | 'intelligenceOnly' | 'mlaCertified', admitted = true, known = allDomestic) =>
    commandFor(RuleOnEvidence, { evidenceId: chargeId, admitted, ground: 'relevant', origin }, known)
  const certified = { ...allDomestic, certifiedItems: [chargeId] }
  const fromAbroad = { ...allDomestic, itemsFromAbroad: [chargeId] }

  it('is admitted or excluded', () => {
    given(registered).when(ruleOnEvidence('domestic')).then(EvidenceRuledOn)
    given(registered).when(ruleOnEvidence('intelligenceOnly', false)).then(EvidenceRuledOn)
  })
  it(intelligenceIsCertifiedBeforeAdmission.sentence, () => {
    given(registered).when(ruleOnEvidence('intelligenceOnly')).then(EvidenceRuledOn, warning(intelligenceIsCertifiedBeforeAdmission))
    given(registered)
      .when(ruleOnEvidence('mlaCertified'))
      .then(EvidenceRuledOn, warning(intelligenceIsCertifiedBeforeAdmission), warning(rulingStatesItemOrigin))
    given(registered)
      .when(ruleOnEvidence('mlaCertified', true, certified))
      .then(EvidenceRuledOn)
    given(registered)
      .when(ruleOnEvidence('domestic', true, fromAbroad))
      .then(EvidenceRuledOn, warning(intelligenceIsCertifiedBeforeAdmission), warning(rulingStatesItemOrigin))
    given(registered)
      .when(ruleOnEvidence('mlaCertified', true, { ...fromAbroad, ...certified, itemsFromAbroad: [chargeId] }))
      .then(EvidenceRuledOn)
  })
  it('is admitted by apostille where the policy has the country as party to that convention, and otherwise with a warning', () => {
    const policy: JurisdictionPolicy = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }
    const apostille = { validFrom: '2019-05-14', source: 'read nowhere' }
    const admit = (authentication: 'apostille' | 'consular', law: Partial<JurisdictionPolicy>, occurredAt?: string) => {
      const ruling = { evidenceId: chargeId, admitted: true, ground: 'relevant', origin: 'intelligenceOnly', authentication } as const
      return commandFor(RuleOnEvidence, ruling, fromAbroad, { policy: { ...policy, ...law }, occurredAt })
    }
    given(registered).when(admit('apostille', { apostille })).then(EvidenceRuledOn)
    const warned = [EvidenceRuledOn, warning(intelligenceIsCertifiedBeforeAdmission)] as const
    given(registered)
      .when(admit('apostille', {}))
      .then(...warned)
    given(registered)
      .when(admit('apostille', { apostille: { ...apostille, isParty: false } }))
      .then(...warned)
    given(registered)
      .when(admit('apostille', { apostille }, '2019-05-13'))
      .then(...warned)
    given(registered)
      .when(admit('consular', { apostille }))
      .then(...warned)
  })
  it(rulingStatesItemOrigin.sentence, () => {
    given(registered)
      .when(ruleOnEvidence('domestic', false, fromAbroad))
      .then(EvidenceRuledOn, warning(rulingStatesItemOrigin))
    given(registered)
      .when(ruleOnEvidence('domestic', true, certified))
      .then(EvidenceRuledOn, warning(rulingStatesItemOrigin))
    given(registered).when(ruleOnEvidence('mlaCertified', false)).then(EvidenceRuledOn, warning(rulingStatesItemOrigin))
    given(registered)
      .when(ruleOnEvidence('intelligenceOnly', false, fromAbroad))
      .then(EvidenceRuledOn)
  })
})

it('the statement of a victim on the harm suffered is recorded', () =>
  given(registered)
    .when(commandFor(ReceiveVictimImpact, { personRef: witness, form: 'oral' }, {}))
    .then(VictimImpactReceived))
