import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Rule } from '@case-timeline/decider'
import { checkLaw, loadLaw, loadLaws } from './law.ts'

const whole = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }
const clock = { activity: 'appeal', maxDays: 7, validFrom: '2026-01-01', source: 'invented' }
const rule: Rule = { id: 'prosecution.test-rule', sentence: 'a rule', source: 'invented', level: 'warn', holds: () => true }
const caseRule: Rule = { ...rule, id: 'case.test-rule' }

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'policy-'))))
afterAll(() => rm(folder, { recursive: true }))

const load = async (content: object | string, jurisdiction = 'ZZ') => {
  await writeFile(join(folder, 'ZZ.json'), typeof content === 'string' ? content : JSON.stringify(content))
  return loadLaw(jurisdiction, folder)
}

describe('loading the policy of a jurisdiction', () => {
  it('gives its content and the hash of its file', async () => {
    const law = await load({ ...whole, clocks: [clock] })
    expect(law.policy.clocks).toEqual([clock])
    expect(law.hash).toMatch(/^[0-9a-f]{64}$/)
  })
  it.each([
    ['not JSON', '{', 'the file is not JSON'],
    ['an unknown level', { ...whole, rules: { 'case.test-rule': 'forbid' } }, 'rules.case.test-rule'],
    ['an unknown clock', { ...whole, clocks: [{ ...clock, activity: 'apeal' }] }, 'clocks.0.activity'],
    ['an unknown member', { ...whole, extends: 'default' }, 'extends'],
    ['another country', { ...whole, jurisdiction: 'PH' }, 'the policy is that of PH'],
  ])('rejects %s and names the place', (_, content, message) => expect(load(content)).rejects.toThrow(message))
  it('falls back to the default policy, and fails if there is none', async () => {
    await expect(load(whole, 'XK')).rejects.toThrow('neither XK.json nor default.json')
    await writeFile(join(folder, 'default.json'), JSON.stringify({ ...whole, jurisdiction: 'default' }))
    expect((await load(whole, 'XK')).policy.jurisdiction).toBe('default')
  })
})

describe('loading the policies of all jurisdictions', () => {
  it('gives each country its own, any other country the default, and ignores files that are no policy', async () => {
    for (const name of ['ZZ', 'XX', 'default'])
      await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...whole, jurisdiction: name }))
    await writeFile(join(folder, 'policy.schema.json'), '{}')
    const laws = await loadLaws(['ZZ'], folder)
    expect(['ZZ', 'XX', 'YY'].map((one) => laws.of(one)?.policy.jurisdiction)).toEqual(['ZZ', 'XX', 'default'])
    expect([...laws.policies.keys()]).toEqual(['XX', 'ZZ', 'default'])
  })
  it('fails if one of them is invalid, or a country under whose law the service records has none', async () => {
    await writeFile(join(folder, 'XX.json'), '{')
    await expect(loadLaws(['ZZ'], folder)).rejects.toThrow('XX.json is invalid')
    for (const name of ['XX', 'default']) await rm(join(folder, `${name}.json`))
    await expect(loadLaws(['ZZ', 'XX'], folder)).rejects.toThrow('neither XX.json nor default.json')
  })
})

describe('checking a policy against the rules of a service', () => {
  const check = (rules: Record<string, 'block' | 'warn' | 'record'>) => () =>
    checkLaw({ policy: { ...whole, rules }, hash: '' }, { name: 'prosecution', rules: [rule], caseRules: [caseRule] })
  it('accepts its own rules, shared rules, and rules of another service', () =>
    expect(
      check({ 'prosecution.test-rule': 'block', 'case.second-person-approves-correction': 'block', 'adjudication.x': 'warn' }),
    ).not.toThrow())
  it('accepts a rule that only other services have, under an id of all services', () =>
    expect(check({ 'case.test-rule': 'record' })).not.toThrow())
  it.each(['prosecution.no-rule', 'case.no-rule'])('rejects the unknown rule %s', (id) =>
    expect(check({ [id]: 'warn' })).toThrow(`rules.${id}: there is no such rule`),
  )
  it('rejects a policy that weakens an integrity rule', () =>
    expect(check({ 'case.fact-is-not-in-future': 'warn' })).toThrow('protects the integrity of the record'))
})
