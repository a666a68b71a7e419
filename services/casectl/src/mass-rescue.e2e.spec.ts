import { randomBytes, randomUUID } from 'node:crypto'
import {
  EVENT_TYPES,
  IdentifySuspect,
  OpenCase,
  PresumedVictimIdentified,
  ReferCaseToProsecution,
  RightsInformed,
  RiskAssessed,
  SuspectIdentified,
  type Fact,
  type ServiceName,
} from '@case-timeline/contracts'
import { type EventStore, hashEvents, StoreUnavailable } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { apiClient, auditor, leadInvestigator, newId, newKey, prosecutor, type Reply } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

jest.setTimeout(300_000)

const PERSONS = 2_000
const IDENTIFIED_TOGETHER = 50

let five: FiveServices
const stores = new Map<ServiceName, EventStore>()
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  for (const service of ['investigation', 'prosecution', 'victimSupport'] as const)
    stores.set(service, openEventStore(five.environments[service]['EVENT_STORE_URL'] ?? '', service))
})
afterAll(async () => {
  await Promise.all([...stores.values()].map((store) => store.close()))
  await five.stop()
})

const caseId = newId()
const suspects = Array.from({ length: 150 }, newId)
const victims = Array.from({ length: PERSONS }, newId)
const [informed, unreachable] = [victims.slice(0, PERSONS / 2), victims.slice(PERSONS / 2)]

/** Records facts as a service records them; thousands of commands over HTTP would take minutes. */
const record = async (service: ServiceName, stream: string, agencyId: string, facts: readonly Fact[]): Promise<void> => {
  const [commandId, commandDigest] = [randomUUID(), randomBytes(32)]
  const actor = { userId: 'm.santos', agencyId, role: 'case-worker' }
  const shared = { service, deployment: 'zz-e2e', stream: `${service}.${stream}`, caseId, commandId, commandDigest, actor }
  const context = { ...shared, jurisdiction: 'ZZ', correlationId: 'mass-rescue', now: new Date().toISOString() }
  const events = hashEvents(facts, context, (type) => EVENT_TYPES.get(type))
  const append = () => stores.get(service)?.append({ stream: shared.stream, expected: 'any', commandId, commandDigest, events })
  for (let attempt = 1; ; attempt += 1) {
    // Five services follow each append: on a busy machine a connection may take longer than the store waits for it.
    const answer = await append()?.catch((error: unknown) => {
      if (!(error instanceof StoreUnavailable) || attempt === 10) throw error
    })
    if (answer?.outcome === 'appended' || answer?.outcome === 'duplicate') return
    if (answer) throw new Error(`not recorded: ${answer.outcome}`)
  }
}

const ofPolice = (facts: readonly Fact[]) => record('investigation', `case-${caseId}`, leadInvestigator.agencyId, facts)

const rescue = async (): Promise<void> => {
  for (let first = 0; first < PERSONS; first += IDENTIFIED_TOGETHER)
    await ofPolice(
      victims
        .slice(first, first + IDENTIFIED_TOGETHER)
        .map((personRef) => ({ type: PresumedVictimIdentified.type, data: { ...PresumedVictimIdentified.example, personRef } })),
    )
  await ofPolice(suspects.map((personRef) => ({ type: SuspectIdentified.type, data: { ...SuspectIdentified.example, personRef } })))
  const inform = (personRef: string) =>
    record('victimSupport', `person-${caseId}~${personRef}`, 'zz-support', [
      { type: RightsInformed.type, data: { ...RightsInformed.example, personRef } },
      { type: RiskAssessed.type, data: { personRef, level: 'low', reviewBy: '2027-06-01' } },
    ])
  for (let first = 0; first < informed.length; first += 100) await Promise.all(informed.slice(first, first + 100).map(inform))
}

const refer = (
  data: { readonly dossierId: string } & Partial<(typeof ReferCaseToProsecution)['example']>,
  key = newKey(),
): Promise<Reply> =>
  apiClient(five).post(
    leadInvestigator,
    `/cases/${caseId}/refer-case-to-prosecution`,
    { data: { suspects, evidence: [], safeguards: [], ...data } },
    { 'idempotency-key': key },
  )

const recordedOf = async (type: string) => (await stores.get('investigation')?.readCase(caseId))?.findLast((event) => event.type === type)

const SHOWN_WITHIN_MS = 120_000

describe(`a case of ${PERSONS} presumed victims, over HTTP`, () => {
  const dossierId = newId()
  beforeAll(async () => {
    const api = apiClient(five)
    const opened = await api.post(leadInvestigator, `/cases/${caseId}/open-case`, {
      data: { ...OpenCase.example, leadAgency: leadInvestigator.agencyId },
    })
    expect(opened.status).toBe(201)
    await rescue()
  })

  it('is refused a referral without their safeguards: the answer names a hundred of them, and counts the others', async () => {
    const key = newKey()
    const first = await refer({ dossierId }, key)
    expect(first).toMatchObject({
      status: 422,
      body: { rule: 'investigation.each-victim-is-safeguarded', facts: unreachable.slice(0, 100), factsLeftOut: 900 },
    })
    const second = await refer({ dossierId }, key)
    const unrepeated = { correlationId: '', instance: '' }
    expect({ ...second.body, ...unrepeated }).toEqual({ ...first.body, ...unrepeated })
  })

  it('is referred with the safeguards of each of them, and the prosecutor receives the dossier', async () => {
    const reasons = unreachable.map((personRef) => ({ personRef, reasonCode: 'notYetReachable' as const }))
    expect(await refer({ dossierId, safeguards: reasons })).toMatchObject({ status: 201, body: { warnings: [] } })
    const referral = await recordedOf('investigation.CaseReferredToProsecution')
    const { safeguards, furtherSafeguards } = (referral?.data ?? {}) as Record<string, readonly { readonly personRef: string }[]>
    expect([...(safeguards ?? []), ...(furtherSafeguards ?? [])].map(({ personRef }) => personRef)).toEqual(victims)
    // Whatever the decision read is named by its own data: nothing is left out of its basis.
    expect(referral?.envelope.basis?.leftOut).toBeUndefined()
    const readFile = () => apiClient(five).get(prosecutor, `/cases/${caseId}`)
    const file = await retrying(SHOWN_WITHIN_MS, readFile, ({ body }) => JSON.stringify(body['dossiers'] ?? '').includes('received'))
    expect(file).toMatchObject({ status: 200, body: { dossiers: [{ dossierId, state: 'received' }] } })
  })

  it('is charged for as many victims as a charge names: the warning that they were not heard names a hundred, and counts the others', async () => {
    const perVictim = victims
      .slice(0, 500)
      .map((personRef) => ({ personRef, act: ['recruitment'], means: ['deception'], purpose: ['ForcedLabour'] }))
    const charge = { chargeId: newId(), accusedRef: suspects[0], offenceCode: 'traffickingInPersons', perVictim, aggravating: [] }
    const charged = await apiClient(five).post(prosecutor, `/cases/${caseId}/lay-charge`, { data: charge })
    const warnings = ['prosecution.victims-are-heard-before-charge']
    expect(charged).toMatchObject({ status: 201, body: { warnings } })
    const warning = (await stores.get('prosecution')?.readCase(caseId))?.findLast(({ type }) => type === 'case.WarningRaised')
    expect(warning?.data).toMatchObject({ ruleId: warnings[0], facts: victims.slice(0, 100), factsLeftOut: 400 })
  })

  it('has a file that shows each of them', async () => {
    const readFile = () => apiClient(five).get(leadInvestigator, `/cases/${caseId}`)
    const isWhole = ({ body }: Reply) => ((body['persons'] ?? []) as unknown[]).length === PERSONS + suspects.length
    const { status, body } = await retrying(SHOWN_WITHIN_MS, readFile, isWhole)
    const shown = ((body['persons'] ?? []) as { personRef: string }[]).map(({ personRef }) => personRef)
    expect([status, new Set(shown)]).toEqual([200, new Set([...victims, ...suspects])])
  })

  it('is referred again after a suspect is found, with one reason for all who were not reached, and has a timeline', async () => {
    const found = newId()
    const api = apiClient(five)
    const identified = await api.post(leadInvestigator, `/cases/${caseId}/identify-suspect`, {
      data: { ...IdentifySuspect.example, personRef: found },
    })
    expect(identified.status).toBe(201)
    const referred = await refer({ dossierId: newId(), suspects: [found], reasonForOthers: 'notYetReachable' })
    expect(referred).toMatchObject({ status: 201 })
    expect((await api.get(auditor, `/cases/${caseId}/timeline`)).status).toBe(200)
  })
})
