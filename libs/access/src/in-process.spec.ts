import { describe, expect, it } from '@jest/globals'
import { Denied } from './denial.ts'
import { inProcess } from './in-process.ts'
import type { Principal } from './principal.ts'

const detective: Principal = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] }
const judge: Principal = { userId: 'j.cruz', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge'] }

const tokens = inProcess({
  verify: async (authorization) => {
    if (authorization === 'Bearer judge') return judge
    throw new Denied('unauthenticated', 'no token')
  },
})
const asked = (authorization: string | undefined) =>
  tokens.verify(authorization).then(
    ({ userId }) => userId,
    (error: Denied) => error.reason,
  )

describe('a request of the process itself', () => {
  it('acts for whom its reference was made', () =>
    tokens.actFor(detective, async (reference) => expect(await asked(reference)).toBe('m.santos')))

  it('may use its reference once', () =>
    tokens.actFor(detective, async (reference) => {
      await asked(reference)
      expect(await asked(reference)).toBe('unauthenticated')
    }))

  it('cannot use it after it has ended, however it ended', async () => {
    const kept = await tokens.actFor(detective, async (reference) => reference)
    expect(await asked(kept)).toBe('unauthenticated')
    let failed = ''
    await expect(
      tokens.actFor(detective, async (reference) => {
        failed = reference
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
    expect(await asked(failed)).toBe('unauthenticated')
  })

  it('has a reference of its own, which nobody guesses', () =>
    tokens.actFor(detective, (one) =>
      tokens.actFor(judge, async (other) => {
        expect(one).not.toBe(other)
        expect(await asked(other)).toBe('j.cruz')
        expect(await asked(one)).toBe('m.santos')
      }),
    ))
})

describe('a stranger', () => {
  it.each([undefined, 'In-Process ', 'In-Process m.santos', `In-Process ${'A'.repeat(43)}`, 'in-process AAAA'])(
    'who sends %s is nobody',
    async (authorization) => expect(await tokens.actFor(detective, () => asked(authorization))).toBe('unauthenticated'),
  )

  it('with a token is who his token says', async () => expect(await asked('Bearer judge')).toBe('j.cruz'))
})
