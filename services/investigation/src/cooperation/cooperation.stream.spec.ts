import {
  CaseOpened,
  ConsentGranted,
  ConsentWithdrawn,
  CooperationMechanismEnded,
  CooperationMechanismEstablished,
  MajorityReached,
  MlaRequestExecuted,
  PresumedVictimIdentified,
  RecordPoliceCooperationAnswer,
  RequestPoliceCooperation,
  ShareSpontaneousInformation,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { readingFor } from '@case-timeline/commands'
import { spanOf } from '@case-timeline/decider'
import { NOW, officer } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { cooperationStream } from './cooperation.stream.ts'
import { mai, trader } from '../investigation/investigation.fixtures.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const otherCaseId = '88888888-8888-4888-8888-888888888888'
const file = `investigation.case-${caseId}`
const support = `victimSupport.person-${caseId}~${mai}`
const { consentId } = ConsentGranted.example

const opened = { type: CaseOpened.type, stream: file, data: CaseOpened.example }
const victim = { type: PresumedVictimIdentified.type, stream: file, data: { ...PresumedVictimIdentified.example, personRef: mai } }
const found = (status: string, changes: object = {}) => ({
  type: VictimStatusDetermined.type,
  stream: file,
  data: { ...VictimStatusDetermined.example, personRef: mai, status, ...changes },
})
const approved = { approver: { userId: 'l.santos', role: 'lead-investigator' } }
const granted = { type: ConsentGranted.type, stream: support, data: { ...ConsentGranted.example, personRef: mai } }
const withdrawn = (scope: unknown) => ({ type: ConsentWithdrawn.type, stream: support, data: { consentId, personRef: mai, scope } })
const ofAge = (personRef = mai) => ({ type: MajorityReached.type, stream: support, data: { personRef } })
const mechanism = {
  type: CooperationMechanismEstablished.type,
  stream: `investigation.mechanism-${CooperationMechanismEstablished.example.mechanismId}`,
  data: CooperationMechanismEstablished.example,
}
const ended = { ...mechanism, type: CooperationMechanismEnded.type, data: CooperationMechanismEnded.example }

type HistoryEvent = Parameters<typeof storedCase>[1]
const commandMembers = { now: NOW, spanOf, actor: officer }
const requestFor = (changes: Partial<(typeof RequestPoliceCooperation)['example']>) => ({
  name: RequestPoliceCooperation.name,
  data: { ...RequestPoliceCooperation.example, concerns: [mai, trader], dataCategories: ['identity' as const], ...changes },
  ...commandMembers,
})
const read = (
  history: readonly HistoryEvent[],
  changes: Partial<(typeof RequestPoliceCooperation)['example']> = {},
  elsewhere: readonly HistoryEvent[] = [],
) => readingFor(cooperationStream, storedCase(caseId, ...history), requestFor(changes), undefined, storedCase(otherCaseId, ...elsewhere))

describe('a request to the police of another country', () => {
  it('reads which persons concerned are victims, and the consents of each victim', () => {
    const reading = read([opened, victim, granted])
    expect(reading.known).toMatchObject({ opened: true, victims: [mai], consentsOf: { [mai]: [{ recipients: granted.data.recipients }] } })
    expect(reading.read.map(({ id }) => id)).toEqual([0, 1, 2].map(storedIdOf))
  })

  it('reads a consent without the withdrawn parts', () => {
    expect(read([victim, granted, withdrawn('all')]).known).toMatchObject({ consentsOf: { [mai]: [{ purposes: [], recipients: [] }] } })
    expect(read([victim, granted, withdrawn({ dataCategories: ['contact'] })]).known).toMatchObject({
      consentsOf: { [mai]: [{ purposes: granted.data.purposes, dataCategories: ['risk'] }] },
    })
  })

  it('reads the consents of the time at which the data was sent, and what was withdrawn since', () => {
    const consent = { ...granted, occurredAt: '2026-03-10' }
    const withdrawal = { ...withdrawn('all'), occurredAt: '2026-05-10' }
    const readAt = (occurredAt: string, ...history: readonly HistoryEvent[]) =>
      readingFor(cooperationStream, storedCase(caseId, victim, ...history), { ...requestFor({}), occurredAt }).known
    const inForce = { consentsOf: { [mai]: [{ purposes: granted.data.purposes }] } }
    const nothing = { consentsOf: { [mai]: [{ purposes: [] }] }, withdrawnSince: [] }
    for (const history of [
      [consent, withdrawal],
      [withdrawal, consent],
    ]) {
      expect(readAt('2026-04-01', ...history)).toMatchObject({ ...inForce, withdrawnSince: [expect.any(String)] })
      expect(readAt('2026-06-01', ...history)).toMatchObject(nothing)
      expect(readAt('2026-03-01', ...history)).toMatchObject({ consentsOf: { [mai]: [] } })
    }
  })

  it('reads no consent of which the date does not say that it came before', () => {
    const sent = (occurredAt: string) =>
      readingFor(cooperationStream, storedCase(caseId, victim, { ...granted, occurredAt: '2026-03-10' }), { ...requestFor({}), occurredAt })
    expect(sent('2026-03-10').known).toMatchObject({ consentsOf: { [mai]: [] } })
    expect(sent('2026-03-11').known).toMatchObject({ consentsOf: { [mai]: [{ purposes: granted.data.purposes }] } })
  })

  it('reads no consent of a guardian after the victim came of age', () => {
    const renewed = { ...granted, data: { ...granted.data, consentId: mai, grantedBy: 'self', purposes: ['policeCooperation'] } }
    expect(granted.data.grantedBy).toBe('guardian')
    const reading = read([victim, granted, ofAge()])
    expect(reading.known).toMatchObject({ consentsOf: { [mai]: [] } })
    expect(reading.read.map(({ id }) => id)).toEqual([0, 1, 2].map(storedIdOf))
    expect(read([victim, granted, ofAge(), renewed]).known).toMatchObject({ consentsOf: { [mai]: [{ purposes: ['policeCooperation'] }] } })
    expect(read([victim, granted, ofAge(trader)]).known).toMatchObject({ consentsOf: { [mai]: [{ purposes: granted.data.purposes }] } })
  })

  it('reads the last finding on the status of a victim: against a presumption only if a second person approved it', () => {
    expect(read([victim, found('NotAVictimOfTrafficking', approved)]).known).toMatchObject({ victims: [] })
    expect(read([found('NotAVictimOfTrafficking')]).known).toMatchObject({ victims: [] })
    expect(read([victim, found('NotAVictimOfTrafficking')]).known).toMatchObject({ victims: [mai] })
    expect(read([found('NotAVictimOfTrafficking'), found('ActualVictimOfTrafficking')]).known).toMatchObject({ victims: [mai] })
  })

  it('guards the case stream and the support stream of each person concerned, so that no concurrent withdrawal is missed', () => {
    expect(read([opened, victim, granted]).guards).toEqual([
      { stream: file, revision: 1 },
      { stream: support, revision: 0 },
      { stream: `victimSupport.person-${caseId}~${trader}`, revision: -1 },
    ])
    expect(read([opened, granted], { dataCategories: ['caseFacts'] }).guards).toEqual([])
  })

  it('reads the terms of the mechanism, and whether it ended', () => {
    expect(read([], {}, [mechanism]).known).toMatchObject({ mechanism: { parties: ['PH', 'MY'], ended: false } })
    expect(read([], {}, [mechanism, ended]).known).toMatchObject({ mechanism: { ended: true } })
    expect(read([], { mechanismId: undefined }, [mechanism]).known).toMatchObject({ mechanism: undefined })
    expect(read([opened], {}, [mechanism, ended]).read.map(({ type }) => type)).toEqual([opened.type, mechanism.type, ended.type])
  })

  it('reads the stream of the mechanism that it names, also of another case', () => {
    const { mechanismId } = CooperationMechanismEstablished.example
    const otherStreamsOf = (changes: { mechanismId?: string | undefined }) =>
      cooperationStream.commands[RequestPoliceCooperation.name]?.readsStreams?.(requestFor(changes))
    expect(otherStreamsOf({ mechanismId })).toEqual([mechanism.stream])
    expect(otherStreamsOf({ mechanismId: undefined })).toEqual([])
  })
})

it('spontaneous information reads the same consents', () =>
  expect(
    readingFor(cooperationStream, storedCase(caseId, opened, victim, granted), {
      name: 'ShareSpontaneousInformation',
      data: { ...ShareSpontaneousInformation.example, concerns: [mai], dataCategories: ['identity'] },
      ...commandMembers,
    }),
  ).toMatchObject({ known: { victims: [mai] }, guards: [{ stream: file }, { stream: support }] }))

it('an answer of the police of another country reads which requests for legal assistance were executed', () => {
  const executed = { type: MlaRequestExecuted.type, stream: 'prosecution.mla-1', data: MlaRequestExecuted.example }
  const answer = { name: 'RecordPoliceCooperationAnswer', data: RecordPoliceCooperationAnswer.example, ...commandMembers } as const
  expect(readingFor(cooperationStream, storedCase(caseId, executed), answer).known).toEqual({
    executed: [MlaRequestExecuted.example.requestId],
  })
  expect(readingFor(cooperationStream, storedCase(caseId, opened), answer).known).toEqual({ executed: [] })
})
