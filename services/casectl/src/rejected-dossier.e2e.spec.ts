import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { CaseReferredToProsecution } from '@case-timeline/contracts'
import { randomCommandId, hashEvents } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { auditor, apiClient, leadInvestigator, newId } from './api-client.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
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
  for (let left = 100; left > 0; left--) {
    const { body } = await api.get(auditor, `/cases/${caseId}/timeline`)
    const types = (body['entries'] as { type: string }[]).map(({ type }) => type)
    if (types.includes('prosecution.DossierRejected')) {
      expect(types).not.toContain('prosecution.DossierReceived')
      return
    }
    await pause(50)
  }
  throw new Error('the dossier was not rejected within 5 seconds')
})
