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
import { shownBy, told, type Told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { DocketEntryTable } from './docket.entity.ts'
import { docketView } from './docket.view.ts'

const { chargeId, offenceCode, accusedRef } = ChargeLaid.example
const unfiled = '99999999-0000-4000-8000-000000000001'
const laid = told(ChargeLaid)
const filed = told(IndictmentFiled, { chargeIds: [chargeId] })
const registered = told(CourtCaseRegistered, {}, { occurredAt: '2026-06-01' })
const verdict = told(VerdictDelivered, { chargeId, verdict: 'guilty' })

const shown = (...facts: readonly Told[]) => shownBy(docketView, laid, filed, registered, ...facts)[0]

describe('the docket', () => {
  it('has an indictment that waits to be registered, then the case with its charges', () => {
    expect(shownBy(docketView, laid, filed)).toMatchObject([{ state: 'toRegister' }])
    expect(shown()).toMatchObject({
      state: 'pending',
      registeredAt: '2026-06-01',
      charges: [{ chargeId, offenceCode, accusedRef, state: 'filed' }],
    })
  })

  it('shows who sits, with a judge who was added and without one who left', () => {
    const [one, other] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002']
    expect(shown(told(JudgeAssigned, { judgeRefs: [one, other] }), told(JudgeRecused, { judgeRef: one }))).toMatchObject({
      judgeRefs: [other],
    })
    const later = [told(JudgeAssigned, { judgeRefs: [one] }), told(JudgeAssigned, { judgeRefs: [one, other], bench: 'panel' })]
    expect(shown(...later)).toMatchObject({ judgeRefs: [one, other], bench: 'panel' })
  })

  it('keeps what the prosecutor asked for her protection until the court granted or refused each of it', () => {
    const sought = told(ProtectionMeasureSought, { measures: ['screen', 'supportPerson'] })
    const { personRef } = ProtectionMeasureSought.example
    const ordered = (measure: 'screen' | 'supportPerson', granted: boolean) =>
      told(ProtectionMeasureOrdered, { personRef, measure, granted })
    expect(shown(sought, ordered('screen', true))).toMatchObject({ measuresSought: [{ measures: ['supportPerson'] }] })
    expect(shown(sought, ordered('screen', true), ordered('supportPerson', false))).toMatchObject({ measuresSought: [] })
  })

  it('follows a case to its verdict, through an appeal, until it is final', () => {
    const { appealId } = AppealLodged.example
    const lodged = told(AppealLodged)
    const decided = told(AppealDecided, { appealId, effects: [{ chargeId, effect: 'acquitted' }] })
    expect(shown(verdict, lodged)).toMatchObject({ state: 'decided', appealsPending: [appealId] })
    expect(shown(verdict, lodged, decided)).toMatchObject({ appealsPending: [], charges: [{ verdict: 'notGuilty' }] })
    expect(shown(verdict, told(JudgmentBecameFinal, { chargeId }))).toMatchObject({ state: 'final' })
    expect(shown(told(ChargeWithdrawn, { chargeId }))).toMatchObject({ charges: [{ state: 'withdrawn' }] })
  })

  it('waits no more for a charge that another country took over', () => {
    const agreed = told(LeadJurisdictionAgreed, { chargesTransferred: [chargeId] })
    expect(shown(agreed)).toMatchObject({ state: 'decided', charges: [{ state: 'transferred' }] })
  })

  it('shows no charge that did not come before the court, and no case that did not', () => {
    expect(shownBy(docketView, laid)).toMatchObject([{ state: 'notFiled' }])
    const text = JSON.stringify({ ...shown(told(ChargeLaid, { chargeId: unfiled })), laid: undefined })
    expect(text).not.toContain(unfiled)
    expect(DocketEntryTable.options.columns.laid).toMatchObject({ select: false })
  })

  it('shows nothing of what her danger is', () =>
    expect(JSON.stringify(shown(told(RiskAssessed)))).not.toContain(RiskAssessed.example.level))
})
