import {
  AppealDecided,
  ChargeAmended,
  ChargeLaid,
  ChargeWithdrawn,
  IndictmentFiled,
  LeadJurisdictionAgreed,
  NonPunishmentApplied,
  PresumedVictimIdentified,
  RiskAssessed,
  SentenceImposed,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { shownBy, told, type Told } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { chargesView } from './charges.view.ts'

const { chargeId, offenceCode } = ChargeLaid.example
const laid = told(ChargeLaid, {}, { occurredAt: '2026-04-01' })
const filed = told(IndictmentFiled, { chargeIds: [chargeId] })
const verdict = told(VerdictDelivered, { chargeId, verdict: 'guilty' })
const appealed = (effect: 'retrial' | 'verdictStands') => told(AppealDecided, { effects: [{ chargeId, effect }] })

const stateAfter = (...facts: readonly Told[]) => shownBy(chargesView, laid, ...facts).map(({ state }) => state)

describe('the charges', () => {
  it('shows a charge as it reads now, with what was changed and when', () => {
    const amended = told(ChargeAmended, { chargeId, offenceCode: 'RA-9208-4e' }, { agencyId: 'zz-prosecutor' })
    expect(shownBy(chargesView, laid, amended)).toMatchObject([
      { chargeId, offenceCode: 'RA-9208-4e', laidAt: '2026-04-01', amendments: [{ record: { recordedBy: 'zz-prosecutor' } }] },
    ])
    expect(offenceCode).not.toBe('RA-9208-4e')
  })

  it('follows it to the court, to its verdict and sentence, and back on a retrial', () => {
    expect(stateAfter(filed)).toEqual(['filed'])
    expect(stateAfter(filed, verdict, told(SentenceImposed, { chargeId }))).toEqual(['decided'])
    expect(stateAfter(filed, verdict, appealed('verdictStands'))).toEqual(['decided'])
    expect(stateAfter(filed, verdict, appealed('retrial'))).toEqual(['filed'])
  })

  it('ends where it was withdrawn, went abroad, or she was freed of it', () => {
    expect(stateAfter(told(ChargeWithdrawn, { chargeId }))).toEqual(['withdrawn'])
    expect(stateAfter(told(LeadJurisdictionAgreed, { chargesTransferred: [chargeId] }))).toEqual(['transferred'])
    expect(stateAfter(told(NonPunishmentApplied, { chargeIds: [chargeId] }))).toEqual(['quashed'])
  })

  it('shows no charge that was never laid here, and nothing of a victim but the elements charged', () => {
    expect(shownBy(chargesView, filed, verdict)).toEqual([])
    const text = JSON.stringify(shownBy(chargesView, told(PresumedVictimIdentified), told(RiskAssessed), laid))
    expect(text).not.toContain(PresumedVictimIdentified.example.ageBand)
    expect(text).not.toContain(RiskAssessed.example.reviewBy)
  })
})
