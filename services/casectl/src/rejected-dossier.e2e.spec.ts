import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { CaseReferredToProsecution } from '@case-timeline/contracts'
import { openEventStore, randomCommandId, seal } from '@case-timeline/event-store'
import { auditor, calling, lead, newId } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
const caseId = newId()

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
}, 120_000)
afterAll(() => five.stop())

/** Only somebody with the police's own login could record this: their service computes the hash itself. */
const referWithAForgedList = async (): Promise<void> => {
  const store = openEventStore(five.environments.investigation['EVENT_STORE_URL'] ?? '', 'investigation')
  try {
    const stream = `investigation.case-${caseId}`
    const commandId = randomCommandId()
    const commandDigest = randomBytes(32)
    const events = seal(
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

it('a dossier whose lists do not have the stated hash is sent back', async () => {
  await ask.post(lead, `/cases/${caseId}/open-case`, { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } })
  await referWithAForgedList()
  for (let left = 100; left > 0; left--) {
    const { body } = await ask.get(auditor, `/cases/${caseId}/timeline`)
    const types = (body['entries'] as { type: string }[]).map(({ type }) => type)
    if (types.includes('prosecution.DossierRejected')) {
      expect(types).not.toContain('prosecution.DossierReceived')
      return
    }
    await pause(50)
  }
  throw new Error('the dossier was not sent back within 5 seconds')
})
