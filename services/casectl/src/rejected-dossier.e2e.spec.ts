import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { CaseReferredToProsecution } from '@case-timeline/contracts'
import { randomCommandId, hashEvents } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { auditor, apiClient, leadInvestigator, newId } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

/** Writes to the store directly with the login of investigation: the service itself always computes the right hash. */
const referWithForgedManifest = async (): Promise<void> => {
  const store = openEventStore(five.environments.investigation['EVENT_STORE_URL'] ?? '', 'investigation')
  try {
    const stream = `investigation.case-${caseId}`
    const commandId = randomCommandId()
    const commandDigest = randomBytes(32)
    const events = hashEvents(
      [{ type: CaseReferredToProsecution.type, data: { ...CaseReferredToProsecution.example, manifestHash: '0'.repeat(64) } }],
      {
        service: 'investigation',
        deployment: 'zz-e2e',
        stream,
        caseId,
        commandId,
        commandDigest,
        jurisdiction: 'ZZ',
        actor: { userId: 'm.santos', agencyId: 'zz-police', role: 'lead-investigator' },
        correlationId: 'forged',
        now: new Date().toISOString(),
      },
      () => CaseReferredToProsecution,
    )
    expect(await store.append({ stream, expected: 'any', commandId, commandDigest, events })).toMatchObject({ outcome: 'appended' })
  } finally {
    await store.close()
  }
}

it('a dossier whose lists do not match the stated hash is rejected by the prosecution', async () => {
  await api.post(leadInvestigator, `/cases/${caseId}/open-case`, {
    data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] },
  })
  await referWithForgedManifest()
  const typesRecorded = async () => {
    const { body } = await api.get(auditor, `/cases/${caseId}/timeline`)
    return ((body['entries'] ?? []) as { type: string }[]).map(({ type }) => type)
  }
  const types = await retrying(40_000, typesRecorded, (found) => found.includes('prosecution.DossierRejected'))
  expect(types).toContain('prosecution.DossierRejected')
  expect(types).not.toContain('prosecution.DossierReceived')
})
