import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { correct } from '@case-timeline/commands'
import { commandContextOn } from '@case-timeline/commands/fixtures'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { apiClient, leadInvestigator, newId, otherPolice, type Persona } from './api-client.fixtures.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

/*
 * Two agencies of one sector take part in one case, so one service has the keys of both. The harbour police try to read
 * what the police wrote down for themselves.
 */
let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()
const policeRecords: Persona = { ...leadInvestigator, userId: 'p.reyes', roles: ['records-supervisor'] }
const harbourRecords: Persona = { ...otherPolice, userId: 'h.ong', roles: ['records-supervisor'] }
const SECRET = 'the informant lives behind the chapel'

const secondPersonOf = ({ agencyId }: Persona): Persona => ({ ...leadInvestigator, userId: 'l.tan', agencyId })
const post = (who: Persona, command: string, data: unknown) =>
  api.postByTwo(who, secondPersonOf(who), `/cases/${caseId}/${command}`, { data })
const recorded = async (who: Persona, command: string, data: unknown): Promise<string> => {
  const { status, body } = await post(who, command, data)
  expect({ status, body }).toMatchObject({ status: 201 })
  return (body['events'] as { id: string }[])[0]!.id
}
const noted = (who: Persona, text: string, personRef?: string) =>
  recorded(who, 'add-case-note', { ...(personRef === undefined ? {} : { personRef }), text })
const open = (who: Persona, eventId: string) =>
  api.post(who, `/cases/${caseId}/open-encrypted`, { eventIds: [eventId], purpose: 'investigation' })
const correction = (correctsId: string, data: unknown) => ({
  correctsId,
  data,
  reasonCode: 'clericalError',
})

/** The recorded data of an event, as any participant of the same sector receives it. */
const dataOf = async <T>(eventId: string): Promise<T> => {
  const { body } = await api.get(otherPolice, `/cases/${caseId}/events?limit=1000`)
  const events = body as unknown as readonly { id: string; data: { data: T } }[]
  return events.find(({ id }) => id === eventId)!.data.data
}
const ciphertextOf = async (eventId: string): Promise<string> => (await dataOf<{ text: string }>(eventId)).text

/** A correction as an earlier release recorded it: with whatever ciphertext the caller sent. */
const recordedByEarlierRelease = async (who: Persona, correctsId: string, data: unknown): Promise<string> => {
  const store = openEventStore(five.environments.investigation.EVENT_STORE_URL!, 'investigation')
  const { deployment, ...context } = commandContextOn(store, { now: () => new Date().toISOString() })
  const answer = await correct({ ...context, deployment }, DESCRIPTION_OF.investigation.aggregates, {
    caseId,
    name: 'CorrectEvent',
    body: { data: correction(correctsId, data) },
    actor: { userId: who.userId, agencyId: who.agencyId, role: 'records-supervisor' },
    commandId: randomUUID(),
    approval: { approver: { userId: 'l.tan', role: 'lead-investigator' } },
    retryable: false,
    correlationId: 'an-earlier-release',
    jurisdiction: 'ZZ',
  })
  await store.close()
  if (answer.outcome !== 'appended') throw new Error(`the correction was not recorded: ${JSON.stringify(answer)}`)
  return answer.ids[0]!
}

let policeNote: string
let harbourNote: string
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  await recorded(leadInvestigator, 'open-case', { source: 'report', leadAgency: otherPolice.agencyId, suspectedPurposes: [] })
  policeNote = await noted(leadInvestigator, SECRET)
  harbourNote = await noted(otherPolice, 'nothing in particular')
}, 120_000)
afterAll(() => five.stop())

describe('encrypted text of another agency', () => {
  it('is opened by the agency that wrote it, and by no other', async () => {
    expect((await open(leadInvestigator, policeNote)).body['opened']).toMatchObject([{ value: SECRET }])
    expect((await open(otherPolice, policeNote)).status).toBe(404)
  })

  it('cannot be copied into a correction of the copier’s own note: ciphertext of another event is refused', async () => {
    const { status, body } = await post(harbourRecords, 'correct-event', correction(harbourNote, { text: await ciphertextOf(policeNote) }))
    expect({ status, errors: body['errors'] }).toMatchObject({
      status: 400,
      errors: [{ path: '$.data.data.text', detail: expect.stringContaining('send the plaintext') }],
    })
    expect((await open(otherPolice, harbourNote)).body['opened']).toMatchObject([{ value: 'nothing in particular' }])
  })

  it('does not open from a correction into which an earlier release let it be copied', async () => {
    const copy = await recordedByEarlierRelease(harbourRecords, harbourNote, { text: await ciphertextOf(policeNote) })
    const { status, body } = await open(otherPolice, copy)
    expect({ status, text: JSON.stringify(body) }).toMatchObject({ status: 404, text: expect.not.stringContaining(SECRET) })
  })

  it('is recorded, when opened through a correction, as an opening of the event that had the text first', async () => {
    const kept = await recorded(policeRecords, 'correct-event', correction(policeNote, { text: await ciphertextOf(policeNote) }))
    expect((await open(leadInvestigator, kept)).body['opened']).toMatchObject([{ eventId: kept, value: SECRET }])
    const { body } = await api.get(leadInvestigator, `/cases/${caseId}/openings?limit=1`)
    expect(body['openings']).toMatchObject([{ eventIds: [policeNote] }])
  })
})

describe('ciphertext that a correction keeps', () => {
  it('may be that of the corrected event or of an earlier correction of it', async () => {
    const note = await noted(otherPolice, 'first version')
    const corrected = await recorded(harbourRecords, 'correct-event', correction(note, { text: 'second version' }))
    const { data } = await dataOf<{ data: { text: string } }>(corrected)
    for (const text of [await ciphertextOf(note), data.text])
      expect((await post(harbourRecords, 'correct-event', correction(note, { text }))).status).toBe(201)
  })

  it('cannot be moved to another person, whose erasure would not make it unreadable', async () => {
    const [person, another] = [newId(), newId()]
    const note = await noted(otherPolice, 'about one person', person)
    const moved = correction(note, { personRef: another, text: await ciphertextOf(note) })
    expect((await post(harbourRecords, 'correct-event', moved)).status).toBe(400)
  })

  it('keeps the hash by which its trace is found: a correction cannot give the trace another hash', async () => {
    const trace = { traceId: newId(), kind: 'wallet', platform: 'tron' }
    const id = await recorded(otherPolice, 'record-online-trace', { ...trace, value: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE' })
    const { value, traceHash } = await dataOf<{ value: string; traceHash: string }>(id)
    const forged = { ...trace, value, traceHash: 'f'.repeat(64) }
    const corrected = await recorded(harbourRecords, 'correct-event', correction(id, forged))
    expect((await dataOf<{ data: { traceHash: string } }>(corrected)).data.traceHash).toBe(traceHash)
  })
})
