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
import { NOW, officer } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { cooperationStream } from './cooperation.stream.ts'
import { mai, trader } from './domain/investigation.fixtures.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const file = `investigation.case-${caseId}`
const support = `victimSupport.person-${caseId}~${mai}`
const { consentId } = ConsentGranted.example

const opened = { type: CaseOpened.type, stream: file, data: CaseOpened.example }
const victim = { type: PresumedVictimIdentified.type, stream: file, data: { ...PresumedVictimIdentified.example, personRef: mai } }
const found = (status: string, but: object = {}) => ({
  type: VictimStatusDetermined.type,
  stream: file,
  data: { ...VictimStatusDetermined.example, personRef: mai, status, ...but },
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

type Told = Parameters<typeof storedCase>[1]
const asked = { now: NOW, actor: officer }
const read = (told: readonly Told[], but: Partial<(typeof RequestPoliceCooperation)['example']> = {}) => {
  const data = { ...RequestPoliceCooperation.example, concerns: [mai, trader], dataCategories: ['identity' as const], ...but }
  return cooperationStream.known?.(storedCase(caseId, ...told), { name: 'RequestPoliceCooperation', data, ...asked })
}

describe('what a request to the police of another country reads', () => {
  it('is who of those concerned is a victim, and to what she consents', () => {
    const reading = read([opened, victim, granted])
    expect(reading?.known).toMatchObject({ opened: true, victims: [mai], consentsOf: { [mai]: [{ recipients: granted.data.recipients }] } })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 1, 2].map(storedIdOf))
  })

  it('less what she took back', () => {
    expect(read([victim, granted, withdrawn('all')])?.known).toMatchObject({ consentsOf: { [mai]: [{ purposes: [], recipients: [] }] } })
    expect(read([victim, granted, withdrawn({ dataCategories: ['contact'] })])?.known).toMatchObject({
      consentsOf: { [mai]: [{ purposes: granted.data.purposes, dataCategories: ['risk'] }] },
    })
  })

  it('less what her guardian agreed to, once she has come of age', () => {
    const renewed = { ...granted, data: { ...granted.data, consentId: mai, grantedBy: 'self', purposes: ['policeCooperation'] } }
    expect(granted.data.grantedBy).toBe('guardian')
    const reading = read([victim, granted, ofAge()])
    expect(reading?.known).toMatchObject({ consentsOf: { [mai]: [] } })
    expect(reading?.read.map(({ id }) => id)).toEqual([0, 1, 2].map(storedIdOf))
    expect(read([victim, granted, ofAge(), renewed])?.known).toMatchObject({ consentsOf: { [mai]: [{ purposes: ['policeCooperation'] }] } })
    expect(read([victim, granted, ofAge(trader)])?.known).toMatchObject({ consentsOf: { [mai]: [{ purposes: granted.data.purposes }] } })
  })

  it('counts the last finding on who is a victim: of one who was presumed a victim, as somebody else approved it', () => {
    expect(read([victim, found('NotAVictimOfTrafficking', approved)])?.known).toMatchObject({ victims: [] })
    expect(read([found('NotAVictimOfTrafficking')])?.known).toMatchObject({ victims: [] })
    expect(read([victim, found('NotAVictimOfTrafficking')])?.known).toMatchObject({ victims: [mai] })
    expect(read([found('NotAVictimOfTrafficking'), found('ActualVictimOfTrafficking')])?.known).toMatchObject({ victims: [mai] })
  })

  it('guards the consents of all whom it concerns and who is a victim, so that no withdrawal goes unseen', () => {
    expect(read([opened, victim, granted])?.guards).toEqual([
      { stream: file, revision: 1 },
      { stream: support, revision: 0 },
      { stream: `victimSupport.person-${caseId}~${trader}`, revision: -1 },
    ])
    expect(read([opened, granted], { dataCategories: ['caseFacts'] })?.guards).toEqual([])
  })

  it('is what was agreed of the mechanism, and whether it ended', () => {
    expect(read([mechanism])?.known).toMatchObject({ mechanism: { parties: ['PH', 'MY'], ended: false } })
    expect(read([mechanism, ended])?.known).toMatchObject({ mechanism: { ended: true } })
    expect(read([mechanism], { mechanismId: undefined })?.known).toMatchObject({ mechanism: undefined })
  })

  it('asks for the mechanism that it names, in whichever case that is', () => {
    const { mechanismId } = CooperationMechanismEstablished.example
    const asks = (but: { mechanismId?: string }) =>
      cooperationStream.readsElsewhere?.({
        name: 'RequestPoliceCooperation',
        data: { ...RequestPoliceCooperation.example, ...but },
        ...asked,
      })
    expect(asks({ mechanismId })).toEqual([mechanism.stream])
    expect(asks({ mechanismId: undefined })).toEqual([])
  })
})

it('spontaneous information reads the same consents', () =>
  expect(
    cooperationStream.known?.(storedCase(caseId, opened, victim, granted), {
      name: 'ShareSpontaneousInformation',
      data: { ...ShareSpontaneousInformation.example, concerns: [mai], dataCategories: ['identity'] },
      ...asked,
    }),
  ).toMatchObject({ known: { victims: [mai] }, guards: [{ stream: file }, { stream: support }] }))

it('an answer reads which requests for legal assistance were executed', () => {
  const executed = { type: MlaRequestExecuted.type, stream: 'prosecution.mla-1', data: MlaRequestExecuted.example }
  const answer = { name: 'RecordPoliceCooperationAnswer', data: RecordPoliceCooperationAnswer.example, ...asked } as const
  expect(cooperationStream.known?.(storedCase(caseId, executed), answer).known).toEqual({
    executed: [MlaRequestExecuted.example.requestId],
  })
  expect(cooperationStream.known?.(storedCase(caseId, opened), answer).known).toEqual({ executed: [] })
})
