import {
  AcknowledgeSafetyIncident,
  AgreeRepatriation,
  CasesLinked,
  ChargeAmended,
  ChargeLaid,
  EventCorrected,
  EventRetracted,
  GuardianAppointed,
  HearingHeld,
  HearingScheduled,
  MajorityReached,
  NotifyPartyOfIdentification,
  PersonRefsMerged,
  PresumedVictimIdentified,
  RiskAssessed,
  SafetyIncidentReported,
  ScreeningConducted,
  StartReflectionPeriod,
  SupportCaseOpened,
  SuspectArrested,
  SuspectIdentified,
  TestimonyConsentRecorded,
  TestimonyGiven,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import type { LinkedCases } from '@case-timeline/event-store'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { advocate, appoint, aunt, child, comeOfAge, girl, grant, inform, refer, referralId, unknownId } from './domain/person.fixtures.ts'
import type { KnownToSupport } from './domain/person.ts'
import { personStream } from './person.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const police = `investigation.case-${caseId}`
const prosecutor = `prosecution.case-${caseId}`

const opened = {
  type: SupportCaseOpened.type,
  stream: `victimSupport.person-${caseId}~${girl}`,
  data: { personRef: girl, origin: 'identification' },
} as const
const suspected = (...roleInProcess: string[]) => ({
  type: SuspectIdentified.type,
  stream: police,
  data: { personRef: aunt, kind: 'natural', roleInProcess },
})
const arrested = { type: SuspectArrested.type, stream: police, data: { personRef: aunt } }
const charged = { type: ChargeLaid.type, stream: prosecutor, data: { ...ChargeLaid.example, accusedRef: aunt } }
const identified = (ageBand: string, ageDisputed: boolean, personRef = girl) => ({
  type: PresumedVictimIdentified.type,
  stream: police,
  data: { personRef, ageBand, ageDisputed, decisionMakingOrg: 'Police' },
})

const otherCaseId = '88888888-8888-4888-8888-888888888888'
const linkedWith = (...cases: LinkedCases['cases']): LinkedCases => ({ cases, more: false, toGuard: [caseId, otherCaseId], asOf: '7' })
const reading = (...told: Parameters<typeof storedCase>[1][]) =>
  personStream.known?.(storedCase(caseId, opened, ...told), appoint(aunt), linkedWith())

describe('what victim support knows of the case', () => {
  it('keeps a stream for each person of a case', () =>
    expect(personStream.streamId(caseId, { ...GuardianAppointed.example, personRef: girl })).toBe(`${caseId}~${girl}`))

  it('is the same of the cases to which links lead', () => {
    const history = storedCase(otherCaseId, { ...suspected('Exploiter'), stream: `investigation.case-${otherCaseId}` })
    const read = personStream.known?.(storedCase(caseId, opened), appoint(aunt), linkedWith({ caseId: otherCaseId, history }))
    expect(read).toMatchObject({ known: { suspects: [aunt], recruitersAndExploiters: [aunt] }, read: [{ caseId: otherCaseId }] })
  })

  it('is nobody’s innocence where linked cases were not all read', () => {
    const history = storedCase(caseId, opened)
    expect(personStream.known?.(history, appoint(aunt), { ...linkedWith(), more: true }).known).toMatchObject({ moreLinked: true })
    expect(personStream.known?.(history, appoint(aunt)).known).toMatchObject({ moreLinked: true })
  })

  it('is read of linked cases where somebody answers for her, and not where she answers herself', () =>
    expect(
      [appoint(aunt), grant({ grantedBy: 'guardian' }), grant(), refer()].map((command) => personStream.readsLinkedCases?.(command)),
    ).toEqual([true, true, false, false]))

  it('is who is suspected, accused, and named as recruiter or exploiter', () =>
    expect(reading(suspected('RecruiterOrIntermediary'), arrested, charged)?.known).toEqual({
      protectedAsAChild: true,
      alsoHer: [girl],
      suspects: [aunt],
      accused: [aunt],
      recruitersAndExploiters: [aunt],
      moreLinked: false,
    }))

  it('is the same of a person who goes by another reference, in any of the cases', () => {
    const merged = (keptRef: string, mergedRef: string, of = caseId) => ({
      type: PersonRefsMerged.type,
      stream: `investigation.record-${of}`,
      data: { ...PersonRefsMerged.example, keptRef, mergedRef },
    })
    const told = [opened, suspected('Exploiter'), charged, merged(unknownId, aunt), merged(girl, referralId)] as const
    const other = { caseId: otherCaseId, history: storedCase(otherCaseId, merged(advocate, unknownId, otherCaseId)) }
    const read = personStream.known?.(storedCase(caseId, ...told), appoint(advocate), linkedWith(other))
    const everyName = [aunt, unknownId, advocate]
    expect(read?.known).toMatchObject({
      alsoHer: [girl, referralId],
      suspects: everyName,
      accused: everyName,
      recruitersAndExploiters: everyName,
    })
    expect(read?.read.filter(({ type }) => type === PersonRefsMerged.type)).toHaveLength(3)
  })

  it('is an accused also where the charge was amended', () => {
    const amended = { ...charged, type: ChargeAmended.type, data: { ...ChargeAmended.example, accusedRef: advocate } }
    expect(reading(charged, amended)?.known).toMatchObject({ accused: [aunt, advocate] })
  })

  it.each([
    ['child', false, true],
    ['adult', false, false],
    ['adult', true, true],
    ['unknown', false, true],
  ] as const)('protects as a child one identified as %s, age disputed: %s', (ageBand, ageDisputed, protectedAsAChild) =>
    expect(reading(identified(ageBand, ageDisputed))?.known).toMatchObject({ protectedAsAChild }),
  )

  it('does not take her age from another person’s identification', () =>
    expect(reading(identified('adult', false), identified('child', false, aunt))?.known).toMatchObject({ protectedAsAChild: false }))

  it('protects as a child one whom nobody has identified and of whose age support knows nothing', () => {
    const found = (ageBand?: string) => ({ ...opened, data: { ...opened.data, origin: 'selfReferral', ageBand } })
    const protects = (...told: Parameters<typeof storedCase>[1][]) =>
      (personStream.known?.(storedCase(caseId, ...told), grant()).known as KnownToSupport).protectedAsAChild
    expect([protects(found()), protects(found('unknown')), protects(found('child')), protects(found('adult'))]).toEqual([
      true,
      true,
      true,
      false,
    ])
    const adultToPolice = identified('adult', false)
    expect([protects(found(), adultToPolice), protects(found('unknown'), adultToPolice), protects(found('child'), adultToPolice)]).toEqual([
      false,
      false,
      true,
    ])
    expect(protects(found('adult'), identified('child', false))).toBe(true)
  })

  it('forgets a suspicion that was retracted', () => {
    const retraction = {
      type: 'case.EventRetracted',
      stream: police,
      data: { retractsId: storedIdOf(1), reasonCode: 'wrongPerson', approver: { userId: 'l.santos', role: 'records-supervisor' } },
    }
    expect(reading(suspected('Exploiter'), retraction)?.known).toMatchObject({ suspects: [], recruitersAndExploiters: [] })
  })

  it('says what was read, and guards her age and all cases in which suspicion may come up', () => {
    const link = { type: CasesLinked.type, stream: `investigation.record-${caseId}`, data: { ...CasesLinked.example, otherCaseId } }
    const read = reading(suspected('Other'), identified('child', false), link)
    expect(read?.read.map(({ id }) => id)).toEqual([storedIdOf(2), storedIdOf(1), storedIdOf(3)])
    expect(read?.guards).toEqual([
      { stream: police, revision: 1 },
      {
        types: [
          SuspectIdentified,
          SuspectArrested,
          ChargeLaid,
          ChargeAmended,
          PersonRefsMerged,
          CasesLinked,
          EventCorrected,
          EventRetracted,
        ].map(({ type }) => type),
        cases: [caseId, otherCaseId],
        after: '7',
      },
    ])
  })

  it('is her age for a notice abroad, guarded against a new finding in the same moment', () => {
    const notify = commanded(NotifyPartyOfIdentification, { ...NotifyPartyOfIdentification.example, personRef: girl }, child)
    expect(personStream.known?.(storedCase(caseId, opened, identified('child', false)), notify)).toMatchObject({
      known: { protectedAsAChild: true },
      guards: [{ stream: police, revision: 0 }],
    })
  })

  it('is her age for the record that she has come of age, which no finding of the same moment keeps out', () => {
    const read = personStream.known?.(storedCase(caseId, opened, identified('child', false)), comeOfAge())
    expect(read).toEqual({ known: { ...child }, read: [expect.objectContaining({ id: storedIdOf(1) })] })
  })

  it.each([
    ['a consent', grant()],
    ['a notice abroad', commanded(NotifyPartyOfIdentification, { ...NotifyPartyOfIdentification.example, personRef: girl }, child)],
    ['a return', commanded(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: girl }, child)],
  ])('is that she has come of age for %s, which rests on it', (_, command) => {
    const of = (personRef: string) => ({ type: MajorityReached.type, stream: opened.stream, data: { personRef } })
    const idsOf = (personRef: string) => personStream.known?.(storedCase(caseId, opened, of(personRef)), command).read.map(({ id }) => id)
    expect([idsOf(girl), idsOf(aunt)]).toEqual([[storedIdOf(1)], []])
  })

  it('is her last risk and what she has still to be heard on, for her return', () => {
    const support = opened.stream
    const assessed = (reviewBy: string) => ({ type: RiskAssessed.type, stream: support, data: { personRef: girl, level: 'low', reviewBy } })
    const court = `adjudication.courtCase-${caseId}`
    const scheduled = { type: HearingScheduled.type, stream: court, data: HearingScheduled.example }
    const held = { type: HearingHeld.type, stream: court, data: HearingHeld.example }
    const agreedToTestify = {
      type: TestimonyConsentRecorded.type,
      stream: prosecutor,
      data: { ...TestimonyConsentRecorded.example, personRef: girl },
    }
    const heard = { type: TestimonyGiven.type, stream: court, data: { ...TestimonyGiven.example, personRef: girl } }
    const returning = commanded(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: girl }, child)
    const pending = (...told: Parameters<typeof storedCase>[1][]) =>
      (personStream.known?.(storedCase(caseId, opened, ...told), returning).known as KnownToSupport).testimonyPending
    expect(personStream.known?.(storedCase(caseId, opened, assessed('2026-12-01'), assessed('2027-01-01')), returning)).toMatchObject({
      known: { lastRisk: { eventId: storedIdOf(2), reviewBy: '2027-01-01' } },
      guards: [{ stream: police }, { stream: prosecutor }, { stream: court }],
    })
    expect([pending(), pending(scheduled), pending(scheduled, held), pending(agreedToTestify), pending(agreedToTestify, heard)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ])
  })

  it('is the languages in which she was screened, for her being told of her rights', () => {
    const screened = (language: string, personRef: string) => ({
      type: ScreeningConducted.type,
      stream: police,
      data: { ...ScreeningConducted.example, personRef, language },
    })
    expect(personStream.known?.(storedCase(caseId, opened, screened('my', girl), screened('tl', aunt)), inform())).toMatchObject({
      known: { screenedIn: ['my'] },
      read: [{ id: storedIdOf(1) }],
    })
  })

  it('is what endangered her, for its being taken in', () => {
    const incident = (personRef: string) => ({
      type: SafetyIncidentReported.type,
      stream: opened.stream,
      data: { ...SafetyIncidentReported.example, personRef },
    })
    const takeIn = commanded(AcknowledgeSafetyIncident, { personRef: girl, incidentId: unknownId }, child)
    expect(personStream.known?.(storedCase(caseId, opened, incident(girl), incident(aunt)), takeIn).known).toMatchObject({
      incidents: [storedIdOf(1)],
    })
  })

  it('is the days of reflection that policy grants', () => {
    const policy: JurisdictionPolicy = {
      jurisdiction: 'ZZ',
      reviewed: false,
      rules: {},
      traffickingOffences: [],
      clocks: [{ activity: 'reflectionPeriod', maxDays: 45, validFrom: '2000-01-01', source: 'invented' }],
    }
    const start = commanded(StartReflectionPeriod, { ...StartReflectionPeriod.example, personRef: girl }, child, { policy })
    expect(personStream.known?.(storedCase(caseId, opened), start).known).toMatchObject({ reflectionDays: 45 })
  })

  it('is nothing for a referral, which her own stream decides', () =>
    expect(personStream.known?.(storedCase(caseId, opened, suspected('Exploiter')), refer())).toMatchObject({
      read: [],
      known: { ...child, protectedAsAChild: false },
    }))
})
