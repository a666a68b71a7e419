import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PresumedVictimIdentified, RightsInformed } from '@case-timeline/contracts'
import { apiClient, caseWorker, leadInvestigator, newId, type Persona, prosecutor } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices, RECEIVING } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const personRef = newId()

const record = async (who: Persona, command: string, body: object): Promise<string> => {
  const reply = await api.post(who, `/cases/${caseId}/${command}`, body)
  expect(reply).toMatchObject({ status: 201 })
  return String(reply.body['position'])
}
const deadlines = async (who: Persona, query: string) => {
  const { status, body } = await api.get(who, `/deadlines?case=${caseId}&${query}`)
  expect(status).toBe(200)
  return body['deadlines'] as readonly Readonly<Record<string, unknown>>[]
}

describe('the deadlines of an agency over HTTP', () => {
  it('show what is due, as of any moment, to the agency that owes it', async () => {
    await record(leadInvestigator, 'open-case', {
      data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: ['ForcedLabour'] },
    })
    const identified = { data: { ...PresumedVictimIdentified.example, personRef } }
    const position = await record(leadInvestigator, 'identify-presumed-victim', identified)
    expect(await deadlines(caseWorker, `min-position=${position}`)).toMatchObject([
      { ruleId: 'victimSupport.victim-is-informed-of-rights-in-time', state: 'due', owedBy: RECEIVING.victimSupport, key: personRef },
    ])
    expect(await deadlines(caseWorker, 'state=overdue')).toEqual([])
    expect(await deadlines(caseWorker, 'state=overdue&as-of=2099-01-01')).toHaveLength(1)
    expect(await deadlines(prosecutor, '')).toEqual([])
  })

  it('are met by the recorded action, and not yet met as known before it was recorded', async () => {
    const before = `${new Date().toISOString().slice(0, 19)}Z`
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const position = await record(caseWorker, 'inform-of-rights', {
      occurredAt: new Date().toISOString().slice(0, 10),
      data: { ...RightsInformed.example, personRef },
    })
    expect(await deadlines(caseWorker, `min-position=${position}&state=met`)).toHaveLength(1)
    expect(await deadlines(caseWorker, `known-at=${before}`)).toMatchObject([{ state: 'due' }])
  })

  it.each(['state=late', 'as-of=tomorrow', 'known-at=2026', 'cursor=!', 'limit=0', 'whose=mine'])(
    'reject the query %s with 400',
    async (query) => expect((await api.get(caseWorker, `/deadlines?${query}`)).status).toBe(400),
  )
})

describe('a policy that names a rule that does not exist', () => {
  it('prevents the service from starting, and the error names the rule', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policy-'))
    const policy = { jurisdiction: 'ZZ', reviewed: false, traffickingOffences: [], clocks: [] }
    await writeFile(join(folder, 'ZZ.json'), JSON.stringify({ ...policy, rules: { 'prosecution.no-such-rule': 'warn' } }))
    await expect(five.replica('prosecution', { POLICY_DIR: folder })).rejects.toThrow(
      'rules.prosecution.no-such-rule: there is no such rule',
    )
    await writeFile(join(folder, 'ZZ.json'), JSON.stringify({ ...policy, rules: { 'prosecution.test-rule': 'forbid' } }))
    await expect(five.replica('prosecution', { POLICY_DIR: folder })).rejects.toThrow('rules.prosecution.test-rule')
    await rm(folder, { recursive: true })
  })
})
