import {
  AppealDecided,
  AppealLodged,
  ChargeLaid,
  ChargeWithdrawn,
  CourtCaseRegistered,
  IndictmentFiled,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  LeadJurisdictionAgreed,
  ProtectionMeasureOrdered,
  ProtectionMeasureSought,
  RiskAssessed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { docketView } from './docket.view.ts'

const { chargeId, offenceCode, accusedRef } = ChargeLaid.example
const unfiledChargeId = '99999999-0000-4000-8000-000000000001'
const laid = exampleFact(ChargeLaid)
const filed = exampleFact(IndictmentFiled, { chargeIds: [chargeId] })
const registered = exampleFact(CourtCaseRegistered, {}, { occurredAt: '2026-06-01' })
const verdict = exampleFact(VerdictDelivered, { chargeId, verdict: 'guilty' })

const shownEntry = (...facts: readonly TestFact[]) => rowsShownBy(docketView, laid, filed, registered, ...facts)[0]

describe('the docket', () => {
  it('shows an indictment to register, then the registered case with its charges', () => {
    expect(rowsShownBy(docketView, laid, filed)).toMatchObject([{ state: 'toRegister' }])
    expect(shownEntry()).toMatchObject({
      state: 'pending',
      registeredAt: '2026-06-01',
      charges: [{ chargeId, offenceCode, accusedRef, state: 'filed' }],
    })
  })

  it('shows the assigned judges, with a judge who was added and without a judge who was recused', () => {
    const [one, other] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002']
    expect(shownEntry(exampleFact(JudgeAssigned, { judgeRefs: [one, other] }), exampleFact(JudgeRecused, { judgeRef: one }))).toMatchObject(
      {
        judgeRefs: [other],
      },
    )
    const laterAssignments = [
      exampleFact(JudgeAssigned, { judgeRefs: [one] }),
      exampleFact(JudgeAssigned, { judgeRefs: [one, other], bench: 'panel' }),
    ]
    expect(shownEntry(...laterAssignments)).toMatchObject({ judgeRefs: [one, other], bench: 'panel' })
  })

  it('shows each protection measure that the prosecutor sought until the court granted or refused it', () => {
    const sought = exampleFact(ProtectionMeasureSought, { measures: ['screen', 'supportPerson'] })
    const { personRef } = ProtectionMeasureSought.example
    const ordered = (measure: 'screen' | 'supportPerson', granted: boolean) =>
      exampleFact(ProtectionMeasureOrdered, { personRef, measure, granted })
    expect(shownEntry(sought, ordered('screen', true))).toMatchObject({ measuresSought: [{ measures: ['supportPerson'] }] })
    expect(shownEntry(sought, ordered('screen', true), ordered('supportPerson', false))).toMatchObject({ measuresSought: [] })
  })

  it('shows the state of a case at its verdict, during an appeal and when it is final', () => {
    const { appealId } = AppealLodged.example
    const lodged = exampleFact(AppealLodged)
    const decided = exampleFact(AppealDecided, { appealId, effects: [{ chargeId, effect: 'acquitted' }] })
    expect(shownEntry(verdict, lodged)).toMatchObject({ state: 'decided', appealsPending: [appealId] })
    expect(shownEntry(verdict, lodged, decided)).toMatchObject({ appealsPending: [], charges: [{ verdict: 'notGuilty' }] })
    expect(shownEntry(verdict, exampleFact(JudgmentBecameFinal, { chargeId }))).toMatchObject({ state: 'final' })
    expect(shownEntry(exampleFact(ChargeWithdrawn, { chargeId }))).toMatchObject({ charges: [{ state: 'withdrawn' }] })
  })

  it('does not show a charge that another country took over as pending', () => {
    const agreed = exampleFact(LeadJurisdictionAgreed, { chargesTransferred: [chargeId] })
    expect(shownEntry(agreed)).toMatchObject({ state: 'decided', charges: [{ state: 'transferred' }] })
  })

  it('shows only charges and cases with an indictment', () => {
    expect(rowsShownBy(docketView, laid)).toMatchObject([{ state: 'notFiled' }])
    const text = JSON.stringify({ ...shownEntry(exampleFact(ChargeLaid, { chargeId: unfiledChargeId })), laidCharges: undefined })
    expect(text).not.toContain(unfiledChargeId)
    expect(docketView.entity.options.columns.laidCharges).toMatchObject({ select: false })
  })

  it('does not show the risk assessment of the victim', () =>
    expect(JSON.stringify(shownEntry(exampleFact(RiskAssessed)))).not.toContain(RiskAssessed.example.level))
})
