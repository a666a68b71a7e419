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
  PrivateComplaintRegistered,
  RiskAssessed,
  SafetyIncidentReported,
  ScreeningConducted,
  StartReflectionPeriod,
  SupportCaseOpened,
  SuspectArrested,
  SuspectIdentified,
  TestimonyConsentRecorded,
  TestimonyRefused,
  TestimonyGiven,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import { readingFor, type StoredLinkedCases } from '@case-timeline/commands'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  advocate,
  appointGuardian,
  aunt,
  child,
  recordMajority,
  girl,
  grantConsent,
  informOfRights,
  makeReferral,
  referralId,
  unknownId,
} from './person.fixtures.ts'
import type { KnownAge, KnownForReturn } from './person.commands.ts'
import { personStream } from './person.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const police = `investigation.case-${caseId}`
const prosecutor = `prosecution.case-${caseId}`
const support = `victimSupport.person-${caseId}~${girl}`
const opened = { type: SupportCaseOpened.type, stream: support, data: { personRef: girl, origin: 'identification' } } as const
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
const linkedWith = (...cases: StoredLinkedCases['cases']): StoredLinkedCases => ({
  cases,
  hasMore: false,
  caseIdsToGuard: [caseId, otherCaseId],
  asOf: '7',
})
const reading = (...recorded: Parameters<typeof storedCase>[1][]) =>
  readingFor(personStream, storedCase(caseId, opened, ...recorded), appointGuardian(aunt), linkedWith())

describe('the person stream', () => {
  it('has one stream id for each person of a case', () =>
    expect(personStream.streamId(caseId, { ...GuardianAppointed.example, personRef: girl })).toBe(`${caseId}~${girl}`))

  it('reads from linked cases who is under suspicion, and neither of what nor in which case', () => {
    const events = storedCase(otherCaseId, { ...suspected('Exploiter'), stream: `investigation.case-${otherCaseId}` })
    const read = readingFor(personStream, storedCase(caseId, opened), appointGuardian(aunt), linkedWith({ caseId: otherCaseId, events }))
    const suspicion = { suspects: [], recruitersAndExploiters: [], suspectedInLinkedCases: [aunt] }
    expect(read).toMatchObject({ known: { suspicion }, read: [] })
  })

  it('reports linked cases as incomplete where not all were read', () => {
    const history = storedCase(caseId, opened)
    expect(readingFor(personStream, history, appointGuardian(aunt), { ...linkedWith(), hasMore: true }).known).toMatchObject({
      suspicion: { linkedCasesIncomplete: true },
    })
    expect(readingFor(personStream, history, appointGuardian(aunt)).known).toMatchObject({ suspicion: { linkedCasesIncomplete: true } })
  })

  it('reads linked cases only for the commands in which a guardian is appointed or consents', () =>
    expect(
      [appointGuardian(aunt), grantConsent({ grantedBy: 'guardian' }), grantConsent(), makeReferral()].map((command) =>
        Boolean(personStream.commands[command.name]?.readsLinkedCases?.(command)),
      ),
    ).toEqual([true, true, false, false]))

  it('reads who is suspected, accused, and named as recruiter or exploiter', () =>
    expect(reading(suspected('RecruiterOrIntermediary'), arrested, charged).known).toMatchObject({
      protectedAsChild: true,
      suspicion: {
        ownRefs: [girl],
        suspects: [aunt],
        accused: [aunt],
        recruitersAndExploiters: [aunt],
        suspectedInLinkedCases: [],
        linkedCasesIncomplete: false,
      },
    }))

  it('reads suspicion under every merged reference of a person, in any of the cases', () => {
    const merged = (keptRef: string, mergedRef: string, of = caseId) => ({
      type: PersonRefsMerged.type,
      stream: `investigation.record-${of}`,
      data: { ...PersonRefsMerged.example, keptRef, mergedRef },
    })
    const recorded = [opened, suspected('Exploiter'), charged, merged(unknownId, aunt), merged(girl, referralId)] as const
    const other = { caseId: otherCaseId, events: storedCase(otherCaseId, merged(advocate, unknownId, otherCaseId)) }
    const read = readingFor(personStream, storedCase(caseId, ...recorded), appointGuardian(advocate), linkedWith(other))
    const allRefs = [aunt, unknownId, advocate]
    expect(read.known).toMatchObject({
      suspicion: { ownRefs: [girl, referralId], suspects: allRefs, accused: allRefs, recruitersAndExploiters: allRefs },
    })
    expect(read.read.filter(({ type }) => type === PersonRefsMerged.type)).toHaveLength(3)
  })

  it('reads the accused of an amended charge as well', () => {
    const amended = { ...charged, type: ChargeAmended.type, data: { ...ChargeAmended.example, accusedRef: advocate } }
    expect(reading(charged, amended).known).toMatchObject({ suspicion: { accused: [aunt, advocate] } })
  })

  it.each([
    ['child', false, true],
    ['adult', false, false],
    ['adult', true, true],
    ['unknown', false, true],
  ] as const)('reads child protection for a person identified as %s, age disputed %s: %s', (ageBand, ageDisputed, protectedAsChild) =>
    expect(reading(identified(ageBand, ageDisputed)).known).toMatchObject({ protectedAsChild: protectedAsChild }),
  )

  it('does not read the age from the identification of another person', () =>
    expect(reading(identified('adult', false), identified('child', false, aunt)).known).toMatchObject({ protectedAsChild: false }))

  it('protects as a child a person who was not identified and whose age is not known', () => {
    const found = (ageBand?: string) => ({ ...opened, data: { ...opened.data, origin: 'selfReferral', ageBand } })
    const isProtectedWith = (...recorded: Parameters<typeof storedCase>[1][]) =>
      (readingFor(personStream, storedCase(caseId, ...recorded), grantConsent()).known as KnownAge).protectedAsChild
    expect([
      isProtectedWith(found()),
      isProtectedWith(found('unknown')),
      isProtectedWith(found('child')),
      isProtectedWith(found('adult')),
    ]).toEqual([true, true, true, false])
    const adultPerPolice = identified('adult', false)
    expect([
      isProtectedWith(found(), adultPerPolice),
      isProtectedWith(found('unknown'), adultPerPolice),
      isProtectedWith(found('child'), adultPerPolice),
    ]).toEqual([false, false, true])
    expect(isProtectedWith(found('adult'), identified('child', false))).toBe(true)
  })

  it('ignores a retracted suspicion', () => {
    const retraction = {
      type: 'case.EventRetracted',
      stream: police,
      data: { retractsId: storedIdOf(1), reasonCode: 'wrongPerson', approver: { userId: 'l.santos', role: 'records-supervisor' } },
    }
    expect(reading(suspected('Exploiter'), retraction).known).toMatchObject({ suspicion: { suspects: [], recruitersAndExploiters: [] } })
  })

  it('returns the events it read, and guards the age and all cases in which suspicion may be recorded', () => {
    const link = { type: CasesLinked.type, stream: `investigation.record-${caseId}`, data: { ...CasesLinked.example, otherCaseId } }
    const read = reading(suspected('Other'), identified('child', false), link)
    expect(read.read.map(({ id }) => id)).toEqual([storedIdOf(2), storedIdOf(1), storedIdOf(3)])
    expect(read.guards).toEqual([
      { stream: police, revision: 1 },
      {
        types: [
          SuspectIdentified,
          SuspectArrested,
          ChargeLaid,
          ChargeAmended,
          PrivateComplaintRegistered,
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

  it('reads the age for a notice abroad, guarded against a concurrent new identification', () => {
    const notify = commandFor(NotifyPartyOfIdentification, { ...NotifyPartyOfIdentification.example, personRef: girl }, child)
    expect(readingFor(personStream, storedCase(caseId, opened, identified('child', false)), notify)).toMatchObject({
      known: { protectedAsChild: true },
      guards: [{ stream: police, revision: 0 }],
    })
  })

  it('reads the age for recording the majority, without guards', () => {
    const read = readingFor(personStream, storedCase(caseId, opened, identified('child', false)), recordMajority())
    expect(read).toEqual({ known: { protectedAsChild: true }, read: [expect.objectContaining({ id: storedIdOf(1) })] })
  })

  it.each([
    ['a consent', grantConsent()],
    ['a notice abroad', commandFor(NotifyPartyOfIdentification, { ...NotifyPartyOfIdentification.example, personRef: girl }, child)],
    ['a return', commandFor(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: girl }, child)],
  ])('reads the majority of the person as a basis for %s', (_, command) => {
    const of = (personRef: string) => ({ type: MajorityReached.type, stream: opened.stream, data: { personRef } })
    const idsOf = (personRef: string) =>
      readingFor(personStream, storedCase(caseId, opened, of(personRef)), command).read.map(({ id }) => id)
    expect([idsOf(girl), idsOf(aunt)]).toEqual([[storedIdOf(1)], []])
  })

  it('reads the last risk assessment and pending testimony for a return', () => {
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
    const refusedToTestify = { type: TestimonyRefused.type, stream: prosecutor, data: { personRef: girl } }
    const anotherRefused = { ...refusedToTestify, data: { personRef: aunt } }
    const testimonyGiven = { type: TestimonyGiven.type, stream: court, data: { ...TestimonyGiven.example, personRef: girl } }
    const returning = commandFor(AgreeRepatriation, { ...AgreeRepatriation.example, personRef: girl }, child)
    const pending = (...recorded: Parameters<typeof storedCase>[1][]) =>
      (readingFor(personStream, storedCase(caseId, opened, ...recorded), returning).known as KnownForReturn).testimonyPending
    expect(readingFor(personStream, storedCase(caseId, opened, assessed('2026-12-01'), assessed('2027-01-01')), returning)).toMatchObject({
      known: { lastRiskAssessment: { eventId: storedIdOf(2), reviewBy: '2027-01-01' } },
      guards: [{ stream: police }, { stream: prosecutor }, { stream: court }],
    })
    expect([pending(), pending(scheduled, held), pending(agreedToTestify, testimonyGiven)]).toEqual([false, false, false])
    expect([pending(scheduled), pending(agreedToTestify)]).toEqual([true, true])
    expect([pending(scheduled, agreedToTestify, refusedToTestify), pending(scheduled, refusedToTestify)]).toEqual([false, false])
    expect([pending(refusedToTestify, agreedToTestify), pending(agreedToTestify, anotherRefused)]).toEqual([true, true])
  })

  it('reads the screening languages of the person for information about rights', () => {
    const screened = (language: string, personRef: string) => ({
      type: ScreeningConducted.type,
      stream: police,
      data: { ...ScreeningConducted.example, personRef, language },
    })
    expect(
      readingFor(personStream, storedCase(caseId, opened, screened('my', girl), screened('tl', aunt)), informOfRights()),
    ).toMatchObject({
      known: { screeningLanguages: ['my'] },
      read: [{ id: storedIdOf(1) }],
    })
  })

  it('reads the safety incidents of the person for their acknowledgement', () => {
    const incident = (personRef: string) => ({
      type: SafetyIncidentReported.type,
      stream: opened.stream,
      data: { ...SafetyIncidentReported.example, personRef },
    })
    const acknowledge = commandFor(AcknowledgeSafetyIncident, { personRef: girl, incidentId: unknownId }, child)
    expect(readingFor(personStream, storedCase(caseId, opened, incident(girl), incident(aunt)), acknowledge).known).toMatchObject({
      incidents: [storedIdOf(1)],
    })
  })

  it('reads the minimum reflection period of the policy', () => {
    const clocks: JurisdictionPolicy['clocks'] = [
      { activity: 'reflectionPeriod', maxDays: 45, validFrom: '2000-01-01', source: 'invented' },
    ]
    const policy: JurisdictionPolicy = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks }
    const start = commandFor(StartReflectionPeriod, { ...StartReflectionPeriod.example, personRef: girl }, child, { policy })
    expect(readingFor(personStream, storedCase(caseId, opened), start).known).toMatchObject({ reflectionDays: 45 })
  })

  it('reads no other stream for a referral', () =>
    expect(readingFor(personStream, storedCase(caseId, opened, suspected('Exploiter')), makeReferral())).toMatchObject({
      read: [],
      known: {},
    }))

  it('guards a referral against a concurrent merge with a reference under which the consent was withdrawn', () =>
    expect(readingFor(personStream, storedCase(caseId, opened), makeReferral()).guards).toMatchObject(
      ['investigation', 'prosecution', 'adjudication', 'victimSupport'].map((service) => ({
        ...{ stream: `${service}.record-${caseId}`, revision: -1 },
        types: expect.arrayContaining([PersonRefsMerged.type]),
      })),
    ))
})
