import { readingFor } from '@case-timeline/commands'
import {
  AmendCharge,
  AppealDecided,
  ChargeLaid,
  ChargesEnded,
  IndictmentFiled,
  NonPunishmentApplied,
  PrivateComplaintRegistered,
  VerdictDelivered,
  type DataOf,
  type EventType,
} from '@case-timeline/contracts'
import { commandFor, override, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import * as rules from './charged-once.rules.ts'
import { victimsAreHeardBeforeAmendment, victimsAreHeardBeforeCharge } from './charges.rules.ts'
import type { ChargeBeforeCourt } from './prosecution.commands.ts'
import { aFile, anotherChargeId, byCourtOrder, charged, chargeId, indict, recruiter, victims } from './prosecution.fixtures.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import type { ProsecutionEvent } from './prosecution.ts'

const { chargeIsBeforeOneCourt, decidedConductIsNotChargedAgain } = rules
const given = specificationOf(prosecutionStream)
const withBeforeCourt = (state: ChargeBeforeCourt) => ({ ...victims, beforeCourt: { [chargeId]: state } })
const later = (state: ChargeBeforeCourt) => {
  const command = indict([chargeId], withBeforeCourt(state))
  return { ...command, data: { ...command.data, indictmentId: anotherChargeId, courtId: 'ph-rtc-cebu' } }
}

describe('indicting a charge again', () => {
  const filed = aFile().withDossier().withCharge().indicted()

  it(chargeIsBeforeOneCourt.sentence, () => {
    given(filed).when(later('pending')).thenRefusedBy(chargeIsBeforeOneCourt)
    given(filed).when(later('decided')).thenRefusedBy(chargeIsBeforeOneCourt)
    given(filed).when(later('open')).then(IndictmentFiled)
  })

  it('is possible when a court ordered it', () =>
    given(filed)
      .when({ ...later('decided'), overrides: [byCourtOrder(chargeIsBeforeOneCourt.id)] })
      .then(IndictmentFiled, override(chargeIsBeforeOneCourt)))

  it('does not keep another charge, of a suspect found later, from being indicted', () => {
    const suspect = 'f0000000-0000-4000-8000-000000000001'
    const history = filed.withCharge({ chargeId: anotherChargeId, accusedRef: suspect })
    const command = indict([anotherChargeId], withBeforeCourt('decided'))
    given(history)
      .when({ ...command, data: { ...command.data, indictmentId: anotherChargeId } })
      .then(IndictmentFiled)
  })
})

describe('charging a person again', () => {
  const withdrawn: ProsecutionEvent = {
    type: 'prosecution.ChargeWithdrawn',
    data: { chargeId, reasonCode: 'insufficientEvidence', leaveRef: 'RTC-114/2026-0381' },
  }
  const history = [...aFile().withDossier().withCharge().indicted(), withdrawn]

  it(decidedConductIsNotChargedAgain.sentence, () => {
    given(history)
      .when(charged({ chargeId: anotherChargeId }, withBeforeCourt('decided')))
      .thenRefusedBy(decidedConductIsNotChargedAgain)
    given(history)
      .when(charged({ chargeId: anotherChargeId }, withBeforeCourt('pending')))
      .then(ChargeLaid, warning(victimsAreHeardBeforeCharge))
  })

  it('is not done by amending another charge either', () => {
    const other: ProsecutionEvent = {
      type: 'prosecution.ChargeLaid',
      data: { ...charged().data, chargeId: anotherChargeId, accusedRef: recruiter, offenceCode: 'illegalRecruitment' },
    }
    const { accusedRef: _, ...sameConduct } = charged().data
    const amend = commandFor(
      AmendCharge,
      { ...sameConduct, chargeId: anotherChargeId, reasonCode: 'newEvidence' },
      withBeforeCourt('decided'),
    )
    given([...history, other])
      .when(amend)
      .thenRefusedBy(decidedConductIsNotChargedAgain)
    given([...history, other])
      .when({ ...amend, known: withBeforeCourt('open') })
      .then({ type: 'prosecution.ChargeAmended', data: {} } as never, warning(victimsAreHeardBeforeAmendment))
  })
})

describe('what the prosecutor reads of a charge before a court', () => {
  const fact = (type: EventType, data: object) => ({
    type: type.type,
    stream: `${type.type.split('.')[0]}.any-1`,
    data: { ...(type.example as object), ...data },
  })
  const indicted = fact(IndictmentFiled, { chargeIds: [chargeId] })
  const tried = fact(VerdictDelivered, { chargeId, verdict: 'notGuilty' })
  const ended = (ground: DataOf<'adjudication.ChargesEnded'>['ground']) => fact(ChargesEnded, { chargeIds: [chargeId], ground })
  const appealed = (effect: string) => fact(AppealDecided, { effects: [{ chargeId, effect }] })
  const stateAfter = (...history: ReturnType<typeof fact>[]) => {
    const { known } = readingFor(prosecutionStream, storedCase(chargeId, ...history), charged())
    return (known as { beforeCourt: Record<string, string> }).beforeCourt[chargeId]
  }

  it('is pending from its indictment until a court decides it, and again when a retrial is ordered', () => {
    expect(stateAfter()).toBeUndefined()
    expect(stateAfter(indicted)).toBe('pending')
    expect(stateAfter(indicted, tried)).toBe('decided')
    expect(stateAfter(indicted, tried, appealed('retrial'))).toBe('pending')
    expect(stateAfter(indicted, tried, appealed('verdictStands'))).toBe('decided')
    expect(stateAfter(indicted, fact(NonPunishmentApplied, { chargeIds: [chargeId] }))).toBe('decided')
  })

  it('is open when the court ended it on a ground that leaves it open, until it is indicted again', () => {
    expect(stateAfter(indicted, ended('noJurisdiction'))).toBe('open')
    expect(stateAfter(indicted, ended('triedBefore'))).toBe('decided')
    expect(stateAfter(indicted, ended('noJurisdiction'), indicted)).toBe('pending')
  })

  it('is pending when a complainant brought it before a court', () => {
    const complained = fact(PrivateComplaintRegistered, { charges: [{ ...PrivateComplaintRegistered.example.charges[0], chargeId }] })
    expect(stateAfter(complained)).toBe('pending')
    expect(stateAfter(complained, tried)).toBe('decided')
    expect(stateAfter(indicted, tried, complained)).toBe('decided')
    expect(stateAfter(indicted, ended('noJurisdiction'), complained)).toBe('pending')
    expect(readingFor(prosecutionStream, storedCase(chargeId, complained), charged()).known).toMatchObject({
      complaints: [PrivateComplaintRegistered.example.complaintId],
    })
  })

  it('is unknown while only a decision on it is on record: its indictment may be entered late', () =>
    expect(stateAfter(tried)).toBeUndefined())

  it('makes the append fail if the court records anything at the same time', () =>
    expect(readingFor(prosecutionStream, storedCase(chargeId, indicted), charged()).guards).toContainEqual({
      stream: `adjudication.courtCase-${chargeId}`,
      revision: -1,
    }))
})

it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
