import { describe, expect, it } from '@jest/globals'
import { Denied } from './denial.ts'
import { inProcessVerifier } from './in-process.ts'
import type { Principal } from './principal.ts'

const detective: Principal = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] }
const judge: Principal = { userId: 'j.cruz', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge'] }

const tokens = inProcessVerifier({
  verify: async (authorization) => {
    if (authorization === 'Bearer judge') return judge
    throw new Denied('unauthenticated', 'no token')
  },
})
const verified = (authorization: string | undefined) =>
  tokens.verify(authorization).then(
    ({ userId }) => userId,
    (error: Denied) => error.reason,
  )

describe('an in-process request', () => {
  it('acts for the principal of its reference', () =>
    tokens.runAs(detective, async (reference) => expect(await verified(reference)).toBe('m.santos')))

  it('can use its reference only once', () =>
    tokens.runAs(detective, async (reference) => {
      await verified(reference)
      expect(await verified(reference)).toBe('unauthenticated')
    }))

  it('cannot use its reference after it has ended, also after a failure', async () => {
    const kept = await tokens.runAs(detective, async (reference) => reference)
    expect(await verified(kept)).toBe('unauthenticated')
    let failed = ''
    await expect(
      tokens.runAs(detective, async (reference) => {
        failed = reference
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
    expect(await verified(failed)).toBe('unauthenticated')
  })

  it('has a reference of its own', () =>
    tokens.runAs(detective, (one) =>
      tokens.runAs(judge, async (other) => {
        expect(one).not.toBe(other)
        expect(await verified(other)).toBe('j.cruz')
        expect(await verified(one)).toBe('m.santos')
      }),
    ))
})

describe('a request from outside', () => {
  it.each([undefined, 'In-Process ', 'In-Process m.santos', `In-Process ${'A'.repeat(43)}`, 'in-process AAAA'])(
    'is not authenticated with %s',
    async (authorization) => expect(await tokens.runAs(detective, () => verified(authorization))).toBe('unauthenticated'),
  )

  it('is authenticated by its bearer token', async () => expect(await verified('Bearer judge')).toBe('j.cruz'))
})
