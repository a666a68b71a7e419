import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Genuine, genuineCommand, inProcess, type Principal } from '@case-timeline/access'
import { aCommand, CASE, sent, signingAgencies } from '@case-timeline/access/fixtures'
import { AssessNeeds, OpenCase, RaiseChallenge } from '@case-timeline/contracts'
import { Problem, type ProblemKind } from '../problem.ts'
import { commandDoor, type InjectedAnswer, type InjectedRequest, NotNow } from './command-door.ts'

const police = { agencyId: 'zz-police', sector: 'investigation', roles: ['investigator', 'lead-investigator'] } as const

let genuine: (change?: Readonly<Record<string, unknown>>) => Promise<Genuine>
beforeAll(async () => {
  const { sign, register } = await signingAgencies([police])
  genuine = async (change) => {
    const command = aCommand(change)
    const message = sent(await sign(command), { key: Buffer.from(command.caseId ?? command.iss) })
    const found = await genuineCommand(message, { audience: command.aud, register })
    if ('reason' in found) throw new Error(found.detail)
    return found
  }
})

const RECORDED = {
  stream: `investigation.case-${CASE}`,
  events: [{ id: CASE, type: 'investigation.CaseOpened', revision: 0 }],
  position: '7',
  warnings: [],
}
const recorded: InjectedAnswer = { statusCode: 201, body: JSON.stringify(RECORDED) }
const told = (kind: ProblemKind, members: Readonly<Record<string, unknown>> = {}): InjectedAnswer => {
  const problem = new Problem(kind, 'in words', { members })
  return { statusCode: problem.status, body: JSON.stringify(problem.toBody('zz-police:attempt-0001')) }
}

/** A door behind which HTTP answers in turn as stated, the last for ever; and what came to it. */
const door = (...answers: readonly InjectedAnswer[]) => {
  const asked: (InjectedRequest & { readonly by: Principal })[] = []
  const pauses: number[] = []
  const tokens = inProcess({
    verify: async () => {
      throw new Error('no stranger is expected here')
    },
  })
  const inject = async (request: InjectedRequest) => {
    asked.push({ ...request, by: await tokens.verify(request.headers['authorization']) })
    return answers[Math.min(asked.length, answers.length) - 1] ?? recorded
  }
  const knock = commandDoor(tokens, inject, async (ms) => void pauses.push(ms))
  return { knock, asked, pauses }
}

describe('a verified command asks at the HTTP door', () => {
  it('for its own case, in the name of its user, under its own id', async () => {
    const { knock, asked } = door()
    const command = await genuine({ ifMatch: 3 })
    await knock(command, OpenCase)
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: `/cases/${CASE}/open-case`,
      headers: { 'idempotency-key': 'attempt-0001', 'x-correlation-id': 'zz-police:attempt-0001', 'if-match': '"3"' },
      payload: JSON.stringify(aCommand().body),
      by: { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['lead-investigator'], signed: command.signed },
    })
  })

  it('with those roles alone for which its system may vouch', async () => {
    const { knock, asked } = door()
    await knock(await genuine({ actor: { userId: 'm.santos', roles: ['records-supervisor', 'operator', 'investigator'] } }), OpenCase)
    expect(asked[0]?.by.roles).toEqual(['investigator'])
  })

  it('with nothing that is sealed before it is stored: a topic would keep it in the clear', async () => {
    const { knock, asked } = door()
    const body = { data: { personRef: CASE, voluntary: true, accommodations: [], gesi: { gender: 'Feminine' } } }
    const answer = await knock(await genuine({ command: 'AssessNeeds', body }), AssessNeeds)
    expect(answer).toMatchObject({ outcome: 'failed', problem: { status: 400, errors: [{ path: '$.data.gesi' }] } })
    expect(JSON.stringify(answer)).not.toContain('Feminine')
    expect(asked).toEqual([])
    const { gesi: _, ...unsealed } = body.data
    await knock(await genuine({ command: 'AssessNeeds', body: { data: unsealed } }), AssessNeeds)
    expect(asked).toHaveLength(1)
  })

  it('where the command belongs to no case, at its collection', async () => {
    const { knock, asked } = door()
    await knock(await genuine({ caseId: undefined, command: 'RaiseChallenge' }), RaiseChallenge)
    expect(asked[0]?.url).toBe('/initiatives/raise-challenge')
  })
})

describe('its sender is told', () => {
  const asked = { jti: 'attempt-0001', command: 'OpenCase', caseId: CASE }

  it('what was recorded', async () =>
    expect(await door().knock(await genuine(), OpenCase)).toEqual({ ...asked, outcome: 'accepted', ...RECORDED }))

  it('which rule refused, from what source, and on what facts', async () => {
    const { knock } = door(told('refused-by-rule', { rule: 'investigation.a-rule', source: 'ACTIP 14(9)', facts: ['a', 'b'] }))
    expect(await knock(await genuine(), OpenCase)).toEqual({
      ...asked,
      outcome: 'refused',
      rule: 'investigation.a-rule',
      source: 'ACTIP 14(9)',
      detail: 'in words',
      facts: ['a', 'b'],
    })
  })

  it.each(['malformed-request', 'forbidden', 'case-not-found', 'stale-revision', 'too-large'] as const)(
    'that nothing was recorded: %s',
    async (kind) => {
      const problem = { type: `/problems/${kind}`, detail: 'in words', errors: [{ path: '$.data.source' }] }
      expect(await door(told(kind, { errors: problem.errors })).knock(await genuine(), OpenCase)).toMatchObject({
        outcome: 'failed',
        problem,
      })
    },
  )

  it('that the service takes no such command', async () => {
    const { knock, asked: none } = door()
    expect(await knock(await genuine({ command: 'CloseTheShop' }), undefined)).toMatchObject({
      outcome: 'failed',
      problem: { status: 404, type: '/problems/not-found', correlationId: 'zz-police:attempt-0001' },
    })
    expect(none).toEqual([])
  })

  it('of a failure that nobody expected only when it does not pass', async () => {
    const passing = door(told('internal'), told('internal'), recorded)
    expect(await passing.knock(await genuine(), OpenCase)).toMatchObject({ outcome: 'accepted' })
    const staying = door(told('internal'))
    expect(await staying.knock(await genuine(), OpenCase)).toMatchObject({ outcome: 'failed', problem: { status: 500 } })
    expect(staying.asked.length).toBe(3)
    expect(staying.pauses).toEqual([400, 1600])
  })
})

describe('its sender is not told yet', () => {
  it.each(['unavailable', 'overloaded', 'stream-busy'] as const)('while the service says %s', async (kind) =>
    expect(door(told(kind)).knock(await genuine(), OpenCase)).rejects.toThrow(NotNow),
  )
})

it('a message whose id stands for another one is no command', async () =>
  expect(await door(told('idempotency-key-reused')).knock(await genuine(), OpenCase)).toBe('replayed'))
