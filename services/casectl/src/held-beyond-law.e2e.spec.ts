import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  BailDecided,
  IdentifyPresumedVictim,
  IdentifySuspect,
  investigationDeath,
  investigationDetention,
  OpenCase,
  SuspectArrested,
  VerdictDelivered,
} from '@case-timeline/contracts'
import {
  apiClient,
  leadInvestigator,
  newId,
  otherPolice,
  prosecutor,
  recordsSupervisor,
  registerOffices,
  type Persona,
} from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { schemaViolations } from './openapi.fixtures.ts'

const judge: Persona = { userId: 'j.ilagan', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge', 'registrar'] }
const DAY_MS = 86_400_000

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const [caseId, courtCaseId] = [newId(), newId()]
const before = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()
const dayBefore = (days: number): string => before(days).slice(0, 10)

/** The position after a command, and the rules that warned. */
const record = async (who: Persona, command: string, data: object, occurredAt?: string, inCase = caseId) => {
  const target = who.sector === 'adjudication' ? courtCaseId : inCase
  const { status, body } = await api.post(who, `/cases/${target}/${command}`, { data, ...(occurredAt ? { occurredAt } : {}) })
  expect({ status, body }).toMatchObject({ status: 201 })
  return { position: String(body['position']), warned: body['warnings'] }
}

const held = async (who: Persona, personRef: string, { position }: { readonly position: string }, query = '') => {
  const { status, body } = await api.get(who, `/held-beyond-law?min-position=${position}&${query}`)
  expect(status).toBe(200)
  return (body['rows'] as readonly Readonly<Record<string, unknown>>[]).filter((row) => row['personRef'] === personRef)
}

const { DetentionOrdered, DetentionEnded } = investigationDetention

describe('the persons whom an agency holds beyond the law, over HTTP', () => {
  beforeAll(async () => {
    await record(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })
    await record(judge, 'register-court-case', { origin: 'migrated' })
  })

  it('contain who was arrested and neither released nor held by an order in time, until that is recorded', async () => {
    const personRef = newId()
    const arrestedAt = before(9)
    const arrested = await record(leadInvestigator, 'arrest-suspect', { ...SuspectArrested.example, personRef }, arrestedAt)
    const since = new Date(Date.parse(arrestedAt) + 2 * DAY_MS).toISOString()
    const row = { caseId, personRef, concern: 'limitPassed', since, authority: 'POLICE', agency: 'zz-police', heldBy: 'arrest' }
    expect(await held(leadInvestigator, personRef, arrested)).toMatchObject([
      {
        ...row,
        heldFrom: arrestedAt,
        jurisdiction: 'ZZ',
        law: 'invented for tests; it ends, so that arrests after it have no known limit [not verified]',
      },
    ])
    expect(await held(recordsSupervisor, personRef, arrested, 'authority=POLICE&concern=limitPassed')).toHaveLength(1)
    expect(await held(leadInvestigator, personRef, arrested, 'authority=HIGH_COURT')).toEqual([])
    expect(await held(leadInvestigator, personRef, arrested, `as-of=${dayBefore(9)}`)).toEqual([])
    expect(await held(otherPolice, personRef, arrested)).toEqual([])
    const released = { ...DetentionEnded.example, personRef, at: dayBefore(1), releaseReason: 'releasedUncharged', authority: 'POLICE' }
    expect(await held(leadInvestigator, personRef, await record(leadInvestigator, 'end-detention', released, dayBefore(1)))).toEqual([])
  })

  it('contain nobody who died, charged or not; the death is in the case file, and warns until an inquiry is named', async () => {
    const personRef = newId()
    const arrested = await record(leadInvestigator, 'arrest-suspect', { ...SuspectArrested.example, personRef }, before(9))
    expect(await held(leadInvestigator, personRef, arrested)).toHaveLength(1)
    const death = { ...investigationDeath.PersonDiedInCustody.example, personRef, at: dayBefore(1), inquiry: undefined }
    const died = await record(leadInvestigator, 'record-death-in-custody', death, dayBefore(1))
    expect(died.warned).toEqual(['case.death-in-custody-is-inquired-into'])
    expect(await held(leadInvestigator, personRef, died)).toEqual([])
    expect(await held(leadInvestigator, personRef, died, `as-of=${dayBefore(3)}`)).toHaveLength(1)
    const { body } = await api.get(leadInvestigator, `/cases/${caseId}?min-position=${died.position}`)
    // A miss of an earlier specification may be recorded by then.
    const inFile = { fact: 'investigation.PersonDiedInCustody', personRef, place: 'policeCell' }
    expect(body).toMatchObject({ chapters: { progress: expect.arrayContaining([expect.objectContaining(inFile)]) } })
    const order = { ...DetentionOrdered.example, personRef, from: dayBefore(0), until: undefined, authority: 'POLICE' }
    const ordered = await record(leadInvestigator, 'order-detention', order, dayBefore(0))
    expect(ordered.warned).toContain('investigation.no-detention-after-end-of-right')
  })

  it('contain who is held under a law that nobody has entered, which warns when it is recorded', async () => {
    const personRef = newId()
    const from = dayBefore(3)
    const order = { ...DetentionOrdered.example, personRef, from, until: undefined, authority: 'HIGH_COURT', orderRef: 'HC-17' }
    const ordered = await record(leadInvestigator, 'order-detention', order, from)
    expect(ordered.warned).toEqual(['investigation.detention-has-known-limit'])
    expect(await held(leadInvestigator, personRef, ordered)).toMatchObject([
      { concern: 'limitUnknown', authority: 'HIGH_COURT', heldBy: 'order', heldFrom: from, orderRef: 'HC-17' },
    ])
    expect(await held(leadInvestigator, personRef, ordered, 'concern=limitPassed')).toEqual([])
  })

  it('contain who was granted bail and is held on, and not who was detained again since', async () => {
    const personRef = newId()
    const order = { ...DetentionOrdered.example, personRef, from: dayBefore(8), until: undefined, authority: 'DISTRICT_COURT' }
    const ordered = await record(judge, 'order-detention', order, dayBefore(8))
    expect(await held(judge, personRef, ordered)).toEqual([])
    const bail = await record(judge, 'decide-bail', { ...BailDecided.example, accusedRef: personRef }, dayBefore(4))
    expect(await held(judge, personRef, bail)).toMatchObject([
      { caseId: courtCaseId, concern: 'rightEnded', ground: 'bail', authority: 'DISTRICT_COURT', agency: 'zz-court' },
    ])
    const extended = await record(judge, 'extend-detention', { ...order, from: dayBefore(2), until: undefined }, dayBefore(2))
    expect(extended.warned).toContain('adjudication.no-detention-after-end-of-right')
    expect(await held(judge, personRef, extended, 'concern=rightEnded')).toHaveLength(1)
    const again = await record(judge, 'order-detention', { ...order, from: dayBefore(1) }, dayBefore(1))
    expect(await held(judge, personRef, again, 'concern=rightEnded')).toEqual([])
  })

  it('contain who is held on after the end of an order, until another order is recorded', async () => {
    const personRef = newId()
    const order = { ...DetentionOrdered.example, personRef, from: dayBefore(8), until: dayBefore(4), authority: 'POLICE' }
    const ordered = await record(leadInvestigator, 'order-detention', order, dayBefore(8))
    expect(await held(leadInvestigator, personRef, ordered)).toMatchObject([{ concern: 'orderEnded', heldFrom: dayBefore(8) }])
    expect(await held(leadInvestigator, personRef, ordered, `as-of=${dayBefore(5)}`)).toEqual([])
    const next = { ...order, from: dayBefore(3), until: undefined }
    expect(await held(leadInvestigator, personRef, await record(leadInvestigator, 'order-detention', next, dayBefore(3)))).toEqual([])
  })

  it('contain who has served the sentence, and nobody who serves it', async () => {
    const [personRef, chargeId] = [newId(), newId()]
    const order = { ...DetentionOrdered.example, personRef, from: dayBefore(30), until: undefined, authority: 'DISTRICT_COURT' }
    await record(judge, 'order-detention', order, dayBefore(30))
    await record(judge, 'deliver-verdict', { ...VerdictDelivered.example, accusedRef: personRef, chargeId }, dayBefore(20))
    const imposed = { chargeId, components: [{ kind: 'imprisonment', term: { days: 10 } }] }
    const sentenced = await record(judge, 'impose-sentence', imposed, dayBefore(20))
    expect(await held(judge, personRef, sentenced)).toMatchObject([
      { caseId: courtCaseId, concern: 'sentenceServed', authority: 'DISTRICT_COURT', agency: 'zz-court' },
    ])
    expect(await held(judge, personRef, sentenced, `as-of=${dayBefore(12)}`)).toEqual([])
  })

  it('show what a holder states not to count, which moves no limit as far as it is to come', async () => {
    const personRef = newId()
    const notCounted = [{ from: before(9), until: new Date(Date.now() + 9 * DAY_MS).toISOString(), reason: 'journey' }]
    const arrest = { ...SuspectArrested.example, personRef, notCounted }
    const arrested = await record(leadInvestigator, 'arrest-suspect', arrest, before(9))
    expect(await held(leadInvestigator, personRef, arrested)).toMatchObject([
      { concern: 'limitPassed', notAccepted: { reasons: ['journey'] } },
    ])
  })

  it('contain who is held by an agency from which the case went on, for that agency and for the office that has the case', async () => {
    const [personRef, inCase] = [newId(), newId()]
    await registerOffices(api, [leadInvestigator, otherPolice])
    await record(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId }, undefined, inCase)
    await record(leadInvestigator, 'arrest-suspect', { ...SuspectArrested.example, personRef }, before(9), inCase)
    const transfer = { transferId: newId(), to: otherPolice.agencyId, reason: 'workload', handoverList: [] }
    const transferred = await record(leadInvestigator, 'transfer-case', transfer, undefined, inCase)
    const row = { caseId: inCase, concern: 'limitPassed', agency: leadInvestigator.agencyId, owedBy: otherPolice.agencyId }
    for (const who of [leadInvestigator, otherPolice]) expect(await held(who, personRef, transferred)).toMatchObject([row])
    const released = { ...DetentionEnded.example, personRef, at: dayBefore(1), releaseReason: 'releasedUncharged', authority: 'POLICE' }
    const after = await record(otherPolice, 'end-detention', released, dayBefore(1), inCase)
    for (const who of [leadInvestigator, otherPolice]) expect(await held(who, personRef, after)).toEqual([])
  })

  it('keep whom another service states to be free, until the agency that holds the person records it', async () => {
    const [personRef, victim, inCase] = [newId(), newId(), newId()]
    await record(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId }, undefined, inCase)
    await record(leadInvestigator, 'identify-presumed-victim', { ...IdentifyPresumedVictim.example, personRef: victim }, undefined, inCase)
    // A victim who is suspected brings the prosecutor into the case.
    await record(leadInvestigator, 'identify-suspect', { ...IdentifySuspect.example, personRef: victim }, undefined, inCase)
    await record(leadInvestigator, 'arrest-suspect', { ...SuspectArrested.example, personRef }, before(0.1), inCase)
    const released = {
      ...DetentionEnded.example,
      personRef,
      at: new Date().toISOString(),
      releaseReason: 'courtOrder',
      authority: 'POLICE',
    }
    const stated = await record(prosecutor, 'end-detention', { ...released, authority: 'PROSECUTION' }, undefined, inCase)
    expect(stated.warned).toEqual(['case.release-is-recorded-where-held'])
    const contradicted = { concern: 'contradicted', contradictedBy: { service: 'prosecution', states: 'released' }, heldBy: 'arrest' }
    expect(await held(leadInvestigator, personRef, stated)).toMatchObject([{ caseId: inCase, agency: 'zz-police', ...contradicted }])
    const custody = await api.get(leadInvestigator, `/custody?case=${inCase}&min-position=${stated.position}`)
    expect(custody.body).toMatchObject({ rows: [{ personRef, state: 'held', contradictedBy: [{ service: 'prosecution' }] }] })
    const recorded = await record(leadInvestigator, 'end-detention', { ...released, at: new Date().toISOString() }, undefined, inCase)
    expect(recorded.warned).toEqual([])
    expect(await held(leadInvestigator, personRef, recorded)).toEqual([])
  })

  it('show that the same person is held in another case, too, as long as that custody is not over', async () => {
    const [personRef, inCase] = [newId(), newId()]
    await record(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId }, undefined, inCase)
    const arrest = { ...SuspectArrested.example, personRef }
    const first = await record(leadInvestigator, 'arrest-suspect', arrest, before(9))
    expect((await held(leadInvestigator, personRef, first))[0]).not.toHaveProperty('alsoHeldIn')
    const second = await record(leadInvestigator, 'arrest-suspect', arrest, before(8), inCase)
    const rows = await held(leadInvestigator, personRef, second)
    expect(new Map(rows.map((row) => [row['caseId'], row['alsoHeldIn']]))).toEqual(
      new Map([
        [caseId, [inCase]],
        [inCase, [caseId]],
      ]),
    )
    expect(await held(leadInvestigator, personRef, second, `case=${caseId}`)).toMatchObject([{ alsoHeldIn: [inCase] }])
    const released = { ...DetentionEnded.example, personRef, at: dayBefore(1), releaseReason: 'releasedUncharged', authority: 'POLICE' }
    const freed = await record(leadInvestigator, 'end-detention', released, dayBefore(1), inCase)
    const [row, ...others] = await held(leadInvestigator, personRef, freed)
    expect([row?.['caseId'], row?.['alsoHeldIn'], others]).toEqual([caseId, undefined, []])
  })

  it('come in pages, as the OpenAPI document describes them', async () => {
    const first = await api.get(leadInvestigator, '/held-beyond-law?limit=1')
    expect(first.body['rows']).toHaveLength(1)
    expect(await schemaViolations(five.urls.investigation, 'GET /held-beyond-law', first.body)).toEqual([])
    for (const query of ['cursor=!', 'concern=late', 'authority=a%20mayor'])
      expect((await api.get(leadInvestigator, `/held-beyond-law?${query}`)).status).toBe(400)
  })
})
