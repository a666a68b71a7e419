import {
  ChargeLaid,
  ChargeWithdrawn,
  ConductInterview,
  ConductScreening,
  ConsentGranted,
  ConsentWithdrawn,
  EvidenceCollected,
  EvidenceCustodyTransferred,
  GuardianAppointed,
  MajorityReached,
  NonPunishmentAssessed,
  PersonRefsMerged,
  ReflectionPeriodEnded,
  ReflectionPeriodStarted,
  RightsInformed,
  RiskAssessed,
  type EventType,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import { manifestHash } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { arrest, dossierId, identifyVictim, mai, open, phone, refer, screen, stranger, trader } from './domain/investigation.fixtures.ts'
import { investigationStream } from './investigation.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const support = `victimSupport.person-${caseId}~${mai}`
const prosecutor = `prosecution.case-${caseId}`
const item = (evidenceId: string) => ({
  type: EvidenceCollected.type,
  stream: `investigation.evidence-${evidenceId}`,
  data: { ...EvidenceCollected.example, evidenceId },
})
const informed = { type: RightsInformed.type, stream: support, data: { ...RightsInformed.example, personRef: mai } }
const assessed = { type: RiskAssessed.type, stream: support, data: { ...RiskAssessed.example, personRef: mai } }
const retracted = (retractsId: string, stream: string) => ({
  type: 'case.EventRetracted',
  stream,
  data: { retractsId, reasonCode: 'wrongCase', approver: { userId: 'l.santos', role: 'records-supervisor' } },
})
const read = (...[told, command]: [Parameters<typeof storedCase>[1][], Parameters<NonNullable<typeof investigationStream.known>>[1]]) =>
  investigationStream.known?.(storedCase(caseId, ...told), command)

describe('what a referral reads of the case', () => {
  it('is the items that it names with their hashes, and who was informed and assessed by which event', () => {
    const reading = read([item(trader), item(phone), item(dossierId), informed, assessed], refer({ evidence: [phone, trader] }))
    const { sha256 } = EvidenceCollected.example
    const evidence = [
      { id: trader, sha256 },
      { id: phone, sha256 },
    ]
    expect(reading?.known).toEqual({
      evidence,
      custodyBroken: [],
      manifestHash: manifestHash({ dossierId, suspects: [trader], evidence }),
      rightsInformed: { [mai]: storedIdOf(3) },
      riskAssessed: { [mai]: storedIdOf(4) },
    })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 1, 3, 4].map(storedIdOf))
  })

  it('counts nothing that was retracted', () =>
    expect(
      read([item(phone), informed, retracted(storedIdOf(0), item(phone).stream), retracted(storedIdOf(1), support)], refer())?.known,
    ).toMatchObject({
      evidence: [],
      rightsInformed: {},
    }))
})

describe('what the identification of a victim reads', () => {
  it('is the offences that she is charged with', () => {
    const charge = (accusedRef: string) => ({ type: ChargeLaid.type, stream: prosecutor, data: { ...ChargeLaid.example, accusedRef } })
    expect(read([charge(trader), charge(mai)], identifyVictim(mai))?.known).toEqual({
      offencesOf: { [mai]: [ChargeLaid.example.offenceCode] },
    })
    expect(read([charge(trader)], identifyVictim(mai))).toMatchObject({ known: { offencesOf: {} }, read: [] })
    const withdrawal = { type: ChargeWithdrawn.type, stream: prosecutor, data: ChargeWithdrawn.example }
    expect(read([charge(mai), withdrawal], identifyVictim(mai))?.known).toEqual({ offencesOf: {} })
  })
})

it('the identification of a victim guards the charges, so that none goes unseen', () => {
  expect(read([informed], identifyVictim(mai))?.guards).toEqual([{ stream: prosecutor, revision: -1 }])
  expect(read([], identifyVictim(mai))?.guards).toEqual([])
})

describe('what an arrest reads', () => {
  it('is whether non-punishment was assessed for that person', () => {
    const assessment = { type: NonPunishmentAssessed.type, stream: prosecutor, data: { ...NonPunishmentAssessed.example, personRef: mai } }
    expect(read([assessment], arrest(mai))?.known).toEqual({ assessed: [mai] })
    expect(read([assessment], arrest(trader))?.known).toEqual({ assessed: [] })
    const administrative = { ...assessment, data: { ...assessment.data, liability: 'administrative' } }
    expect(read([administrative], arrest(mai))?.known).toEqual({ assessed: [] })
  })
})

describe('what is read of an interpreter', () => {
  const recorded = `investigation.record-${caseId}`
  const merged = {
    type: PersonRefsMerged.type,
    stream: recorded,
    data: { ...PersonRefsMerged.example, keptRef: trader, mergedRef: stranger },
  }
  const charge = { type: ChargeLaid.type, stream: prosecutor, data: { ...ChargeLaid.example, accusedRef: trader } }
  const withdrawn = { type: ChargeWithdrawn.type, stream: prosecutor, data: { ...ChargeWithdrawn.example, chargeId: charge.data.chargeId } }
  const interview = commanded(ConductInterview, { ...ConductInterview.example, interpreterRef: stranger }, {})

  it.each([
    ['a screening', screen(stranger)],
    ['an interview', interview],
  ])('at %s is who he also is, and whether a charge against him is live, under any of his references', (_, command) => {
    expect(read([], command)?.known).toMatchObject({ interpreterRefs: [stranger], interpreterIsAccused: false })
    const reading = read([merged, charge], command)
    expect(reading?.known).toMatchObject({ interpreterRefs: [stranger, trader], interpreterIsAccused: true })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 1].map(storedIdOf))
    expect(read([merged, charge, withdrawn], command)?.known).toMatchObject({ interpreterIsAccused: false })
    expect(read([charge], command)?.known).toMatchObject({ interpreterIsAccused: false })
  })

  it('is nothing where there was none', () => {
    const { interpreterRef: _, ...withoutOne } = ConductScreening.example
    expect(read([merged, charge], commanded(ConductScreening, withoutOne, {}))).toEqual({ known: {}, read: [] })
  })
})

describe('what an interview reads', () => {
  const about = (type: EventType, data: object = {}) => ({
    type: type.type,
    stream: support,
    data: { ...(type.example as object), personRef: mai, ...data },
  })
  const interview = (occurredAt?: string) =>
    ({ ...commanded(ConductInterview, { ...ConductInterview.example, personRef: mai }, {}), occurredAt }) as const
  const agreed = { purposes: ['criminalProceedings'], expiresAt: '2026-06-01T00:00:00Z' }
  const consent = { ...about(ConsentGranted, agreed), occurredAt: '2026-04-01' }
  const period = about(ReflectionPeriodStarted, { endsAt: '2026-12-25' })

  it('is whether she was informed, has a guardian, consents and reflects', () => {
    expect(read([], interview())?.known).toMatchObject({ informed: false, consents: false, hasGuardian: false, reflects: false })
    const told = [informed, about(GuardianAppointed), consent, period].map((fact) => ({ ...fact, occurredAt: '2026-05-30' }))
    const reading = read(told, interview('2026-05-31'))
    expect(reading?.known).toMatchObject({ informed: true, consents: true, hasGuardian: true, reflects: true })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 1, 3, 2].map(storedIdOf))
  })
  it('goes by the day of the interview, not by when it is recorded: what came later was not there', () => {
    const later = [informed, about(GuardianAppointed), consent].map((fact) => ({ ...fact, occurredAt: '2026-05-20' }))
    const nothing = { informed: false, consents: false, hasGuardian: false }
    expect(read(later, interview('2026-05-01'))?.known).toMatchObject(nothing)
    expect(read(later, interview('2026-05-20'))?.known).toMatchObject({ informed: true, consents: true, hasGuardian: true })
    expect(read([informed, about(GuardianAppointed), about(ConsentGranted, agreed)], interview('2026-05-01'))?.known).toMatchObject(nothing)
  })
  it('nor does a withdrawal reach back', () => {
    const withdrawn = {
      ...about(ConsentWithdrawn, { consentId: ConsentGranted.example.consentId, scope: 'all' }),
      occurredAt: '2026-05-20',
    }
    expect(read([consent, withdrawn], interview('2026-05-10'))?.known).toMatchObject({ consents: true })
    expect(read([consent, withdrawn], interview('2026-05-20'))?.known).toMatchObject({ consents: false })
  })
  it('asks for a consent that had not expired on the day', () =>
    expect(read([consent], interview('2026-06-02'))?.known).toMatchObject({ consents: false }))
  it('not for one of her guardian’s, from when she came of age', () => {
    const ofAge = { ...about(MajorityReached), occurredAt: '2026-05-03' }
    const hers = { ...consent, data: { ...consent.data, consentId: mai, grantedBy: 'self' } }
    expect(read([consent, ofAge], interview('2026-05-02'))?.known).toMatchObject({ consents: true })
    expect(read([consent, ofAge], interview('2026-05-03'))?.known).toMatchObject({ consents: false })
    expect(read([consent, ofAge, hers], interview('2026-05-03'))?.known).toMatchObject({ consents: true })
  })
  it('nor from when that was recorded, where nobody said when it was', () => {
    expect(read([consent, about(MajorityReached)], interview('2026-05-03'))?.known).toMatchObject({ consents: true })
    const longer = { ...consent, data: { ...consent.data, expiresAt: '2027-06-01T00:00:00Z' } }
    expect(read([longer, about(MajorityReached)], interview('2026-11-25'))?.known).toMatchObject({ consents: false })
  })
  it('no more reflection once it ended, but the one in which she was interviewed', () => {
    expect(read([period, about(ReflectionPeriodEnded)], interview())?.known).toMatchObject({ reflects: false })
    expect(read([period], interview('2026-12-26'))?.known).toMatchObject({ reflects: false })
    const between = [
      { ...period, occurredAt: '2026-05-01' },
      { ...about(ReflectionPeriodEnded), occurredAt: '2026-05-20' },
    ]
    expect(read(between, interview('2026-05-10'))?.known).toMatchObject({ reflects: true })
    expect(read(between, interview('2026-05-21'))?.known).toMatchObject({ reflects: false })
    expect(read(between, interview('2026-04-30'))?.known).toMatchObject({ reflects: false })
  })
})

it('a referral reads which of its items are of broken custody', () => {
  const handover = {
    type: EvidenceCustodyTransferred.type,
    stream: item(phone).stream,
    data: { ...EvidenceCustodyTransferred.example, evidenceId: phone },
  }
  expect(read([item(phone), handover], refer())?.known).toMatchObject({ custodyBroken: [] })
  const fromElsewhere = { ...handover, data: { ...handover.data, from: 'th-police' } }
  expect(read([item(phone), handover, fromElsewhere], refer())?.known).toMatchObject({ custodyBroken: [phone] })
})

it('the opening of a case reads nothing', () => expect(read([informed], open())).toEqual({ known: {}, read: [] }))
