import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  AssessRisk,
  ChargeLaid,
  EvidenceCollected,
  PresumedVictimIdentified,
  RightsInformed,
  sentExample,
  SuspectIdentified,
} from '@case-timeline/contracts'
import {
  auditor,
  apiClient,
  caseWorker,
  leadInvestigator,
  newId,
  otherPolice,
  type Persona,
  prosecutor,
  registrar,
  type Reply,
} from './api-client.fixtures.ts'
import { type FiveServices, fiveServices, RECEIVING } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

interface Entry {
  readonly type: string
  readonly position: string
  readonly actor: { readonly userId: string; readonly agencyId: string; readonly role: string }
  readonly data: Readonly<Record<string, unknown>>
}

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const [suspect, victim, evidenceId, dossierId, chargeId, indictmentId] = Array.from({ length: 6 }, newId)

const record = async (who: Persona, command: string, data: unknown): Promise<Reply> => {
  const reply = await api.post(who, `/cases/${caseId}/${command}`, { data })
  expect(reply).toMatchObject({ status: 201 })
  return reply
}

/** Waits until a reaction has recorded an event of a type. */
const waitForEvent = async (type: string): Promise<Entry> => {
  const read = async () => {
    const { body } = await api.get(auditor, `/cases/${caseId}/timeline?order=recorded`)
    return ((body['entries'] ?? []) as Entry[]).find((entry) => entry.type === type)
  }
  const found = await retrying(40_000, read, (entry) => entry !== undefined)
  if (!found) throw new Error(`no ${type} was recorded within 40 seconds`)
  return found
}

describe('a case that is handed over between agencies by its events', () => {
  it('has a support case for a victim as soon as the victim is identified', async () => {
    await record(leadInvestigator, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
    expect((await api.get(caseWorker, `/cases/${caseId}`)).status).toBe(404)
    await record(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
    await record(leadInvestigator, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef: victim })
    expect(await waitForEvent('victimSupport.SupportCaseOpened')).toMatchObject({
      actor: { userId: 'system.victimSupport.reactions', agencyId: RECEIVING.victimSupport, role: 'system' },
      data: { personRef: victim, origin: 'identification' },
    })
  })

  it('accepts the commands of victim support for this victim', async () => {
    await record(caseWorker, 'inform-of-rights', { ...RightsInformed.example, personRef: victim })
    await record(caseWorker, 'assess-risk', { ...sentExample(AssessRisk), personRef: victim })
  })

  it('has a dossier received by the prosecution when its lists match the stated hash', async () => {
    await record(leadInvestigator, 'collect-evidence', { ...EvidenceCollected.example, evidenceId })
    await record(leadInvestigator, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [evidenceId], safeguards: [] })
    expect(await waitForEvent('prosecution.DossierReceived')).toMatchObject({
      actor: { userId: 'system.prosecution.reactions', agencyId: RECEIVING.prosecution },
      data: { dossierId },
    })
  })

  it('has a court case registered for an indictment', async () => {
    const perVictim = [{ ...ChargeLaid.example.perVictim[0], personRef: victim }]
    await record(prosecutor, 'lay-charge', { ...ChargeLaid.example, chargeId, accusedRef: suspect, perVictim })
    await record(prosecutor, 'file-indictment', { indictmentId, courtId: RECEIVING.adjudication, chargeIds: [chargeId] })
    expect(await waitForEvent('adjudication.CourtCaseRegistered')).toMatchObject({ data: { indictmentId, origin: 'indictment' } })
  })

  it('is in the case list of each agency, with a case file that includes what the others share', async () => {
    const { position } = await waitForEvent('adjudication.CourtCaseRegistered')
    const { body: filed } = await api.get(registrar, `/cases/${caseId}?min-position=${position}`)
    expect(filed).toMatchObject({
      caseId,
      courtCase: { indictmentId, origin: 'indictment' },
      indictments: [{ indictmentId }],
      charges: [{ chargeId, accusedRef: suspect }],
    })
    const { body: supported } = await api.get(caseWorker, `/cases/${caseId}`)
    expect(
      (supported['persons'] as { personRef: string; support?: object }[]).find((one) => one.personRef === victim)?.support,
    ).toMatchObject({
      origin: 'identification',
    })
    for (const who of [leadInvestigator, prosecutor, registrar, caseWorker]) {
      const { body } = await api.get(who, `/cases?min-position=${position}`)
      expect(body['cases']).toMatchObject([{ caseId }])
    }
    expect((await api.get(otherPolice, '/cases')).body['cases']).toEqual([])
    expect((await api.get(otherPolice, `/cases/${caseId}`)).status).toBe(404)
    expect((await api.get(auditor, '/cases')).body['cases']).toMatchObject([{ caseId }])
  })

  it('has a history that verification finds intact', async () => {
    expect((await api.get(auditor, `/cases/${caseId}/verification`)).body).toMatchObject({ outcome: 'intact', withheld: 0 })
  })

  it('has a timeline that shows a sector only the events shared with it', async () => {
    const again = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } }
    expect((await api.post(leadInvestigator, `/cases/${caseId}/open-case`, again)).status).toBe(422)
    expect(await waitForEvent('case.CommandRefused')).toMatchObject({ actor: { userId: leadInvestigator.userId } })
    const token = await five.issuer.tokenFor(prosecutor)
    const answer = await api.call(auditor, `/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
    const types = new Set((answer.body['entries'] as Entry[]).map(({ type }) => type))
    expect(types.has('prosecution.ChargeLaid')).toBe(true)
    expect(types.has('investigation.SuspectIdentified')).toBe(true)
    expect(types.has('case.CommandRefused')).toBe(false)
  })
})
