import {
  MajorityReached,
  PoliceReportDecided,
  PoliceReportMade,
  PoliceReportWithdrawn,
  type DataOf,
  type Envelope,
} from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { caseHistory, type RecordedEvent } from './case-history.ts'
import { isFoundedBySupport, isKeptInSupport } from './kept-in-support.ts'

const mai = 'aaaaaaaa-0000-4000-8000-000000000001'
const sister = 'aaaaaaaa-0000-4000-8000-000000000002'
const sharing = { dataCategories: [], laterFacts: true }

const historyOf = (...facts: readonly (readonly [stream: string, type: string, data?: object, agencyId?: string, occurredAt?: string])[]) =>
  caseHistory(
    facts.map(([stream, type, data = {}, agencyId = 'an-ngo', occurredAt], index): RecordedEvent => ({
      id: `e0000000-0000-4000-8000-00000000000${index}`,
      type,
      schemaVersion: 1,
      stream,
      revision: index,
      caseId: 'c0000000-0000-4000-8000-000000000001',
      recordedAt: '2026-11-25T10:00:00.000000Z',
      visibility: [],
      envelope: { actor: { agencyId } } as Envelope,
      occurredAt,
      data,
    })),
    { toNewestShape: (_, __, data) => data, correctedShape: (_, __, data) => data, sectors: [], isFromItsRecorder: () => true },
  )

const person = `victimSupport.person-c~${mai}`
const openedFor = (ageBand: string) =>
  [person, 'victimSupport.SupportCaseOpened', { personRef: mai, origin: 'selfReferral', ageBand }] as const
const opened = openedFor('adult')
const decided = (changes: Partial<DataOf<'victimSupport.PoliceReportDecided'>>) =>
  [
    person,
    PoliceReportDecided.type,
    { personRef: mai, decision: 'agreed', decidedBy: 'self', language: 'ceb', sharing, ...changes },
  ] as const
const ofAge = [person, MajorityReached.type, { personRef: mai }] as const
const policeOpened = ['investigation.case-c', 'investigation.CaseOpened'] as const
const refused = ['investigation.refusals-c', 'case.CommandRefused'] as const

const informed = (personRef = mai) => ({ type: 'victimSupport.RightsInformed', data: { personRef } })

describe('a case founded by victim support', () => {
  it('is one in which nobody else recorded a fact before, also if others recorded one later', () => {
    expect(isFoundedBySupport(historyOf())).toBe(true)
    expect(isFoundedBySupport(historyOf(opened, policeOpened))).toBe(true)
    expect(isFoundedBySupport(historyOf(policeOpened, opened))).toBe(false)
  })
  it('is not lost by a command that was refused to others before', () => expect(isFoundedBySupport(historyOf(refused, opened))).toBe(true))
})

describe('what victim support records in a case that it founded', () => {
  it('stays within victim support, also after police opened the case', () => {
    expect(isKeptInSupport(historyOf(), informed())).toBe(true)
    expect(isKeptInSupport(historyOf(opened, policeOpened), informed())).toBe(true)
  })
  it('is received as in any case where police opened the case before', () =>
    expect(isKeptInSupport(historyOf(policeOpened, opened), informed())).toBe(false))
  it('is received by the authorities once the person agrees to that, and only about that person', () => {
    expect(isKeptInSupport(historyOf(opened, decided({})), informed())).toBe(false)
    expect(isKeptInSupport(historyOf(opened, decided({})), informed(sister))).toBe(true)
    expect(isKeptInSupport(historyOf(opened, decided({ sharing: { ...sharing, laterFacts: false } })), informed())).toBe(true)
    expect(isKeptInSupport(historyOf(opened, decided({ sharing: undefined })), informed())).toBe(true)
  })
  it('does not look through the persons of the case for who supports one who decided nothing', () => {
    const history = historyOf(opened)
    const read: string[] = []
    const facts = new Proxy(history.facts, {
      apply: (target, _, types: string[]) => {
        read.push(...types)
        return Reflect.apply(target, history, types)
      },
    })
    expect(isKeptInSupport({ ...history, facts }, informed())).toBe(true)
    expect(read).not.toContain('victimSupport.SupportCaseOpened')
  })
  it.each(['withdrawn', 'declined', 'later'] as const)('stays within victim support after the person answers: %s', (decision) =>
    expect(isKeptInSupport(historyOf(opened, decided({}), decided({ decision })), informed())).toBe(true),
  )
  it('stays within victim support if an earlier agreement is recorded after the person took it back', () => {
    const inTime = (decision: 'agreed' | 'withdrawn', occurredAt: string) => {
      const [stream, type, data] = decided({ decision })
      return [stream, type, data, 'an-ngo', occurredAt] as const
    }
    const isKeptAfter = (...words: readonly ReturnType<typeof inTime>[]) => isKeptInSupport(historyOf(opened, ...words), informed())
    expect(isKeptAfter(inTime('withdrawn', '2016-05-10'), inTime('agreed', '2016-03-10'))).toBe(true)
    expect(isKeptAfter(inTime('withdrawn', '2016-05-10T08:00:00Z'), inTime('agreed', '2016-05-10T07:00:00Z'))).toBe(true)
    expect(isKeptAfter(inTime('withdrawn', '2016-05-10'), inTime('agreed', '2016-05-10'))).toBe(false)
    expect(isKeptAfter(inTime('withdrawn', '2016-03-10'), inTime('agreed', '2016-05-10'))).toBe(false)
    expect(isKeptAfter(inTime('agreed', '2016-05-10'), inTime('withdrawn', '2016-03-10'))).toBe(true)
  })
  it('stays within victim support once a person for whom a guardian agreed has come of age', () => {
    const [child, ofGuardian] = [openedFor('child'), decided({ decidedBy: 'guardian', assent: 'given', bestInterestsRef: 'bid/7' })]
    expect(isKeptInSupport(historyOf(child, ofGuardian), informed())).toBe(false)
    expect(isKeptInSupport(historyOf(child, ofGuardian, ofAge), informed())).toBe(true)
    expect(isKeptInSupport(historyOf(child, decided({ decidedBy: 'self' }), ofAge), informed())).toBe(false)
  })
  it('stays within victim support where an office decided that does not support the person', () => {
    const [stream, type, data] = decided({})
    expect(isKeptInSupport(historyOf(opened, [stream, type, data, 'a-clinic']), informed())).toBe(true)
    const transferred = ['victimSupport.record-c', 'case.CaseTransferred', { from: 'an-ngo', to: 'a-clinic' }] as const
    expect(isKeptInSupport(historyOf(opened, transferred, [stream, type, data, 'a-clinic']), informed())).toBe(false)
  })
  it.each([
    ['a child agrees alone', 'child', { decidedBy: 'self' }],
    ['a person of unknown age agrees alone', 'unknown', { decidedBy: 'self' }],
    ['a guardian agrees against the will of the child', 'child', { decidedBy: 'guardian', assent: 'refused', bestInterestsRef: 'bid/7' }],
    ['a guardian agrees without the best interests of the child', 'child', { decidedBy: 'guardian', assent: 'given' }],
    ['a guardian agrees for an adult', 'adult', { decidedBy: 'guardian', assent: 'given', bestInterestsRef: 'bid/7' }],
  ] as const)('stays within victim support, as a report to police would be refused, if %s', (_, ageBand, decision) =>
    expect(isKeptInSupport(historyOf(openedFor(ageBand), decided(decision)), informed())).toBe(true),
  )
  it('stays within victim support if it concerns no person', () =>
    expect(isKeptInSupport(historyOf(opened, decided({})), { type: 'case.LegalHoldPlaced', data: {} })).toBe(true))
  it.each(['victimSupport.PoliceReportMade', 'victimSupport.PoliceReportWithdrawn'])('is received by police as a report: %s', (type) =>
    expect(isKeptInSupport(historyOf(opened), { type, data: { personRef: mai } })).toBe(false),
  )
  it('stays within victim support if it is a report that is recorded with its withdrawal, also where police founded the case', () => {
    const pair = [PoliceReportMade, PoliceReportWithdrawn].map(({ type }) => ({ type, data: { personRef: mai } }))
    for (const first of [opened, policeOpened])
      expect(pair.map((fact) => isKeptInSupport(historyOf(first, opened), fact, pair))).toEqual([true, true])
  })
})

describe('the correction of a fact in a case that victim support founded', () => {
  const shared = [person, 'victimSupport.RiskAssessed', { personRef: mai }] as const
  const reported = [person, 'victimSupport.PoliceReportMade', { personRef: mai }] as const
  const withdrawn = decided({ decision: 'withdrawn' })
  const eventIdAt = (index: number) => `e0000000-0000-4000-8000-00000000000${index}`
  const correctionOf = (index: number, personRef = mai) => ({
    type: 'case.EventCorrected',
    data: { correctsId: eventIdAt(index), data: { personRef } },
  })
  it('is received by those who received the fact, only as long as the person agrees', () => {
    expect(isKeptInSupport(historyOf(opened, decided({}), shared), correctionOf(2))).toBe(false)
    expect(isKeptInSupport(historyOf(opened, decided({}), shared, withdrawn), correctionOf(2))).toBe(true)
    expect(isKeptInSupport(historyOf(opened, decided({}), shared), correctionOf(2, sister))).toBe(true)
  })
  it('is received by police, for a report, only as long as the person agrees to the report', () => {
    const once = decided({ sharing: { ...sharing, laterFacts: false } })
    expect(isKeptInSupport(historyOf(opened, once, reported), correctionOf(2))).toBe(false)
    expect(isKeptInSupport(historyOf(opened, once, reported, withdrawn), correctionOf(2))).toBe(true)
  })
  it('is received as in any case where police opened the case before', () =>
    expect(isKeptInSupport(historyOf(policeOpened, opened, shared), correctionOf(2))).toBe(false))
})

describe('a missed deadline of support in a case that victim support founded', () => {
  const shared = [person, 'victimSupport.RiskAssessed', { personRef: mai }] as const
  const missOf = (index: number) => ({ type: 'case.DeadlineMissed', data: { eventId: `e0000000-0000-4000-8000-00000000000${index}` } })
  it('is received by those who received the event that started it, only as long as the person agrees', () => {
    expect(isKeptInSupport(historyOf(opened, decided({}), shared), missOf(2))).toBe(false)
    expect(isKeptInSupport(historyOf(opened, decided({}), shared, decided({ decision: 'withdrawn' })), missOf(2))).toBe(true)
    expect(isKeptInSupport(historyOf(policeOpened, opened, shared), missOf(2))).toBe(false)
  })
})
