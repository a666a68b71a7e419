import { setTimeout as pause } from 'node:timers/promises'
import { IdentifyPresumedVictim, IdentifySuspect } from '@case-timeline/contracts'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { auditor, calling, lead, newId, records } from './calling.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
}, 120_000)
afterAll(() => five.stop())

it('a presumed victim and a suspect who turn out to be one person are flagged by the police when they hear of it', async () => {
  const [caseId, mai, trader] = [newId(), newId(), newId()]
  const post = async (command: string, data: object, who = lead) =>
    expect(await ask.post(who, `/cases/${caseId}/${command}`, { data })).toMatchObject({ status: 201 })
  await post('open-case', { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] })
  await post('identify-presumed-victim', { ...IdentifyPresumedVictim.example, personRef: mai })
  await post('identify-suspect', { ...IdentifySuspect.example, personRef: trader })
  const approver = { userId: 'l.santos', role: 'records-supervisor' }
  await post('merge-person-refs', { keptRef: trader, mergedRef: mai, reasonCode: 'sameFingerprint', approver }, records)
  for (let left = 100; left > 0; left--) {
    const { body } = await ask.get(auditor, `/cases/${caseId}/timeline`)
    const types = (body['entries'] as { type: string }[]).map(({ type }) => type)
    if (types.includes('investigation.VictimSuspectConflictFlagged')) return
    await pause(50)
  }
  throw new Error('the conflict was not flagged within 5 seconds')
})
