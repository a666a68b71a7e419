import { describe, expect, it } from '@jest/globals'
import { audienceOf, CaseCommand, commandKeyOf } from './case-command.ts'
import { CommandAnswer } from './command-answer.ts'

const CASE = '0b7c5a52-6d1e-4a3f-9b8c-2d4e6f8a0b1c'
const command = {
  iss: 'zz-police',
  aud: audienceOf('zz', 'victimSupport'),
  iat: 1_790_000_000,
  exp: 1_790_000_600,
  jti: 'attempt-0001',
  command: 'OpenCase',
  caseId: CASE,
  actor: { userId: 'm.santos', roles: ['lead-investigator'] },
  body: { data: {} },
}

describe('a command as a message', () => {
  it('has as audience the source of the service’s events', () => expect(command.aud).toBe('/deployments/zz/victimSupport'))

  it('has its case as message key, or its agency when it belongs to no case', () => {
    expect(commandKeyOf(command)).toBe(CASE)
    expect(commandKeyOf({ iss: 'zz-audit' })).toBe('zz-audit')
  })

  it('has bounds on every member', () => {
    expect(CaseCommand.safeParse(command).success).toBe(true)
    for (const wrong of [
      { exp: command.iat + 3_601 },
      { exp: command.iat },
      { jti: 'a b c d e f' },
      { iss: 'ZZ' },
      { ifMatch: -1 },
      { more: 1 },
    ])
      expect(CaseCommand.safeParse({ ...command, ...wrong }).success).toBe(false)
  })
})

describe('the answer to a command', () => {
  const commandFields = { jti: command.jti, command: command.command, caseId: CASE }
  it.each([
    { outcome: 'accepted', stream: 'investigation.case-1', events: [{ id: CASE, type: 'a.B', revision: 0 }], position: '7', warnings: [] },
    { outcome: 'refused', rule: 'investigation.test-rule', source: 'general practice', detail: 'a rule', facts: [] },
    { outcome: 'failed', problem: { type: '/problems/forbidden', title: 'no', status: 403, detail: 'no', correlationId: 'x' } },
  ])('can state that the command was $outcome', (answer) =>
    expect(CommandAnswer.parse({ ...commandFields, ...answer })).toEqual({ ...commandFields, ...answer }),
  )
})
