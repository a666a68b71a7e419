import { AccessExcluded, SuspectArrested, SuspectIdentified } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  apiClient,
  auditor,
  investigator,
  leadInvestigator,
  newId,
  newKey,
  otherPolice,
  type Persona,
  recordsSupervisor,
  type Reply,
} from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const otherSupervisor: Persona = { ...recordsSupervisor, userId: 'k.lim' }
const otherLead: Persona = { ...leadInvestigator, userId: 'v.ramos' }

interface Pending {
  readonly requestId: string
  readonly digest: string
  readonly approvedBy: readonly string[]
  readonly rules: readonly string[]
}
const pendingOf = ({ status, body }: Reply): Pending => {
  expect({ status, body }).toMatchObject({ status: 202, body: { events: [{ type: 'case.ApprovalRequested' }] } })
  return body['approval'] as Pending
}
const firstEventOf = ({ body }: Reply) => (body['events'] as { id: string }[])[0]?.id ?? ''
const outcomeOf = ({ status, body }: Reply) => [status, body['rule']]

/** A case of the police with an arrest whose ground is wrong, and the correction that a records supervisor sends. */
const caseWithWrongArrest = async (leadAgency = 'zz-police') => {
  const caseId = newId()
  const personRef = newId()
  const send = (who: Persona, name: string, data: unknown, key: string = newKey()) =>
    api.post(who, `/cases/${caseId}/${name}`, { data }, { 'idempotency-key': key })
  await send(leadInvestigator, 'open-case', { source: 'report', leadAgency, suspectedPurposes: [] })
  await send(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef })
  const arrest = { ...SuspectArrested.example, personRef }
  const correctsId = firstEventOf(await send(leadInvestigator, 'arrest-suspect', { ...arrest, ground: 'theft' }))
  const correction = { correctsId, data: { ...arrest, ground: 'recruitment' }, reasonCode: 'clericalError' }
  const grounds = async () => {
    const { body } = await api.get(leadInvestigator, `/cases/${caseId}?min-position=${await position()}`)
    return (body['persons'] as { arrests: { ground: string }[] }[]).flatMap(({ arrests }) => arrests.map(({ ground }) => ground))
  }
  const position = async (): Promise<string> => {
    const noted = await send(leadInvestigator, 'add-case-note', { text: 'a note', personRef })
    return String(noted.body['position'])
  }
  const timeline = async () =>
    (await api.get(auditor, `/cases/${caseId}/timeline?min-position=${await position()}`)).body['entries'] as {
      id: string
      type: string
      data: Record<string, unknown>
      amendments?: { kind: string; actor: object; approver: object }[]
    }[]
  return {
    caseId,
    correction,
    send,
    timeline,
    grounds,
    propose: async (who = recordsSupervisor, key?: string) => pendingOf(await send(who, 'correct-event', correction, key)),
    approve: (who: Persona, { requestId, digest }: Pick<Pending, 'requestId' | 'digest'>, key?: string) =>
      send(who, 'give-approval', { requestId, digest }, key),
    listed: async (who: Persona, state = 'pending') => {
      const answer = await api.get(who, `/approvals?case=${caseId}&state=${state}&min-position=${await position()}`)
      return answer.body['approvals'] as Record<string, unknown>[]
    },
  }
}

describe('a command that needs a second person', () => {
  it('names nobody as the second person: a body with an approver is rejected', async () => {
    const { send, correction } = await caseWithWrongArrest()
    const approver = { userId: 'nobody.at.all', role: 'records-supervisor' }
    expect((await send(recordsSupervisor, 'correct-event', { ...correction, approver })).status).toBe(400)
    const overrides = [{ ruleId: 'prosecution.victim-is-not-charged', basis: 'courtOrder', reasonCode: 'order', approver }]
    const path = `/cases/${newId()}/open-case`
    const opening = { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] }
    expect((await api.post(leadInvestigator, path, { data: opening, overrides })).status).toBe(400)
  })

  it('is not recorded, but waits, and is listed for those who may approve it with what it would record', async () => {
    const { propose, grounds, listed, correction, caseId } = await caseWithWrongArrest()
    const pending = await propose()
    expect(pending).toMatchObject({
      approvedBy: ['records-supervisor', 'lead-investigator'],
      rules: ['case.second-person-approves-correction'],
    })
    expect(await grounds()).toEqual(['theft'])
    expect(await listed(leadInvestigator)).toMatchObject([
      {
        caseId,
        requestId: pending.requestId,
        digest: pending.digest,
        command: 'CorrectEvent',
        body: { data: correction },
        state: 'pending',
      },
    ])
    expect(await listed(otherPolice)).toEqual([])
  })

  it('is recorded when another person approves it, with that person from the token as approver', async () => {
    const { propose, approve, grounds, timeline, listed } = await caseWithWrongArrest()
    const pending = await propose()
    const approved = await approve(otherSupervisor, pending)
    expect(approved).toMatchObject({ status: 201, body: { events: [{ type: 'case.EventCorrected' }] } })
    expect(await grounds()).toEqual(['recruitment'])
    const arrest = (await timeline()).find(({ type }) => type === SuspectArrested.type)
    expect(arrest?.amendments).toMatchObject([
      { kind: 'corrected', actor: { userId: 'p.reyes' }, approver: { userId: 'k.lim', role: 'records-supervisor' } },
    ])
    expect(await listed(recordsSupervisor)).toEqual([])
    expect(await listed(recordsSupervisor, 'all')).toMatchObject([
      { state: 'recorded', closedBy: 'k.lim', eventIds: [firstEventOf(approved)] },
    ])
  })

  it('gets the same answer when it is sent again with its key, also after its approval', async () => {
    const { propose, approve } = await caseWithWrongArrest()
    const key = newKey()
    const pending = await propose(recordsSupervisor, key)
    expect(await propose(recordsSupervisor, key)).toEqual(pending)
    await approve(otherSupervisor, pending)
    expect(await propose(recordsSupervisor, key)).toEqual(pending)
  })

  it('is refused at once where another rule forbids it, and then does not wait', async () => {
    const { send, correction, listed } = await caseWithWrongArrest()
    const unknown = await send(recordsSupervisor, 'correct-event', { ...correction, correctsId: newId() })
    expect(outcomeOf(unknown)).toEqual([422, 'case.corrected-fact-is-recorded-here'])
    expect(await listed(leadInvestigator)).toEqual([])
  })
})

describe('an approval', () => {
  it('is not given by the person who sent the command, in any role', async () => {
    const { propose, approve, grounds } = await caseWithWrongArrest()
    const pending = await propose()
    const refused = [422, 'case.approver-is-not-requester']
    expect(outcomeOf(await approve(recordsSupervisor, pending))).toEqual(refused)
    expect(outcomeOf(await approve({ ...leadInvestigator, userId: recordsSupervisor.userId }, pending))).toEqual(refused)
    expect(await grounds()).toEqual(['theft'])
  })

  it('is not given without one of the roles that the request names', async () => {
    const { propose, approve } = await caseWithWrongArrest()
    expect(outcomeOf(await approve(investigator, await propose()))).toEqual([422, 'case.approver-has-named-role'])
  })

  it('is not given by another agency, which gets the same answer as for a request that does not exist', async () => {
    const { caseId, propose, approve, send } = await caseWithWrongArrest('zz-harbour-police')
    const pending = await propose()
    const refused = [422, 'case.request-of-own-agency-is-pending']
    expect(outcomeOf(await approve(otherPolice, pending))).toEqual(refused)
    expect(outcomeOf(await approve(otherPolice, { ...pending, requestId: newId() }))).toEqual(refused)
    const declined = await send(otherPolice, 'decline-approval', { requestId: pending.requestId, reasonCode: 'notVerified' })
    expect(outcomeOf(declined)).toEqual(refused)
    const stranger: Persona = { ...otherPolice, agencyId: 'zz-border-police' }
    const path = `/cases/${caseId}/give-approval`
    const data = { requestId: pending.requestId, digest: pending.digest }
    expect((await api.post(stranger, path, { data })).status).toBe(404)
    expect((await approve(leadInvestigator, pending)).status).toBe(201)
  })

  it('is of the command that was requested: another digest is refused', async () => {
    const { propose, approve, grounds } = await caseWithWrongArrest()
    const pending = await propose()
    const other = await approve(otherSupervisor, { ...pending, digest: 'a'.repeat(64) })
    expect(outcomeOf(other)).toEqual([422, 'case.approval-is-of-requested-command'])
    expect(await grounds()).toEqual(['theft'])
  })

  it('counts once: a repeated message gets the first answer, and a second approval is refused', async () => {
    const { propose, approve, timeline } = await caseWithWrongArrest()
    const pending = await propose()
    const key = newKey()
    const first = await approve(otherSupervisor, pending, key)
    expect((await approve(otherSupervisor, pending, key)).body['events']).toEqual(first.body['events'])
    expect(outcomeOf(await approve(otherLead, pending))).toEqual([422, 'case.request-of-own-agency-is-pending'])
    expect((await timeline()).flatMap(({ amendments = [] }) => amendments)).toHaveLength(1)
  })

  it('counts once when several persons approve at the same time: one of them is recorded as approver', async () => {
    const { propose, approve, timeline } = await caseWithWrongArrest()
    const pending = await propose()
    const persons = ['k.lim', 'k.tan', 'k.ong', 'k.uy'].map((userId) => ({ ...recordsSupervisor, userId }))
    const statuses = (await Promise.all(persons.map((who) => approve(who, pending)))).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([201, 422, 422, 422])
    const amendments = (await timeline()).flatMap(({ amendments: found = [] }) => found)
    expect(amendments).toMatchObject([{ approver: { userId: persons[statuses.indexOf(201)]?.userId } }])
  })

  it('does not record a correction of a fact that was corrected since the request', async () => {
    const { propose, approve, grounds, listed } = await caseWithWrongArrest()
    const [first, second] = [await propose(), await propose(otherSupervisor)]
    expect((await approve(otherLead, first)).status).toBe(201)
    expect(outcomeOf(await approve(otherLead, second))).toEqual([422, 'case.corrected-fact-is-as-at-request'])
    expect(await grounds()).toEqual(['recruitment'])
    expect(await listed(leadInvestigator, 'all')).toMatchObject([
      { state: 'recorded' },
      { state: 'refused', ruleId: 'case.corrected-fact-is-as-at-request' },
    ])
  })

  it('decides the command by the facts of the moment of the approval', async () => {
    const { propose, approve, send, correction } = await caseWithWrongArrest()
    const pending = await propose()
    const retraction = pendingOf(
      await send(otherSupervisor, 'retract-event', { retractsId: correction.correctsId, reasonCode: 'wrongCase' }),
    )
    expect((await approve(leadInvestigator, retraction)).status).toBe(201)
    expect(outcomeOf(await approve(leadInvestigator, pending))).toEqual([422, 'case.retracted-fact-is-not-corrected'])
  })

  it('is neither given by an excluded person nor for one', async () => {
    const { propose, approve, send, listed } = await caseWithWrongArrest()
    const pending = await propose()
    const exclude = (userId: string) => send(otherSupervisor, 'exclude-from-access', { ...AccessExcluded.example, userId })
    await exclude(otherLead.userId)
    expect((await approve(otherLead, pending)).status).toBe(404)
    expect(await listed(otherLead)).toEqual([])
    await exclude(recordsSupervisor.userId)
    expect(outcomeOf(await approve(leadInvestigator, pending))).toEqual([422, 'case.requester-still-has-access'])
  })

  it('is not given for a request that was declined or withdrawn', async () => {
    const { propose, approve, send, grounds } = await caseWithWrongArrest()
    const [declined, withdrawn] = [await propose(), await propose()]
    const decline = { requestId: declined.requestId, reasonCode: 'notVerified' }
    expect(outcomeOf(await send(recordsSupervisor, 'decline-approval', decline))).toEqual([422, 'case.approver-is-not-requester'])
    expect((await send(leadInvestigator, 'decline-approval', decline)).status).toBe(201)
    const withdraw = { requestId: withdrawn.requestId }
    expect(outcomeOf(await send(otherSupervisor, 'withdraw-approval-request', withdraw))).toEqual([422, 'case.only-requester-withdraws'])
    expect((await send(recordsSupervisor, 'withdraw-approval-request', withdraw)).status).toBe(201)
    for (const pending of [declined, withdrawn])
      expect(outcomeOf(await approve(leadInvestigator, pending))).toEqual([422, 'case.request-of-own-agency-is-pending'])
    expect(await grounds()).toEqual(['theft'])
  })

  it('cannot itself be corrected or retracted', async () => {
    const { propose, send } = await caseWithWrongArrest()
    const { requestId } = await propose()
    const retraction = await send(recordsSupervisor, 'retract-event', { retractsId: requestId, reasonCode: 'recordedTwice' })
    expect(outcomeOf(retraction)).toEqual([422, 'case.corrected-fact-is-recorded-here'])
  })

  it('is of a request that any process of the service knows: another replica approves it after a restart', async () => {
    const { caseId, propose, grounds } = await caseWithWrongArrest()
    const pending = await propose()
    const replica = await five.replica('investigation')
    const through = apiClient({ ...five, urls: { ...five.urls, investigation: replica.url } })
    const { requestId, digest } = pending
    const approved = await through.post(leadInvestigator, `/cases/${caseId}/give-approval`, { data: { requestId, digest } })
    await replica.stop()
    expect(approved.status).toBe(201)
    expect(await grounds()).toEqual(['recruitment'])
  })
})
