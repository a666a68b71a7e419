import { setTimeout as pause } from 'node:timers/promises'
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
  calling,
  caseWorker,
  lead,
  newId,
  otherPolice,
  type Persona,
  prosecutor,
  registrar,
  type Reply,
} from './calling.fixtures.ts'
import { type FiveServices, fiveServices, RECEIVING } from './five-services.fixtures.ts'

interface Entry {
  readonly type: string
  readonly position: string
  readonly actor: { readonly userId: string; readonly agencyId: string; readonly role: string }
  readonly data: Readonly<Record<string, unknown>>
}

let five: FiveServices
let ask: ReturnType<typeof calling>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const [suspect, victim, evidenceId, dossierId, chargeId, indictmentId] = Array.from({ length: 6 }, newId)

const record = async (who: Persona, command: string, data: unknown): Promise<Reply> => {
  const reply = await ask.post(who, `/cases/${caseId}/${command}`, { data })
  expect(reply).toMatchObject({ status: 201 })
  return reply
}

/** What stands in the case of one type, once a reaction has had time to record it. */
const recorded = async (type: string): Promise<Entry> => {
  for (let left = 100; left > 0; left--) {
    const { body } = await ask.get(auditor, `/cases/${caseId}/timeline?order=recorded`)
    const found = ((body['entries'] ?? []) as Entry[]).find((entry) => entry.type === type)
    if (found) return found
    await pause(50)
  }
  throw new Error(`no ${type} was recorded within 5 seconds`)
}

describe('a case goes from agency to agency by its events alone', () => {
  it('an identified victim is offered support', async () => {
    await record(lead, 'open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] })
    expect((await ask.get(caseWorker, `/cases/${caseId}`)).status).toBe(404)
    await record(lead, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
    await record(lead, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef: victim })
    expect(await recorded('victimSupport.SupportCaseOpened')).toMatchObject({
      actor: { userId: 'system.victimSupport.reactions', agencyId: RECEIVING.victimSupport, role: 'system' },
      data: { personRef: victim, origin: 'identification' },
    })
  })

  it('support stands beside her', async () => {
    await record(caseWorker, 'inform-of-rights', { ...RightsInformed.example, personRef: victim })
    await record(caseWorker, 'assess-risk', { ...sentExample(AssessRisk), personRef: victim })
  })

  it('a dossier whose lists have the stated hash is taken in by the prosecutor', async () => {
    await record(lead, 'collect-evidence', { ...EvidenceCollected.example, evidenceId })
    await record(lead, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [evidenceId], safeguards: [] })
    expect(await recorded('prosecution.DossierReceived')).toMatchObject({
      actor: { userId: 'system.prosecution.reactions', agencyId: RECEIVING.prosecution },
      data: { dossierId },
    })
  })

  it('an indictment is registered by the court', async () => {
    const perVictim = [{ ...ChargeLaid.example.perVictim[0], personRef: victim }]
    await record(prosecutor, 'lay-charge', { ...ChargeLaid.example, chargeId, accusedRef: suspect, perVictim })
    await record(prosecutor, 'file-indictment', { indictmentId, courtId: RECEIVING.adjudication, chargeIds: [chargeId] })
    expect(await recorded('adjudication.CourtCaseRegistered')).toMatchObject({ data: { indictmentId, origin: 'indictment' } })
  })

  it('each agency has the case in its own list and file, with what the others share', async () => {
    const { position } = await recorded('adjudication.CourtCaseRegistered')
    const { body: filed } = await ask.get(registrar, `/cases/${caseId}?min-position=${position}`)
    expect(filed).toMatchObject({
      caseId,
      courtCase: { indictmentId, origin: 'indictment' },
      indictments: [{ indictmentId }],
      charges: [{ chargeId, accusedRef: suspect }],
    })
    const { body: supported } = await ask.get(caseWorker, `/cases/${caseId}`)
    expect(
      (supported['persons'] as { personRef: string; support?: object }[]).find((one) => one.personRef === victim)?.support,
    ).toMatchObject({
      origin: 'identification',
    })
    for (const who of [lead, prosecutor, registrar, caseWorker]) {
      const { body } = await ask.get(who, `/cases?min-position=${position}`)
      expect(body['cases']).toMatchObject([{ caseId }])
    }
    expect((await ask.get(otherPolice, '/cases')).body['cases']).toEqual([])
    expect((await ask.get(otherPolice, `/cases/${caseId}`)).status).toBe(404)
    expect((await ask.get(auditor, '/cases')).body['cases']).toMatchObject([{ caseId }])
  })

  it('and its whole history is intact', async () => {
    expect((await ask.get(auditor, `/cases/${caseId}/verification`)).body).toMatchObject({ outcome: 'intact', withheld: 0 })
  })

  it('each sector sees of the timeline what it may see', async () => {
    const again = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } }
    expect((await ask.post(lead, `/cases/${caseId}/open-case`, again)).status).toBe(422)
    expect(await recorded('case.CommandRefused')).toMatchObject({ actor: { userId: lead.userId } })
    const token = await five.issuer.tokenFor(prosecutor)
    const answer = await ask.call(auditor, `/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
    const types = new Set((answer.body['entries'] as Entry[]).map(({ type }) => type))
    expect(types.has('prosecution.ChargeLaid')).toBe(true)
    expect(types.has('investigation.SuspectIdentified')).toBe(true)
    expect(types.has('case.CommandRefused')).toBe(false)
  })
})
