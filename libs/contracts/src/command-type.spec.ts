import { describe, expect, it } from '@jest/globals'
import { commandBody } from './command-type.ts'
import { MakeReferral } from './victim-support/victim-support.commands.ts'

const body = commandBody(MakeReferral)
const data = MakeReferral.example
const override = { ruleId: 'victimSupport.referral-needs-live-consent', basis: 'vitalInterest', reasonCode: 'immediateDanger' }

describe('the body of a command', () => {
  it('is its data, and the circumstances that any fact may state', () => {
    const stated = { occurredAt: '2026-11', occurredZone: 'Asia/Manila', overrides: [override], data }
    expect(body.parse(stated)).toEqual(stated)
  })

  it.each([
    ['a member that nobody defined', { data, note: 'x' }],
    ['data that nobody defined', { data: { ...data, name: 'x' } }],
    ['no data', {}],
    ['a date that is none', { data, occurredAt: '2026-11-31' }],
    ['a ground that no rule knows', { data, overrides: [{ ...override, basis: 'convenience' }] }],
    ['more overrides than anyone needs', { data, overrides: Array.from({ length: 11 }, () => override) }],
  ])('refuses %s', (_, sent) => expect(body.safeParse(sent).success).toBe(false))
})
