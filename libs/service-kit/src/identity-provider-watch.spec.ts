import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { developmentIssuer, tokenVerifier } from '@case-timeline/access'
import { expect, it } from '@jest/globals'
import { watchIdentityProvider } from './identity-provider-watch.ts'

it('a service whose identity provider cannot be reached is degraded until a token is verified, or its keys are read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'identity-provider-'))
  try {
    const issuer = await developmentIssuer(folder)
    const user = { userId: 'm.santos', agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] } as const
    const authorization = `Bearer ${await issuer.tokenFor(user)}`
    const [reachable, unreachable] = await Promise.all([
      tokenVerifier({ ...issuer, development: true }),
      tokenVerifier({ ...issuer, jwks: new URL('https://127.0.0.1:1/jwks'), development: true }),
    ])
    let provider = unreachable
    const watched = watchIdentityProvider({ verify: (header) => provider.verify(header), readKeys: () => provider.readKeys() })
    expect(watched.degradedReasons()).toEqual([])
    await expect(watched.verify(authorization)).rejects.toMatchObject({ reason: 'identity-provider-unavailable' })
    expect(watched.degradedReasons()).toEqual([expect.stringMatching(/^the identity provider’s keys cannot be read: .*OIDC_JWKS/)])

    provider = reachable
    await expect(watched.verify('Bearer not.a.token')).rejects.toMatchObject({ reason: 'unauthenticated' })
    expect(watched.degradedReasons()).toHaveLength(1)
    expect((await watched.verify(authorization)).userId).toBe('m.santos')
    expect(watched.degradedReasons()).toEqual([])

    provider = unreachable
    await expect(watched.verify(authorization)).rejects.toMatchObject({ reason: 'identity-provider-unavailable' })
    await watched.job.run()
    expect(watched.degradedReasons()).toHaveLength(1)
    provider = reachable
    await watched.job.run()
    expect(watched.degradedReasons()).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})
