import {
  AccusedSevered,
  AppealDecided,
  ChargeAmended,
  ChargeLaid,
  ChargesEnded,
  ChargeWithdrawn,
  IndictmentFiled,
  JudgmentBecameFinal,
  LaterIndictmentRegistered,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PartsJoined,
  PleaAgreementDecided,
  PleaAgreementReached,
  PresumedVictimIdentified,
  PrivateComplaintRegistered,
  RiskAssessed,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { rowsShownBy, exampleFact, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { chargesView } from './charges.view.ts'

const { chargeId, offenceCode } = ChargeLaid.example
const laid = exampleFact(ChargeLaid, {}, { occurredAt: '2026-04-01' })
const filed = exampleFact(IndictmentFiled, { chargeIds: [chargeId] })
const verdict = exampleFact(VerdictDelivered, { chargeId, verdict: 'guilty' })
const appealed = (effect: 'retrial' | 'verdictStands') => exampleFact(AppealDecided, { effects: [{ chargeId, effect }] })

const stateAfter = (...facts: readonly TestFact[]) => rowsShownBy(chargesView, laid, ...facts).map(({ state }) => state)

describe('the view of charges', () => {
  it('shows a charge in its current form, with its amendments', () => {
    const amended = exampleFact(ChargeAmended, { chargeId, offenceCode: 'RA-9208-4e' }, { agencyId: 'zz-prosecutor' })
    expect(rowsShownBy(chargesView, laid, amended)).toMatchObject([
      { chargeId, offenceCode: 'RA-9208-4e', laidAt: '2026-04-01', amendments: [{ record: { recordedBy: 'zz-prosecutor' } }] },
    ])
    expect(offenceCode).not.toBe('RA-9208-4e')
  })

  it('shows why a charge names no victim, until an amendment names the victims', () => {
    const unknown = exampleFact(ChargeLaid, { perVictim: [], withoutVictim: 'notYetFound' })
    expect(rowsShownBy(chargesView, unknown)).toMatchObject([{ perVictim: [], withoutVictim: 'notYetFound' }])
    expect(rowsShownBy(chargesView, unknown, exampleFact(ChargeAmended, { chargeId }))[0]?.withoutVictim).toBeUndefined()
  })

  it('shows the last agreement about a plea to a charge, and what the court decided on it', () => {
    const { agreementId } = PleaAgreementReached.example
    const reached = exampleFact(PleaAgreementReached, { chargeIds: [chargeId] })
    const rejected = exampleFact(PleaAgreementDecided, { chargeIds: [chargeId], outcome: 'rejected' })
    expect(rowsShownBy(chargesView, laid, reached)).toMatchObject([{ pleaAgreement: { agreementId, state: 'reached' } }])
    expect(rowsShownBy(chargesView, laid, reached, rejected)).toMatchObject([{ pleaAgreement: { agreementId, state: 'rejected' } }])
    expect(rowsShownBy(chargesView, laid, rejected, reached)).toMatchObject([{ pleaAgreement: { agreementId, state: 'rejected' } }])
  })

  it('shows a charge that a complainant brought before a court as filed, also one that the prosecutor laid', () => {
    const { complaintId, charges } = PrivateComplaintRegistered.example
    const complained = exampleFact(PrivateComplaintRegistered, {}, { occurredAt: '2026-03-01' })
    expect(rowsShownBy(chargesView, complained)).toMatchObject([
      {
        chargeId: charges[0]?.chargeId,
        state: 'filed',
        complaintId,
        laidAt: '2026-03-01',
        perVictim: [{ act: [], means: [], purpose: [] }],
      },
    ])
    const takenOver = exampleFact(PrivateComplaintRegistered, { charges: charges.map((charge) => ({ ...charge, chargeId })) })
    expect(rowsShownBy(chargesView, laid, takenOver)).toMatchObject([{ chargeId, state: 'filed', complaintId, laidAt: '2026-04-01' }])
    const withdrawn = exampleFact(ChargeWithdrawn, { chargeId })
    expect(rowsShownBy(chargesView, laid, withdrawn, takenOver)).toMatchObject([{ state: 'filed' }])
    expect(rowsShownBy(chargesView, laid, verdict, takenOver)).toMatchObject([{ state: 'decided', complaintId }])
    expect(rowsShownBy(chargesView, takenOver, verdict, laid)).toMatchObject([
      { chargeId, state: 'decided', complaintId, perVictim: ChargeLaid.example.perVictim, verdict: { verdict: 'guilty' } },
    ])
  })

  it('shows the part of the court case in which a charge is tried, until it is joined', () => {
    const { partId } = AccusedSevered.example
    const severed = exampleFact(AccusedSevered, { chargeIds: [chargeId] })
    const joined = (intoPartId?: string) => exampleFact(PartsJoined, { partId, chargeIds: [chargeId], ...(intoPartId && { intoPartId }) })
    const { indictmentId } = LaterIndictmentRegistered.example
    const later = exampleFact(LaterIndictmentRegistered, { chargeIds: [chargeId] })
    const partAfter = (...facts: readonly TestFact[]) => rowsShownBy(chargesView, laid, filed, ...facts)[0]?.partId
    expect(partAfter()).toBeUndefined()
    expect(partAfter(severed)).toBe(partId)
    expect(partAfter(severed, joined())).toBeUndefined()
    expect(partAfter(severed, joined(indictmentId))).toBe(indictmentId)
    expect(partAfter(later)).toBe(indictmentId)
  })

  it('shows a charge as filed, as decided, and as filed again for a retrial', () => {
    expect(stateAfter(filed)).toEqual(['filed'])
    expect(stateAfter(filed, verdict, exampleFact(SentenceImposed, { chargeId }))).toEqual(['decided'])
    expect(stateAfter(filed, verdict, appealed('verdictStands'))).toEqual(['decided'])
    expect(stateAfter(filed, verdict, appealed('retrial'))).toEqual(['filed'])
  })

  it('shows the last word of the court, also after a final judgment', () => {
    const final = exampleFact(JudgmentBecameFinal, { chargeId })
    const sentence = exampleFact(SentenceImposed, { chargeId })
    const acquittal = exampleFact(VerdictDelivered, { chargeId, verdict: 'notGuilty' })
    const shown = (...facts: readonly TestFact[]) => rowsShownBy(chargesView, laid, ...facts)[0]
    expect(shown(verdict, sentence, final, acquittal)).toMatchObject({ state: 'decided', verdict: { verdict: 'notGuilty' } })
    expect(shown(verdict, sentence, final, acquittal)?.sentence).toBeUndefined()
    expect(shown(verdict, final, exampleFact(AppealDecided, { effects: [{ chargeId, effect: 'acquitted' }] }))).toMatchObject({
      state: 'decided',
      appeal: 'acquitted',
    })
    expect(shown(verdict, final, appealed('verdictStands'))).toMatchObject({ state: 'final' })
    expect(shown(final, verdict)).toMatchObject({ state: 'final', verdict: { verdict: 'guilty' } })
  })

  it('shows no verdict that a higher court changed, or that was quashed: the effect of the appeal says what is in force', () => {
    const shown = (...facts: readonly TestFact[]) => rowsShownBy(chargesView, laid, verdict, ...facts)[0]
    const acquitted = exampleFact(AppealDecided, { effects: [{ chargeId, effect: 'acquitted' }] })
    expect(shown(acquitted)).toMatchObject({ appeal: 'acquitted' })
    for (const changed of [
      acquitted,
      appealed('retrial'),
      exampleFact(NonPunishmentApplied, { chargeIds: [chargeId] }),
      exampleFact(ChargesEnded, { chargeIds: [chargeId] }),
    ])
      expect(shown(changed)?.verdict).toBeUndefined()
    expect(shown(appealed('verdictStands'))?.verdict).toMatchObject({ verdict: 'guilty' })
  })

  it('shows no sentence that the court or a higher court took out of force', () => {
    const sentence = exampleFact(SentenceImposed, { chargeId })
    const sentenceAfter = (...facts: readonly TestFact[]) => rowsShownBy(chargesView, laid, verdict, sentence, ...facts)[0]?.sentence
    const changed = exampleFact(AppealDecided, { effects: [{ chargeId, effect: 'sentenceChanged' }] })
    expect(sentenceAfter(appealed('verdictStands'))).toMatchObject({ chargeId })
    expect(sentenceAfter(appealed('retrial'))).toBeUndefined()
    expect(sentenceAfter(changed)).toBeUndefined()
    expect(sentenceAfter(changed, sentence)).toMatchObject({ chargeId })
    expect(sentenceAfter(exampleFact(NonPunishmentApplied, { chargeIds: [chargeId] }))).toBeUndefined()
  })

  it('shows a charge that was ended or quashed as that, also when it becomes final', () => {
    const final = exampleFact(JudgmentBecameFinal, { chargeId })
    expect(stateAfter(verdict, exampleFact(NonPunishmentApplied, { chargeIds: [chargeId] }), final)).toEqual(['quashed'])
    expect(stateAfter(exampleFact(ChargesEnded, { chargeIds: [chargeId] }), final)).toEqual(['ended'])
  })

  it('shows whether a charge was withdrawn, transferred abroad, quashed for non-punishment, or ended without a verdict', () => {
    expect(stateAfter(exampleFact(ChargeWithdrawn, { chargeId }))).toEqual(['withdrawn'])
    expect(stateAfter(exampleFact(LeadJurisdictionAgreed, { chargesTransferred: [chargeId] }))).toEqual(['transferred'])
    expect(stateAfter(exampleFact(NonPunishmentApplied, { chargeIds: [chargeId] }))).toEqual(['quashed'])
    expect(stateAfter(filed, exampleFact(ChargesEnded, { chargeIds: [chargeId] }))).toEqual(['ended'])
  })

  it('shows only charges that were laid here, and of a victim only the elements charged', () => {
    expect(rowsShownBy(chargesView, filed, verdict)).toEqual([])
    const text = JSON.stringify(rowsShownBy(chargesView, exampleFact(PresumedVictimIdentified), exampleFact(RiskAssessed), laid))
    expect(text).not.toContain(PresumedVictimIdentified.example.ageBand)
    expect(text).not.toContain(RiskAssessed.example.reviewBy)
  })
})
