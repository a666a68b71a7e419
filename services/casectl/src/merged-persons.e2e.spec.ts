import { IdentifyPresumedVictim, IdentifySuspect } from '@case-timeline/contracts'
import { waitUntil } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { auditor, apiClient, leadInvestigator, newId, recordsSupervisor } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

it('a presumed victim and a suspect whose references are merged are flagged by investigation as a victim-suspect conflict', async () => {
  const [caseId, victimRef, suspectRef] = [newId(), newId(), newId()]
  const post = async (command: string, data: object) =>
    expect(await api.post(leadInvestigator, `/cases/${caseId}/${command}`, { data })).toMatchObject({ status: 201 })
  await post('open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  await post('identify-presumed-victim', { ...IdentifyPresumedVictim.example, personRef: victimRef })
  await post('identify-suspect', { ...IdentifySuspect.example, personRef: suspectRef })
  const merge = { keptRef: suspectRef, mergedRef: victimRef, reasonCode: 'sameFingerprint' }
  expect(await api.postByTwo(recordsSupervisor, leadInvestigator, `/cases/${caseId}/merge-person-refs`, { data: merge })).toMatchObject({
    status: 201,
  })
  await waitUntil('the conflict is flagged', async () => {
    const { body } = await api.get(auditor, `/cases/${caseId}/timeline`)
    return ((body['entries'] ?? []) as { type: string }[]).some(({ type }) => type === 'investigation.VictimSuspectConflictFlagged')
  })
})
