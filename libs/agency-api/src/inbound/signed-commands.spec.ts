import { beforeAll, describe, expect, it } from '@jest/globals'
import { type VerifiedCommand, verifyCommand, inProcessVerifier, type Principal } from '@case-timeline/access'
import { aCommand, CASE, sentMessage, signingAgencies } from '@case-timeline/access/fixtures'
import { OpenCase, RaiseChallenge } from '@case-timeline/contracts'
import { Problem, type ProblemKind, problemType } from '@case-timeline/http'
import { signedCommandDispatcher, type InjectedAnswer, type InjectedRequest, TemporarilyUnavailable } from './signed-commands.ts'

const police = { agencyId: 'zz-police', sector: 'investigation', roles: ['investigator', 'lead-investigator'] } as const

let genuine: (change?: Readonly<Record<string, unknown>>) => Promise<VerifiedCommand>
beforeAll(async () => {
  const { sign, register } = await signingAgencies([police])
  genuine = async (change) => {
    const command = aCommand(change)
    const message = sentMessage(await sign(command), { key: Buffer.from(command.caseId ?? command.iss) })
    const found = await verifyCommand(message, { audience: command.aud, register })
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
const problemAnswer = (kind: ProblemKind, members: Readonly<Record<string, unknown>> = {}): InjectedAnswer => {
  const problem = new Problem(kind, 'in words', { members })
  return { statusCode: problem.status, body: JSON.stringify(problem.toBody('zz-police:attempt-0001')) }
}

/** A dispatcher with given HTTP answers in sequence (the last is repeated), and the requests that it injected. */
const dispatcherWith = (...answers: readonly InjectedAnswer[]) => {
  const requests: (InjectedRequest & { readonly principal: Principal })[] = []
  const pauses: number[] = []
  const tokens = inProcessVerifier({
    verify: async () => {
      throw new Error('no request from outside is expected here')
    },
  })
  const inject = async (request: InjectedRequest) => {
    requests.push({ ...request, principal: await tokens.verify(request.headers['authorization']) })
    return answers[Math.min(requests.length, answers.length) - 1] ?? recorded
  }
  const dispatch = signedCommandDispatcher(tokens, inject, { pause: async (ms) => void pauses.push(ms) })
  return { dispatch, injectedRequests: requests, pauses }
}

it('a body that is too deep to be written again is answered, so that the messages behind it are, too', async () => {
  const { dispatch, injectedRequests } = dispatcherWith()
  const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
  const answer = await dispatch({ ...(await genuine()), command: { ...aCommand(), body: { data: deep } } } as VerifiedCommand, OpenCase)
  expect(answer).toMatchObject({ outcome: 'failed', problem: { type: problemType('malformed-request') } })
  expect(injectedRequests).toEqual([])
})

describe('a verified command is injected as an HTTP request', () => {
  it('for its case, its user and its id', async () => {
    const { dispatch, injectedRequests } = dispatcherWith()
    const command = await genuine({ ifMatch: 3 })
    await dispatch(command, OpenCase)
    expect(injectedRequests[0]).toMatchObject({
      method: 'POST',
      url: `/cases/${CASE}/open-case`,
      headers: { 'idempotency-key': 'attempt-0001', 'x-correlation-id': 'zz-police:attempt-0001', 'if-match': '"3"' },
      payload: JSON.stringify(aCommand().body),
      principal: {
        userId: 'm.santos',
        agencyId: 'zz-police',
        sector: 'investigation',
        roles: ['lead-investigator'],
        signedDigest: command.signedDigest,
      },
    })
  })

  it('only with the roles that its agency is registered for', async () => {
    const { dispatch, injectedRequests } = dispatcherWith()
    await dispatch(await genuine({ actor: { userId: 'm.santos', roles: ['records-supervisor', 'operator', 'investigator'] } }), OpenCase)
    expect(injectedRequests[0]?.principal.roles).toEqual(['investigator'])
  })

  it('at its collection if it belongs to no case', async () => {
    const { dispatch, injectedRequests } = dispatcherWith()
    await dispatch(await genuine({ caseId: undefined, command: 'RaiseChallenge' }), RaiseChallenge)
    expect(injectedRequests[0]?.url).toBe('/initiatives/raise-challenge')
  })
})

describe('the sender of a signed command is notified', () => {
  const requests = { jti: 'attempt-0001', command: 'OpenCase', caseId: CASE }

  it('of the recorded events', async () =>
    expect(await dispatcherWith().dispatch(await genuine(), OpenCase)).toEqual({ ...requests, outcome: 'accepted', ...RECORDED }))

  it('of the rule that refused, of what kind of thing, its source and the facts', async () => {
    const { dispatch } = dispatcherWith(
      problemAnswer('refused-by-rule', { rule: 'investigation.test-rule', about: 'freeze', source: 'ACTIP 14(9)', facts: ['a', 'b'] }),
    )
    expect(await dispatch(await genuine(), OpenCase)).toEqual({
      ...requests,
      outcome: 'refused',
      rule: 'investigation.test-rule',
      about: 'freeze',
      source: 'ACTIP 14(9)',
      detail: 'in words',
      facts: ['a', 'b'],
    })
  })

  it.each(['malformed-request', 'forbidden', 'case-not-found', 'stale-revision', 'too-large'] as const)(
    'that nothing was recorded because of %s',
    async (kind) => {
      const problem = { type: `/problems/${kind}`, detail: 'in words', errors: [{ path: '$.data.source' }] }
      expect(await dispatcherWith(problemAnswer(kind, { errors: problem.errors })).dispatch(await genuine(), OpenCase)).toMatchObject({
        outcome: 'failed',
        problem,
      })
    },
  )

  it('that the service has no such command', async () => {
    const { dispatch, injectedRequests: none } = dispatcherWith()
    expect(await dispatch(await genuine({ command: 'CloseTheShop' }), undefined)).toMatchObject({
      outcome: 'failed',
      problem: { status: 404, type: '/problems/not-found', correlationId: 'zz-police:attempt-0001' },
    })
    expect(none).toEqual([])
  })

  it('of an unexpected failure only if it persists', async () => {
    const passing = dispatcherWith(problemAnswer('internal'), problemAnswer('internal'), recorded)
    expect(await passing.dispatch(await genuine(), OpenCase)).toMatchObject({ outcome: 'accepted' })
    const staying = dispatcherWith(problemAnswer('internal'))
    expect(await staying.dispatch(await genuine(), OpenCase)).toMatchObject({ outcome: 'failed', problem: { status: 500 } })
    expect(staying.injectedRequests.length).toBe(3)
    expect(staying.pauses).toEqual([400, 1600])
  })
})

describe('the sender of a signed command is not notified yet', () => {
  it.each(['unavailable', 'overloaded', 'stream-busy'] as const)('while the service answers with the problem %s', async (kind) =>
    expect(dispatcherWith(problemAnswer(kind)).dispatch(await genuine(), OpenCase)).rejects.toThrow(TemporarilyUnavailable),
  )
})

it('a message that reuses the id of another one is classified as replayed', async () =>
  expect(await dispatcherWith(problemAnswer('idempotency-key-reused')).dispatch(await genuine(), OpenCase)).toBe('replayed'))
