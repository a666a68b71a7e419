import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AccessExcluded, PresumedVictimIdentified, RequestPoliceCooperation, SuspectIdentified } from '@case-timeline/contracts'
import {
  apiClient,
  caseWorker,
  leadInvestigator,
  newId,
  otherPolice,
  prosecutor,
  registrar,
  type Persona,
  type Reply,
} from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

/*
 * The police have a case with a child, and try to learn what the harbour police have in a case of their own. An
 * excluded user tries to learn what happens in a case of the police.
 */
let five: FiveServices
let api: ReturnType<typeof apiClient>
const [ownCase, harbourCase] = [newId(), newId()]
const [child, guardian, unrelated] = [newId(), newId(), newId()]
const records: Persona = { ...leadInvestigator, userId: 'p.reyes', roles: ['records-supervisor'] }
const judge: Persona = { ...registrar, userId: 'j.bautista', roles: ['judge'] }
const excludedUser: Persona = { ...leadInvestigator, userId: 'j.dizon' }
const opened = (leadAgency: string) => ({ source: 'report', leadAgency, suspectedPurposes: [] })

const post = (who: Persona, caseId: string, command: string, data: unknown) => api.post(who, `/cases/${caseId}/${command}`, { data })
const recorded = async (who: Persona, caseId: string, command: string, data: unknown) => {
  const second: Persona = { ...leadInvestigator, userId: 'l.tan', agencyId: who.agencyId }
  const { status, body } = await api.postByTwo(who, second, `/cases/${caseId}/${command}`, { data })
  expect({ status, body }).toMatchObject({ status: 201 })
  return { id: (body['events'] as { id: string }[])[0]!.id, position: String(body['position']), body }
}
const link = (who: Persona, caseId: string, otherCaseId: string) =>
  recorded(who, caseId, 'link-cases', { otherCaseId, ground: 'sameSuspect' })
const appoint = (guardianRef: string): Promise<Reply> => post(caseWorker, ownCase, 'appoint-guardian', { personRef: child, guardianRef })
const waitUntilSupported = async (): Promise<void> => {
  const appointed = await retrying(
    40_000,
    () => appoint(unrelated),
    ({ status }) => status === 201,
  )
  expect(appointed).toMatchObject({ status: 201 })
}
/** Without what differs between any two answers. */
const comparable = ({ status, body }: Reply, caseId: string) => ({
  status,
  text: JSON.stringify({ ...body, correlationId: '', instance: '' }).replaceAll(caseId, '(the case)'),
})

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  await recorded(leadInvestigator, ownCase, 'open-case', opened('zz-police'))
  await recorded(leadInvestigator, ownCase, 'identify-presumed-victim', {
    ...PresumedVictimIdentified.example,
    personRef: child,
    ageBand: 'child',
  })
  await recorded(otherPolice, harbourCase, 'open-case', opened('zz-harbour-police'))
  await recorded(otherPolice, harbourCase, 'identify-suspect', { ...SuspectIdentified.example, personRef: guardian })
  await waitUntilSupported()
}, 120_000)
afterAll(() => five.stop())

describe('a link with a case of other agencies', () => {
  it('is answered alike whether that case exists or not', async () => {
    const [existing, unknown] = [await link(leadInvestigator, ownCase, harbourCase), await link(leadInvestigator, ownCase, newId())]
    const warnings = ['case.other-side-agrees-to-link']
    expect([existing.body, unknown.body]).toMatchObject([{ warnings }, { warnings }])
    expect((existing.body['events'] as object[]).length).toBe((unknown.body['events'] as object[]).length)
  })

  it('opens no window into that case: what is recorded there changes no answer here', async () =>
    expect((await appoint(guardian)).status).toBe(201))

  it('cannot be claimed as agreed, by a command or by a correction', async () => {
    const claimed = { otherCaseId: harbourCase, ground: 'sameSuspect', agreedBy: 'bothSides' }
    expect((await post(leadInvestigator, ownCase, 'link-cases', claimed)).status).toBe(400)
    const { id } = await link(leadInvestigator, ownCase, newId())
    await recorded(records, ownCase, 'correct-event', { correctsId: id, data: claimed, reasonCode: 'clericalError' })
    expect((await appoint(guardian)).status).toBe(201)
  })

  describe('to which the other side agrees in the record of its own case', () => {
    beforeAll(() => link(otherPolice, harbourCase, ownCase))

    it('refuses a guardian who is suspected there, by a rule that names neither the case nor the suspicion', async () => {
      const { status, body } = await appoint(guardian)
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { rule: 'victimSupport.guardian-is-not-suspected-in-linked-case', facts: [guardian] },
      })
      expect(JSON.stringify(body)).not.toContain(harbourCase)
    })

    it('leaves no id and no stream of that case in what a decision records', async () => {
      const { id, position } = await recorded(caseWorker, ownCase, 'appoint-guardian', { personRef: child, guardianRef: unrelated })
      const { body } = await api.get(caseWorker, `/cases/${ownCase}/events?limit=1000&min-position=${position}`)
      const events = body as unknown as readonly { id: string }[]
      const appointed = JSON.stringify(events.find((event) => event.id === id))
      expect(appointed).toContain(unrelated)
      expect(appointed).not.toContain(harbourCase)
    })
  })
})

describe('the deadlines of a case that a court closed, as known at an earlier time', () => {
  it('are answered to an agency without a part in the case as for a case that does not exist', async () => {
    const closedCase = newId()
    await recorded(registrar, closedCase, 'register-court-case', { origin: 'migrated' })
    await recorded(judge, closedCase, 'decide-bail', { accusedRef: newId(), granted: true, conditions: [] })
    const order = { scope: ['sealedItems'], covers: [{ kind: 'case', id: closedCase }], tier: 'courtOnly' }
    const { id, position } = await recorded(judge, closedCase, 'order-confidentiality', order)
    const stranger: Persona = { ...prosecutor, agencyId: 'zz-other-prosecution' }
    const deadlinesOf = async (who: Persona, caseId: string) =>
      comparable(await api.get(who, `/deadlines?case=${caseId}&known-at=2099-01-01T00:00:00Z&min-position=${position}`), caseId)
    expect(await deadlinesOf(stranger, closedCase)).toEqual(await deadlinesOf(stranger, newId()))
    expect((await deadlinesOf(stranger, closedCase)).text).not.toContain(id)
  })
})

describe('opening a case', () => {
  /** As an import derives them: a UUID of version 8 from the number of a docket. */
  const derivedId = (): string => newId().replace(/^(.{14})4/, '$18')

  it('is refused alike for every id that can be computed, by police and by a court', async () => {
    for (const [who, command, data] of [
      [leadInvestigator, 'open-case', opened('zz-police')],
      [registrar, 'register-court-case', { origin: 'migrated' }],
    ] as const)
      expect(await post(who, derivedId(), command, data)).toMatchObject({ status: 400, body: { type: '/problems/malformed-request' } })
  })
})

describe('a user who is excluded from a case', () => {
  it('does not find its requests in the response times, nor its traces among those of other cases', async () => {
    const trace = { kind: 'wallet', platform: 'tron', value: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE' }
    const [secretCase, openCase] = [newId(), newId()]
    for (const caseId of [secretCase, openCase]) {
      await recorded(leadInvestigator, caseId, 'open-case', opened('zz-police'))
      await recorded(leadInvestigator, caseId, 'record-online-trace', { ...trace, traceId: newId() })
    }
    const request = { ...RequestPoliceCooperation.example, mechanismId: undefined }
    await recorded(leadInvestigator, secretCase, 'request-police-cooperation', { ...request, requestId: newId() })
    const exclusion = { ...AccessExcluded.example, userId: excludedUser.userId }
    const { position } = await recorded(records, secretCase, 'exclude-from-access', exclusion)
    const read = async (who: Persona, path: string) => (await api.get(who, `${path}?min-position=${position}`)).body

    expect(await read(leadInvestigator, '/cooperation-requests/response-times')).toMatchObject({ pairs: [{}] })
    expect((await read(excludedUser, '/cooperation-requests/response-times'))['pairs']).toEqual([])
    expect((await read(leadInvestigator, '/linked-traces'))['rows']).toHaveLength(2)
    expect((await read(excludedUser, '/linked-traces'))['rows']).toEqual([])
  })
})

describe('a trace that is recorded only to learn who else has it', () => {
  const trace = { kind: 'wallet', platform: 'tron', value: 'TLa2f6VPqDgRE67v1736s7bJ8Ray5wYjU7' }
  const harbourRecords: Persona = { ...otherPolice, userId: 'h.ong', roles: ['records-supervisor'] }
  const amendment = { reasonCode: 'clericalError' }
  const linkedTracesOf = async (who: Persona, position: string) => {
    const { body } = await api.get(
      who,
      `/linked-traces?case=${who.agencyId === 'zz-police' ? ownCase : harbourCase}&min-position=${position}`,
    )
    return body['rows'] as readonly object[]
  }

  it('is shown to those who have it, also after it was retracted, or corrected to another trace', async () => {
    await recorded(leadInvestigator, ownCase, 'record-online-trace', { ...trace, traceId: newId() })
    for (const withdraw of ['retract-event', 'correct-event']) {
      const traceId = newId()
      const probe = await recorded(otherPolice, harbourCase, 'record-online-trace', { ...trace, traceId })
      expect(await linkedTracesOf(otherPolice, probe.position)).toMatchObject([{ alsoHeldBy: ['zz-police'] }])
      const data =
        withdraw === 'retract-event'
          ? { retractsId: probe.id, ...amendment }
          : { correctsId: probe.id, data: { ...trace, traceId, value: 'another', traceHash: '0'.repeat(64) }, ...amendment }
      const { position } = await recorded(harbourRecords, harbourCase, withdraw, data)
      expect(await linkedTracesOf(otherPolice, position)).toEqual([])
      expect(await linkedTracesOf(leadInvestigator, position)).toMatchObject([{ alsoHeldBy: [], withdrawnBy: ['zz-harbour-police'] }])
    }
  })
})
