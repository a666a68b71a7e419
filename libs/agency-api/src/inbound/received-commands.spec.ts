import { describe, expect, it } from '@jest/globals'
import { AgencyKeysUnreachable } from '@case-timeline/access'
import { Problem } from '@case-timeline/http'
import { receivedCommands, type ReceivingOptions } from './received-commands.ts'

const keysAway = new AgencyKeysUnreachable('the registered keys at https://registry.example/agencies.json cannot be read')
const unreachable = {
  find: () => Promise.reject(keysAway),
  findKey: () => Promise.reject(keysAway),
  all: () => [],
}
const problemFor = async (message: string, register: ReceivingOptions['register']): Promise<Problem> => {
  const outcomes: unknown[] = []
  const commands = receivedCommands({
    ...{ service: 'investigation', deployment: 'zz', register, report: (outcome) => outcomes.push(outcome) },
    dispatch: () => Promise.reject(new Error('nothing is dispatched')),
  })
  const error: unknown = await commands.receive(Buffer.from(message)).catch((thrown: unknown) => thrown)
  if (!(error instanceof Problem)) throw error
  return error
}
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

describe('a signed command over HTTP', () => {
  it('is to be sent again while the registered keys cannot be read, and the answer names no address', async () => {
    const command = { iss: 'zz-police', aud: '/deployments/zz/investigation', iat: 1, exp: 2, jti: 'attempt-0001', command: 'OpenCase' }
    const payload = { ...command, actor: { userId: 'm.santos', roles: ['investigator'] }, body: {} }
    const message = [encoded({ alg: 'EdDSA', kid: 'zz', typ: 'case-command+jwt' }), encoded(payload), 'AA'].join('.')
    const { kind, message: detail, headers } = await problemFor(message, unreachable)
    expect([kind, detail, headers]).toEqual([
      'unavailable',
      'the registered keys cannot be read now: send the same message again',
      { 'retry-after': '30' },
    ])
  })

  it.each(['', 'a.b', 'a.b.c', '[].[].[]', '\u0000'])('is refused as %j before any key is looked up', async (message) =>
    expect((await problemFor(message, unreachable)).kind).toBe('malformed-request'),
  )
})
