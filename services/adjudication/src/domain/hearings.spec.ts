import {
  AdjournHearing,
  EnterPlea,
  EvidenceRuledOn,
  GiveTestimony,
  HearingAdjourned,
  HearingDateOrdered,
  HearingHeld,
  HearingScheduled,
  OrderHearingDate,
  PleaEntered,
  ReceiveVictimImpact,
  RuleOnEvidence,
  TestimonyGiven,
  VictimImpactReceived,
  type ProtectionMeasure,
} from '@case-timeline/contracts'
import { commanded, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { courtCase } from './court-case.decide.ts'
import { aCourtCase, bystander, chargeId, hold, indicted, nothingFiled, schedule, trialDay, witness } from './court-case.fixtures.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  adjournedHearingWasScheduled,
  childTestifiesWithChildMeasures,
  hearingIsScheduledOnce,
  hearingWasScheduled,
  intelligenceIsCertifiedBeforeItIsAdmitted,
  orderedMeasuresAreInForce,
  pleadedChargeIsLive,
  rulingStatesTheItemsOrigin,
  hearingHasTheAccommodationsRequired,
} from './hearings.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCase)([...history])
const registered = aCourtCase().registered()
const scheduled = registered.withHearingScheduled()

describe('hearings', () => {
  const adjourn = () =>
    commanded(AdjournHearing, { hearingId: trialDay, reasonCode: 'interpreterMissing', causedBy: 'court' }, nothingFiled)

  it('are ordered, scheduled, then held', () => {
    given(registered)
      .when(commanded(OrderHearingDate, OrderHearingDate.example, nothingFiled))
      .then(HearingDateOrdered)
    given(registered).when(schedule()).then(HearingScheduled)
    given(scheduled).when(hold()).then(HearingHeld)
  })
  it(hearingIsScheduledOnce.sentence, () => given(scheduled).when(schedule()).thenRefusedBy(hearingIsScheduledOnce))
  it(`${hearingHasTheAccommodationsRequired.sentence}; else it is recorded with a warning`, () => {
    const required = {
      ...nothingFiled,
      accommodationsRequired: (['interpreter', 'breaks'] as const).map((kind) => ({ personRef: witness, kind })),
    }
    given(registered)
      .when(schedule({ interpreters: [{ language: 'ceb' }] }, required))
      .then(HearingScheduled, warning(hearingHasTheAccommodationsRequired))
    given(registered)
      .when(schedule({ interpreters: [{ language: 'ceb' }], accommodations: ['breaks'] }, required))
      .then(HearingScheduled)
    for (const type of ['bail', 'preTrial', 'sentencing', 'other'] as const)
      given(registered).when(schedule({ type }, required)).then(HearingScheduled, warning(hearingHasTheAccommodationsRequired))
    for (const type of ['firstAppearance', 'arraignment'] as const)
      given(registered).when(schedule({ type }, required)).then(HearingScheduled)
  })
  it('are set down with what those need whom the court says that it will hear, whatever the hearing, and no others', () => {
    const required = { ...nothingFiled, accommodationsRequired: [{ personRef: witness, kind: 'breaks' as const }] }
    given(registered)
      .when(schedule({ toBeHeard: [bystander] }, required))
      .then(HearingScheduled)
    given(registered)
      .when(schedule({ type: 'arraignment', toBeHeard: [bystander, witness] }, required))
      .then(HearingScheduled, warning(hearingHasTheAccommodationsRequired))
    given(registered)
      .when(schedule({ toBeHeard: [witness], accommodations: ['breaks'] }, required))
      .then(HearingScheduled)
  })
  it(`${hearingWasScheduled.sentence}; one that was not is recorded with a warning`, () =>
    given(registered).when(hold()).then(HearingHeld, warning(hearingWasScheduled)))
  it('may be adjourned', () => given(scheduled).when(adjourn()).then(HearingAdjourned))
  it(`${adjournedHearingWasScheduled.sentence}; else it is recorded with a warning`, () => {
    given(registered).when(adjourn()).then(HearingAdjourned, warning(adjournedHearingWasScheduled))
    given(scheduled.withHearingHeld()).when(adjourn()).then(HearingAdjourned, warning(adjournedHearingWasScheduled))
  })
})

describe('a plea', () => {
  const plead = (known = indicted) => commanded(EnterPlea, { chargeId, plea: 'notGuilty' }, known)

  it('answers a charge', () => given(registered).when(plead()).then(PleaEntered))
  it(`${pleadedChargeIsLive.sentence}; else it is recorded with a warning`, () => {
    given(registered).when(plead(nothingFiled)).then(PleaEntered, warning(pleadedChargeIsLive))
    given(registered)
      .when(plead({ ...indicted, chargesGone: [chargeId] }))
      .then(PleaEntered, warning(pleadedChargeIsLive))
  })
})

describe('testimony', () => {
  const testify = (measuresInForce: ProtectionMeasure[], supportPerson = false, known = nothingFiled, occurredAt?: string) =>
    commanded(GiveTestimony, { personRef: witness, mode: 'inPerson', measuresInForce, supportPerson }, known, { occurredAt })
  const ordered = (measure: ProtectionMeasure, until?: string): CourtCaseEvent => ({
    type: 'adjudication.ProtectionMeasureOrdered',
    data: { personRef: witness, measure, granted: true, until },
  })
  const child = { ...nothingFiled, protectedAsChildren: [witness] }

  it('is given behind the screen that was ordered', () =>
    given(registered.with(ordered('screen')))
      .when(testify(['screen']))
      .then(TestimonyGiven))
  it(`${orderedMeasuresAreInForce.sentence}; a screen that was not there is recorded with a warning`, () =>
    given(registered.with(ordered('screen')))
      .when(testify([]))
      .then(TestimonyGiven, warning(orderedMeasuresAreInForce)))
  it('needs a measure no longer than the court ordered it, and none that it lifted or refused', () => {
    given(registered.with(ordered('screen', '2026-10-31')))
      .when(testify([]))
      .then(TestimonyGiven)
    given(registered.with(ordered('screen', '2026-10-31')))
      .when(testify([], false, nothingFiled, '2026-10-30'))
      .then(TestimonyGiven, warning(orderedMeasuresAreInForce))
    given(
      registered.with({
        type: 'adjudication.ProtectionMeasureOrdered',
        data: { personRef: witness, measure: 'screen', granted: false, reasonCode: 'noRisk' },
      }),
    )
      .when(testify([]))
      .then(TestimonyGiven)
  })
  it(`${childTestifiesWithChildMeasures.sentence}; else it is recorded with a warning`, () => {
    given(registered)
      .when(testify(['videoLink'], true, child))
      .then(TestimonyGiven)
    given(registered)
      .when(testify(['videoLink'], false, child))
      .then(TestimonyGiven, warning(childTestifiesWithChildMeasures))
    given(registered)
      .when(testify(['pseudonym'], true, child))
      .then(TestimonyGiven, warning(childTestifiesWithChildMeasures))
  })
})

describe('evidence', () => {
  const rule = (origin: 'domestic' | 'intelligenceOnly' | 'mlaCertified', admitted = true, known = nothingFiled) =>
    commanded(RuleOnEvidence, { evidenceId: chargeId, admitted, ground: 'relevant', origin }, known)
  const certified = { ...nothingFiled, certifiedItems: [chargeId] }
  const fromAbroad = { ...nothingFiled, itemsFromAbroad: [chargeId] }

  it('is admitted or kept out', () => {
    given(registered).when(rule('domestic')).then(EvidenceRuledOn)
    given(registered).when(rule('intelligenceOnly', false)).then(EvidenceRuledOn)
  })
  it(intelligenceIsCertifiedBeforeItIsAdmitted.sentence, () => {
    given(registered).when(rule('intelligenceOnly')).thenRefusedBy(intelligenceIsCertifiedBeforeItIsAdmitted)
    given(registered).when(rule('mlaCertified')).thenRefusedBy(intelligenceIsCertifiedBeforeItIsAdmitted)
    given(registered)
      .when(rule('mlaCertified', true, certified))
      .then(EvidenceRuledOn)
    given(registered)
      .when(rule('domestic', true, fromAbroad))
      .thenRefusedBy(intelligenceIsCertifiedBeforeItIsAdmitted)
    given(registered)
      .when(rule('mlaCertified', true, { ...fromAbroad, ...certified, itemsFromAbroad: [chargeId] }))
      .then(EvidenceRuledOn)
  })
  it(rulingStatesTheItemsOrigin.sentence, () => {
    given(registered)
      .when(rule('domestic', false, fromAbroad))
      .thenRefusedBy(rulingStatesTheItemsOrigin)
    given(registered)
      .when(rule('domestic', true, certified))
      .thenRefusedBy(rulingStatesTheItemsOrigin)
    given(registered).when(rule('mlaCertified', false)).thenRefusedBy(rulingStatesTheItemsOrigin)
    given(registered)
      .when(rule('intelligenceOnly', false, fromAbroad))
      .then(EvidenceRuledOn)
  })
})

it('a victim tells the court of the harm done to her', () =>
  given(registered)
    .when(commanded(ReceiveVictimImpact, { personRef: witness, form: 'oral' }, nothingFiled))
    .then(VictimImpactReceived))
