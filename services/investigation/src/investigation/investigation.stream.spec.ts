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
import { commandFor } from '@case-timeline/decider/fixtures'
import { manifestOf } from '@case-timeline/casework'
import { readingFor, type UnreadCommand } from '@case-timeline/commands'
import { canonicalHash } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { arrest, dossierId, identifyVictim, mai, open, phone, refer, screen, stranger, trader } from './investigation.fixtures.ts'
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
const read = (history: readonly Parameters<typeof storedCase>[1][], command: UnreadCommand) =>
  readingFor(investigationStream, storedCase(caseId, ...history), command)

describe('a referral', () => {
  it('reads the items that it names with their hashes, and the events that informed and assessed each victim', () => {
    const reading = read([item(trader), item(phone), item(dossierId), informed, assessed], refer({ evidence: [phone, trader] }))
    const { sha256 } = EvidenceCollected.example
    const evidence = [
      { id: trader, sha256 },
      { id: phone, sha256 },
    ]
    expect(reading.known).toEqual({
      evidence,
      custodyBroken: [],
      manifestHash: canonicalHash(manifestOf({ dossierId, suspects: [trader], evidence })),
      rightsInformed: { [mai]: storedIdOf(3) },
      riskAssessed: { [mai]: storedIdOf(4) },
    })
    expect(reading.read.map(({ id }) => id)).toEqual([0, 1, 3, 4].map(storedIdOf))
  })

  it('does not read retracted events', () =>
    expect(
      read([item(phone), informed, retracted(storedIdOf(0), item(phone).stream), retracted(storedIdOf(1), support)], refer()).known,
    ).toMatchObject({
      evidence: [],
      rightsInformed: {},
    }))
})

describe('the identification of a victim', () => {
  it('reads the offences with which the person is charged', () => {
    const charge = (accusedRef: string) => ({ type: ChargeLaid.type, stream: prosecutor, data: { ...ChargeLaid.example, accusedRef } })
    expect(read([charge(trader), charge(mai)], identifyVictim(mai)).known).toEqual({
      offencesOf: { [mai]: [ChargeLaid.example.offenceCode] },
    })
    expect(read([charge(trader)], identifyVictim(mai))).toMatchObject({ known: { offencesOf: {} }, read: [] })
    const withdrawal = { type: ChargeWithdrawn.type, stream: prosecutor, data: ChargeWithdrawn.example }
    expect(read([charge(mai), withdrawal], identifyVictim(mai)).known).toEqual({ offencesOf: {} })
  })
})

it('the identification of a victim guards the charges, so that no concurrent charge is missed', () => {
  expect(read([informed], identifyVictim(mai)).guards).toEqual([{ stream: prosecutor, revision: -1 }])
  expect(read([], identifyVictim(mai)).guards).toEqual([])
})

describe('an arrest', () => {
  it('reads whether non-punishment was assessed for that person', () => {
    const assessment = { type: NonPunishmentAssessed.type, stream: prosecutor, data: { ...NonPunishmentAssessed.example, personRef: mai } }
    expect(read([assessment], arrest(mai)).known).toMatchObject({ assessed: [mai] })
    expect(read([assessment], arrest(trader)).known).toMatchObject({ assessed: [] })
    const administrative = { ...assessment, data: { ...assessment.data, liability: 'administrative' } }
    expect(read([administrative], arrest(mai)).known).toMatchObject({ assessed: [] })
  })
})

describe('the interpreter', () => {
  const recordStream = `investigation.record-${caseId}`
  const merged = {
    type: PersonRefsMerged.type,
    stream: recordStream,
    data: { ...PersonRefsMerged.example, keptRef: trader, mergedRef: stranger },
  }
  const charge = { type: ChargeLaid.type, stream: prosecutor, data: { ...ChargeLaid.example, accusedRef: trader } }
  const withdrawn = { type: ChargeWithdrawn.type, stream: prosecutor, data: { ...ChargeWithdrawn.example, chargeId: charge.data.chargeId } }
  const interview = commandFor(ConductInterview, { ...ConductInterview.example, interpreterRef: stranger }, {})

  it.each([
    ['a screening', screen(stranger)],
    ['an interview', interview],
  ])('of %s is read with every reference, and whether a charge against any of them is in force', (_, command) => {
    expect(read([], command).known).toMatchObject({ interpreterRefs: [stranger], interpreterIsAccused: false })
    const reading = read([merged, charge], command)
    expect(reading.known).toMatchObject({ interpreterRefs: [stranger, trader], interpreterIsAccused: true })
    expect(reading.read.map(({ id }) => id)).toEqual([0, 1].map(storedIdOf))
    expect(read([merged, charge, withdrawn], command).known).toMatchObject({ interpreterIsAccused: false })
    expect(read([charge], command).known).toMatchObject({ interpreterIsAccused: false })
  })

  it('is not read when there was none', () => {
    const { interpreterRef: _, ...withoutOne } = ConductScreening.example
    expect(read([merged, charge], commandFor(ConductScreening, withoutOne, {}))).toEqual({ known: {}, read: [] })
  })
})

describe('an interview', () => {
  const supportEvent = (type: EventType, data: object = {}) => ({
    type: type.type,
    stream: support,
    data: { ...(type.example as object), personRef: mai, ...data },
  })
  const interview = (occurredAt?: string) =>
    ({ ...commandFor(ConductInterview, { ...ConductInterview.example, personRef: mai }, {}), occurredAt }) as const
  const agreed = { purposes: ['criminalProceedings'], expiresAt: '2026-06-01T00:00:00Z' }
  const consent = { ...supportEvent(ConsentGranted, agreed), occurredAt: '2026-04-01' }
  const period = supportEvent(ReflectionPeriodStarted, { endsAt: '2026-12-25' })

  it('reads whether the person was informed, has a guardian, consents and is in a reflection period', () => {
    expect(read([], interview()).known).toMatchObject({ informed: false, consents: false, hasGuardian: false, isInReflectionPeriod: false })
    const history = [informed, supportEvent(GuardianAppointed), consent, period].map((fact) => ({ ...fact, occurredAt: '2026-05-30' }))
    const reading = read(history, interview('2026-05-31'))
    expect(reading.known).toMatchObject({ informed: true, consents: true, hasGuardian: true, isInReflectionPeriod: true })
    expect(reading.read.map(({ id }) => id)).toEqual([0, 1, 3, 2].map(storedIdOf))
  })
  it('reads the state on the day of the interview, not on the day of recording, and no later events', () => {
    const later = [informed, supportEvent(GuardianAppointed), consent].map((fact) => ({ ...fact, occurredAt: '2026-05-20' }))
    const nothing = { informed: false, consents: false, hasGuardian: false }
    expect(read(later, interview('2026-05-01')).known).toMatchObject(nothing)
    expect(read(later, interview('2026-05-20')).known).toMatchObject({ informed: true, consents: true, hasGuardian: true })
    expect(
      read([informed, supportEvent(GuardianAppointed), supportEvent(ConsentGranted, agreed)], interview('2026-05-01')).known,
    ).toMatchObject(nothing)
  })
  it('reads a consent that was withdrawn only after the interview', () => {
    const withdrawn = {
      ...supportEvent(ConsentWithdrawn, { consentId: ConsentGranted.example.consentId, scope: 'all' }),
      occurredAt: '2026-05-20',
    }
    expect(read([consent, withdrawn], interview('2026-05-10')).known).toMatchObject({ consents: true })
    expect(read([consent, withdrawn], interview('2026-05-20')).known).toMatchObject({ consents: false })
  })
  it('reads the last fact as it happened, in whatever order the facts were recorded', () => {
    const started = { ...period, occurredAt: '2026-05-01' }
    const ended = { ...supportEvent(ReflectionPeriodEnded), occurredAt: '2026-05-20' }
    expect(read([ended, started], interview('2026-05-21')).known).toMatchObject({ isInReflectionPeriod: false })
    expect(read([ended, started], interview('2026-05-10')).known).toMatchObject({ isInReflectionPeriod: true })
    const withdrawn = {
      ...supportEvent(ConsentWithdrawn, { consentId: ConsentGranted.example.consentId, scope: 'all' }),
      occurredAt: '2026-05-20',
    }
    expect(read([withdrawn, consent], interview('2026-05-21')).known).toMatchObject({ consents: false })
    expect(read([withdrawn, consent], interview('2026-05-10')).known).toMatchObject({ consents: true })
  })
  it('reads what is in doubt, because it has the date of the interview', () => {
    const sameDay = [informed, consent].map((fact) => ({ ...fact, occurredAt: '2026-05-20' }))
    expect(read(sameDay, interview('2026-05-20')).known).toMatchObject({
      informed: true,
      consents: true,
      uncertain: ['informed', 'consents'],
    })
    expect(read(sameDay, interview('2026-05-21')).known).toMatchObject({ informed: true, consents: true, uncertain: [] })
  })
  it('reads dates in their zones', () => {
    const inManila = { ...informed, occurredAt: '2026-05-20', occurredZone: 'Asia/Manila' }
    expect(read([inManila], interview('2026-05-19T15:30:00Z')).known).toMatchObject({ informed: false })
    expect(read([inManila], interview('2026-05-19T16:30:00Z')).known).toMatchObject({ informed: true })
  })
  it('does not read a consent that had expired on the day', () =>
    expect(read([consent], interview('2026-06-02')).known).toMatchObject({ consents: false }))
  it('does not read the consent of a guardian from the day on which the person came of age', () => {
    const ofAge = { ...supportEvent(MajorityReached), occurredAt: '2026-05-03' }
    const ownConsent = { ...consent, data: { ...consent.data, consentId: mai, grantedBy: 'self' } }
    expect(read([consent, ofAge], interview('2026-05-02')).known).toMatchObject({ consents: true })
    expect(read([consent, ofAge], interview('2026-05-03')).known).toMatchObject({ consents: false })
    expect(read([consent, ofAge, ownConsent], interview('2026-05-03')).known).toMatchObject({ consents: true })
  })
  it('does not read the consent of a guardian from the recording of the majority, when its day is not stated', () => {
    expect(read([consent, supportEvent(MajorityReached)], interview('2026-05-03')).known).toMatchObject({ consents: true })
    const longer = { ...consent, data: { ...consent.data, expiresAt: '2027-06-01T00:00:00Z' } }
    expect(read([longer, supportEvent(MajorityReached)], interview('2026-11-25')).known).toMatchObject({ consents: false })
  })
  it('reads a reflection period until its end, also for an interview that is recorded after it', () => {
    expect(read([period, supportEvent(ReflectionPeriodEnded)], interview()).known).toMatchObject({ isInReflectionPeriod: false })
    expect(read([period], interview('2026-12-26')).known).toMatchObject({ isInReflectionPeriod: false })
    const between = [
      { ...period, occurredAt: '2026-05-01' },
      { ...supportEvent(ReflectionPeriodEnded), occurredAt: '2026-05-20' },
    ]
    expect(read(between, interview('2026-05-10')).known).toMatchObject({ isInReflectionPeriod: true })
    expect(read(between, interview('2026-05-21')).known).toMatchObject({ isInReflectionPeriod: false })
    expect(read(between, interview('2026-04-30')).known).toMatchObject({ isInReflectionPeriod: false })
  })
})

it('a referral reads which of its items have a broken chain of custody', () => {
  const handover = {
    type: EvidenceCustodyTransferred.type,
    stream: item(phone).stream,
    data: { ...EvidenceCustodyTransferred.example, evidenceId: phone },
  }
  expect(read([item(phone), handover], refer()).known).toMatchObject({ custodyBroken: [] })
  const fromElsewhere = { ...handover, data: { ...handover.data, from: 'th-police' } }
  expect(read([item(phone), handover, fromElsewhere], refer()).known).toMatchObject({ custodyBroken: [phone] })
})

it('the opening of a case reads nothing', () => expect(read([informed], open())).toEqual({ known: {}, read: [] }))
