import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Rule } from '@case-timeline/decider'
import { checkLaw, loadLaw } from './law.ts'

const whole = { jurisdiction: 'ZZ', reviewed: false, rules: {}, traffickingOffences: [], clocks: [] }
const clock = { activity: 'appeal', maxDays: 7, validFrom: '2026-01-01', source: 'invented' }
const aRule: Rule = { id: 'prosecution.a-rule', sentence: 'a rule', source: 'invented', level: 'warn', holds: () => true }

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
    ['not JSON', '{', 'it is not JSON'],
    ['an unknown level', { ...whole, rules: { 'case.a-rule': 'forbid' } }, 'rules.case.a-rule'],
    ['an unknown clock', { ...whole, clocks: [{ ...clock, activity: 'apeal' }] }, 'clocks.0.activity'],
    ['an unknown member', { ...whole, extends: 'default' }, 'extends'],
    ['another country', { ...whole, jurisdiction: 'PH' }, 'it is the policy of PH'],
  ])('refuses %s and says where', (_, content, said) => expect(load(content)).rejects.toThrow(said))
  it('falls back on the default one, and says so when there is none', async () => {
    await expect(load(whole, 'XK')).rejects.toThrow('neither XK.json nor default.json')
    await writeFile(join(folder, 'default.json'), JSON.stringify({ ...whole, jurisdiction: 'default' }))
    expect((await load(whole, 'XK')).policy.jurisdiction).toBe('default')
  })
})

describe('holding a policy against the rules of a service', () => {
  const check = (rules: Record<string, 'block' | 'warn' | 'record'>) => () =>
    checkLaw({ policy: { ...whole, rules }, hash: '' }, 'prosecution', [aRule])
  it('takes rules that are its own, shared, or another service’s', () =>
    expect(check({ 'prosecution.a-rule': 'block', 'case.a-second-person-approves': 'block', 'adjudication.x': 'warn' })).not.toThrow())
  it('refuses a rule that does not exist', () =>
    expect(check({ 'prosecution.no-rule': 'warn' })).toThrow('rules.prosecution.no-rule: there is no such rule'))
  it('refuses to weaken the integrity of the record', () =>
    expect(check({ 'case.nothing-happens-in-the-future': 'warn' })).toThrow('keeps the record whole'))
})
