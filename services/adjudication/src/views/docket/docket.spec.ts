import {
  AppealDecided,
  AppealLodged,
  ChargeLaid,
  ChargesEnded,
  ChargeWithdrawn,
  CourtApplicationMade,
  CourtCaseRegistered,
  IndictmentFiled,
  JoinderAgreed,
  JoinderEnded,
  JudgeAssigned,
  JudgeRecused,
  JudgmentBecameFinal,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PleaAgreementDecided,
  PleaAgreementReached,
  PrivateComplaintRegistered,
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
  it('shows with which case a case is tried, on both rows, until the court ends that', () => {
    const otherCaseId = '99999999-0000-4000-8000-000000000002'
    const joinedTo = { caseId: otherCaseId, indictmentId: '99999999-0000-4000-8000-000000000003' }
    const joined = exampleFact(IndictmentFiled, { joinedTo })
    const agreed = exampleFact(JoinderAgreed, { otherCaseId })
    const ended = exampleFact(JoinderEnded, { otherCaseId })
    const other = exampleFact(JoinderEnded, { otherCaseId: unfiledChargeId })
    expect(rowsShownBy(docketView, laid, joined, other)).toMatchObject([{ joinedTo, joinedCases: [] }])
    expect(shownEntry(agreed, agreed, other)).toMatchObject({ joinedCases: [otherCaseId] })
    expect(rowsShownBy(docketView, laid, joined, ended)[0]).not.toHaveProperty('joinedTo', joinedTo)
    expect(shownEntry(agreed, ended)).toMatchObject({ joinedCases: [] })
  })

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

  it('shows the offence of which the court convicted instead of the one charged, until an appeal changes that', () => {
    const lesser = { offenceCode: 'RA-9208-4-attempt', relation: 'lesser' as const }
    const convicted = exampleFact(VerdictDelivered, { chargeId, verdict: 'guilty', otherOffence: lesser })
    const onAppeal = (effect: 'acquitted' | 'convicted' | 'sentenceChanged', more: object = {}) =>
      exampleFact(AppealDecided, { effects: [{ chargeId, effect, ...more }] })
    expect(shownEntry(convicted)).toMatchObject({ charges: [{ verdict: 'guilty', convictedOf: lesser }] })
    expect(shownEntry(convicted, onAppeal('sentenceChanged'))).toMatchObject({ charges: [{ convictedOf: lesser }] })
    expect(shownEntry(convicted, onAppeal('acquitted'))?.charges[0]?.convictedOf).toBeUndefined()
    expect(shownEntry(convicted, onAppeal('convicted'))?.charges[0]?.convictedOf).toBeUndefined()
    expect(shownEntry(verdict, onAppeal('convicted', { otherOffence: lesser }))).toMatchObject({ charges: [{ convictedOf: lesser }] })
  })

  describe('after what no rule refuses', () => {
    const final = exampleFact(JudgmentBecameFinal, { chargeId })
    const verdictOn = (charge: string, found: 'guilty' | 'notGuilty') =>
      exampleFact(VerdictDelivered, { chargeId: charge, accusedRef, verdict: found })
    const chargesAfter = (...facts: readonly TestFact[]) => shownEntry(...facts)?.charges
    const unfiled = exampleFact(ChargeLaid, { chargeId: unfiledChargeId, offenceCode: 'RA-9208-4a' })

    it('shows a charge that the court decided without an indictment, and shows it once if it is indicted later', () => {
      const decided = { chargeId: unfiledChargeId, accusedRef, state: 'decided', verdict: 'guilty' }
      expect(chargesAfter(verdictOn(unfiledChargeId, 'guilty'))).toMatchObject([{ chargeId }, decided])
      expect(chargesAfter(unfiled, verdictOn(unfiledChargeId, 'guilty'))).toMatchObject([
        { chargeId },
        { ...decided, offenceCode: 'RA-9208-4a' },
      ])
      const filedLater = exampleFact(IndictmentFiled, { indictmentId: unfiledChargeId, chargeIds: [unfiledChargeId] })
      expect(chargesAfter(unfiled, verdictOn(unfiledChargeId, 'guilty'), filedLater)).toMatchObject([{ chargeId }, decided])
    })
    it('shows a charge of another court file that was quashed, became final or was decided on appeal', () => {
      expect(chargesAfter(exampleFact(NonPunishmentApplied, { chargeIds: [unfiledChargeId] }))).toMatchObject([{}, { state: 'quashed' }])
      expect(chargesAfter(exampleFact(JudgmentBecameFinal, { chargeId: unfiledChargeId }))).toMatchObject([{}, { state: 'final' }])
      const convicted = exampleFact(AppealDecided, { effects: [{ chargeId: unfiledChargeId, effect: 'convicted' }] })
      expect(chargesAfter(convicted)).toMatchObject([{}, { state: 'decided', verdict: 'guilty' }])
    })
    it('shows charges that the court ended without a verdict, and the case as decided', () => {
      expect(shownEntry(exampleFact(ChargesEnded, { chargeIds: [chargeId] }))).toMatchObject({
        state: 'decided',
        charges: [{ state: 'ended' }],
      })
      expect(chargesAfter(exampleFact(ChargesEnded, { chargeIds: [unfiledChargeId] }))).toMatchObject([{}, { state: 'ended' }])
    })
    it('shows a final charge as decided again after another verdict or a change on appeal', () => {
      const changed = (effect: 'acquitted' | 'sentenceChanged' | 'retrial') =>
        exampleFact(AppealDecided, { effects: [{ chargeId, effect }] })
      expect(chargesAfter(verdict, final, verdictOn(chargeId, 'notGuilty'))).toMatchObject([{ state: 'decided', verdict: 'notGuilty' }])
      expect(chargesAfter(verdict, final, changed('acquitted'))).toMatchObject([{ state: 'decided', verdict: 'notGuilty' }])
      expect(chargesAfter(verdict, final, changed('sentenceChanged'))).toMatchObject([{ state: 'decided', verdict: 'guilty' }])
      expect(chargesAfter(verdict, final, changed('retrial'))).toMatchObject([{ state: 'filed' }])
    })
    it('shows an agreement about a plea until it is decided, in whichever order the two are recorded', () => {
      const [reached, decided] = [exampleFact(PleaAgreementReached), exampleFact(PleaAgreementDecided)]
      expect(shownEntry(reached)).toMatchObject({ pleaAgreementsPending: [PleaAgreementReached.example.agreementId] })
      expect(shownEntry(reached, decided)).toMatchObject({ pleaAgreementsPending: [] })
      expect(shownEntry(decided, reached)).toMatchObject({ pleaAgreementsPending: [] })
    })
    it('shows no appeal as pending whose notice was recorded after its decision', () => {
      const { appealId } = AppealLodged.example
      const decided = exampleFact(AppealDecided, { appealId, effects: [{ chargeId, effect: 'verdictStands' }] })
      expect(shownEntry(verdict, decided, exampleFact(AppealLodged))).toMatchObject({ appealsPending: [] })
    })
    it('shows an appeal once whose notice the prosecutor and the court recorded, until it is decided under either id', () => {
      const [first, second] = ['aaaaaaaa-0000-4000-8000-00000000000a', 'aaaaaaaa-0000-4000-8000-00000000000b']
      const lodged = (appealId: string, service: 'prosecution' | 'adjudication', data: object = {}) =>
        exampleFact(AppealLodged, { appealId, ...data }, { service })
      const decided = (appealId: string) => exampleFact(AppealDecided, { appealId, effects: [] })
      const pendingAfter = (...facts: readonly TestFact[]) => shownEntry(verdict, ...facts)?.appealsPending
      const byBoth = [lodged(first, 'prosecution'), lodged(second, 'adjudication')]
      expect(pendingAfter(...byBoth)).toEqual([first])
      expect(pendingAfter(lodged(first, 'prosecution'), lodged(first, 'adjudication'))).toEqual([first])
      expect([pendingAfter(...byBoth, decided(first)), pendingAfter(...byBoth, decided(second))]).toEqual([[], []])
      expect(pendingAfter(lodged(first, 'adjudication'), lodged(second, 'adjudication'))).toEqual([first, second])
      expect(pendingAfter(...byBoth.slice(0, 1), lodged(second, 'adjudication', { byRole: 'defence' }))).toEqual([first, second])
      expect(pendingAfter(lodged(first, 'prosecution'), decided(first), lodged(second, 'adjudication'))).toEqual([second])
      const ofVictims = [lodged(first, 'prosecution', { byRole: 'victim' }), lodged(second, 'adjudication', { byRole: 'victim' })]
      expect([pendingAfter(...ofVictims), pendingAfter(...ofVictims, decided(first))]).toEqual([[first, second], [second]])
    })
    it('shows no verdict on a charge that the court ended or quashed after it, also when that becomes final', () => {
      const ends = [exampleFact(ChargesEnded, { chargeIds: [chargeId] }), exampleFact(NonPunishmentApplied, { chargeIds: [chargeId] })]
      expect(ends.map((end) => chargesAfter(verdict, end, final)?.map((charge) => [charge.state, charge.verdict]))).toEqual([
        [['ended', undefined]],
        [['quashed', undefined]],
      ])
      expect(ends.map((end) => chargesAfter(end, final, verdict))).toMatchObject(ends.map(() => [{ state: 'decided', verdict: 'guilty' }]))
    })
    it('shows a charge as final when its verdict is recorded after its finality, or the same verdict again', () => {
      expect(shownEntry(final, verdict)).toMatchObject({ state: 'final', charges: [{ state: 'final', verdict: 'guilty' }] })
      expect(chargesAfter(verdict, final, verdict)).toMatchObject([{ state: 'final', verdict: 'guilty' }])
    })
  })

  it('does not show a charge that another country took over as pending', () => {
    const agreed = exampleFact(LeadJurisdictionAgreed, { chargesTransferred: [chargeId] })
    expect(shownEntry(agreed)).toMatchObject({ state: 'decided', charges: [{ state: 'transferred' }] })
  })

  it('shows only charges and cases with an indictment', () => {
    expect(rowsShownBy(docketView, laid)).toMatchObject([{ state: 'notFiled' }])
    const text = JSON.stringify({ ...shownEntry(exampleFact(ChargeLaid, { chargeId: unfiledChargeId })), laidCharges: undefined })
    expect(text).not.toContain(unfiledChargeId)
    const { laidCharges, appealsDecided, pleaAgreementsDecided } = docketView.entity.options.columns
    const hidden = { select: false }
    expect([laidCharges, appealsDecided, pleaAgreementsDecided]).toMatchObject([hidden, hidden, hidden])
  })

  it('shows a case that a complaint brought before the court, and a complaint in another case as a part of that', () => {
    const { complaintId, courtCaseNo, charges } = PrivateComplaintRegistered.example
    const [brought] = charges
    const complained = exampleFact(PrivateComplaintRegistered, {}, { occurredAt: '2026-05-01' })
    const charge = { chargeId: brought?.chargeId, accusedRef: brought?.accusedRef, offenceCode: brought?.offenceCode, state: 'filed' }
    expect(rowsShownBy(docketView, complained)).toMatchObject([
      {
        state: 'pending',
        origin: 'privateComplaint',
        complaints: [complaintId],
        courtCaseNo,
        registeredAt: '2026-05-01',
        charges: [charge],
        parts: [],
      },
    ])
    expect(shownEntry(complained)).toMatchObject({
      origin: 'indictment',
      courtCaseNo: CourtCaseRegistered.example.courtCaseNo,
      charges: [{ chargeId }, { ...charge, partId: complaintId }],
      parts: [{ partId: complaintId, origin: 'privateComplaint', courtCaseNo }],
    })
  })

  it('shows a case in which an application waits, until an indictment is filed', () => {
    const applied = exampleFact(CourtApplicationMade)
    expect(rowsShownBy(docketView, laid, applied)).toMatchObject([{ state: 'applied' }])
    expect(rowsShownBy(docketView, laid, applied, exampleFact(IndictmentFiled))).toMatchObject([{ state: 'toRegister' }])
    expect(shownEntry(applied)).toMatchObject({ state: 'pending' })
  })

  it('does not show the risk assessment of the victim', () =>
    expect(JSON.stringify(shownEntry(exampleFact(RiskAssessed)))).not.toContain(RiskAssessed.example.level))
})
