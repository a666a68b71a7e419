import { describe, expect, it } from '@jest/globals'
import { commandBody } from './command-type.ts'
import { MakeReferral } from './victim-support/victim-support.commands.ts'

const body = commandBody(MakeReferral)
const data = MakeReferral.example
const override = { ruleId: 'victimSupport.referral-needs-live-consent', basis: 'vitalInterest', reasonCode: 'immediateDanger' }

describe('the body of a command', () => {
  it('contains its data, and the time and overrides that any command may state', () => {
    const stated = { occurredAt: '2026-11', occurredZone: 'Asia/Manila', overrides: [override], data }
    expect(body.parse(stated)).toEqual(stated)
  })

  it.each([
    ['an undefined member', { data, note: 'x' }],
    ['an undefined member of the data', { data: { ...data, name: 'x' } }],
    ['no data', {}],
    ['a date that does not exist', { data, occurredAt: '2026-11-31' }],
    ['an unknown override basis', { data, overrides: [{ ...override, basis: 'convenience' }] }],
    ['more than ten overrides', { data, overrides: Array.from({ length: 11 }, () => override) }],
  ])('rejects %s', (_, sent) => expect(body.safeParse(sent).success).toBe(false))
})
