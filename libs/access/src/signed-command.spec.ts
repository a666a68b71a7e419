import { beforeAll, describe, expect, it } from '@jest/globals'
import { LARGEST_MESSAGE } from '@case-timeline/contracts'
import fc from 'fast-check'
import { genuineCommand, type SentMessage } from './signed-command.ts'
import { aCommand, ARRIVED, CASE, kidOf, sent, signingAgencies } from './signing.fixtures.ts'

let agencies: Awaited<ReturnType<typeof signingAgencies>>
beforeAll(async () => {
  agencies = await signingAgencies([
    { agencyId: 'zz-police', sector: 'investigation', roles: ['lead-investigator', 'investigator'] },
    { agencyId: 'zz-harbour-police', sector: 'investigation', roles: ['investigator'] },
  ])
})

const verdict = (message: SentMessage) =>
  genuineCommand(message, { audience: '/deployments/zz/investigation', register: agencies.register })
const judged = async (message: SentMessage): Promise<string> => {
  const found = await verdict(message)
  return 'reason' in found ? found.reason : 'genuine'
}
const told = async (message: SentMessage): Promise<string> => {
  const found = await verdict(message)
  return 'reason' in found ? found.detail : ''
}
const part = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

describe('a command that its agency signed, in time, for this service', () => {
  it.each(['EdDSA', 'ES256'] as const)('is genuine with a key for %s', async (alg) => {
    const found = await verdict(sent(await agencies.sign(aCommand(), { alg })))
    expect(found).toMatchObject({ command: aCommand(), agency: { agencyId: 'zz-police' } })
  })

  it('is the same message again when it comes again, and another one when it was signed anew', async () => {
    const jws = await agencies.sign(aCommand())
    const anew = await agencies.sign(aCommand({ iat: ARRIVED - 9 }))
    const [first, again, other] = await Promise.all([jws, jws, anew].map((one) => verdict(sent(one))))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('has the order of its agency where it belongs to no case', async () => {
    const jws = await agencies.sign(aCommand({ caseId: undefined }))
    expect(await judged(sent(jws, { key: Buffer.from('zz-police') }))).toBe('genuine')
    expect(await judged(sent(jws))).toBe('replayed')
  })

  it('may come a minute late or early, since clocks differ', async () => {
    const jws = await agencies.sign(aCommand())
    const { iat, exp } = aCommand()
    expect(await judged(sent(jws, { arrivedAt: (exp + 60) * 1_000 }))).toBe('genuine')
    expect(await judged(sent(jws, { arrivedAt: (exp + 61) * 1_000 }))).toBe('expired')
    expect(await judged(sent(jws, { arrivedAt: (iat - 60) * 1_000 }))).toBe('genuine')
    expect(await judged(sent(jws, { arrivedAt: (iat - 61) * 1_000 }))).toBe('from-the-future')
  })
})

describe('it is not believed', () => {
  it('with the key of another agency', async () => {
    const jws = await agencies.sign(aCommand(), { agencyId: 'zz-harbour-police' })
    expect(await judged(sent(jws))).toBe('unknown-key')
  })

  it('with the key of another agency under a name of its own', async () => {
    const jws = await agencies.sign(aCommand(), { agencyId: 'zz-harbour-police', header: { kid: kidOf('zz-police', 'EdDSA') } })
    expect(await judged(sent(jws))).toBe('wrong-signature')
  })

  it('from an agency that nobody registered', async () =>
    expect(await judged(sent(await agencies.sign(aCommand({ iss: 'zz-nobody' }), { agencyId: 'zz-police' })))).toBe('unknown-agency'))

  it('with another algorithm than that of the key', async () => {
    const jws = await agencies.sign(aCommand(), { alg: 'ES256', header: { kid: kidOf('zz-police', 'EdDSA') } })
    expect(await judged(sent(jws))).toBe('wrong-signature')
  })

  it('for another service or deployment', async () => {
    for (const aud of ['/deployments/zz/prosecution', '/deployments/zz-test/investigation', 'investigation'])
      expect(await judged(sent(await agencies.sign(aCommand({ aud }))))).toBe('wrong-audience')
  })

  it('under the key of another case, whoever put it there', async () => {
    const jws = await agencies.sign(aCommand())
    expect(await judged(sent(jws, { key: null }))).toBe('replayed')
    expect(await judged(sent(jws, { key: Buffer.from('5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e') }))).toBe('replayed')
  })

  it('when nothing could be signed longer: an hour at most', async () => {
    expect(await judged(sent(await agencies.sign(aCommand({ iat: ARRIVED, exp: ARRIVED + 3_600 }))))).toBe('genuine')
    expect(await judged(sent(await agencies.sign(aCommand({ iat: ARRIVED, exp: ARRIVED + 3_601 }))))).toBe('malformed')
    expect(await judged(sent(await agencies.sign(aCommand({ iat: ARRIVED, exp: ARRIVED }))))).toBe('malformed')
  })
})

describe('what is no signed command is malformed', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('open the case, please')],
    ['JSON without a signature', Buffer.from(JSON.stringify({ command: 'OpenCase', caseId: CASE }))],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x2e, 0x80])],
    ['an unsigned token', Buffer.from(`${part({ alg: 'none' })}.${part(aCommand())}.`)],
    ['four parts', Buffer.from('YQ.YQ.YQ.YQ')],
    ['parts that are not JSON', Buffer.from('YQ.YQ.YQ')],
  ])('%s', async (_, bytes) => expect(await judged(sent(bytes))).toBe('malformed'))

  it('no value at all', async () => expect(await judged({ ...sent(''), value: null })).toBe('malformed'))

  it.each([
    ['another kind of token', { typ: 'JWT' }],
    ['no kind', { typ: undefined }],
    ['a key of its own', { jwk: { kty: 'OKP' } }],
    ['an address of keys', { jku: 'https://keys.example/jwks.json' }],
    ['an endless name of a key', { kid: 'k'.repeat(500) }],
  ])('a header with %s', async (_, header) => expect(await judged(sent(await agencies.sign(aCommand(), { header })))).toBe('malformed'))

  it.each([
    ['invalid UTF-8', '{"iss":"zz-police\xff"}'],
    ['a byte order mark', '\xef\xbb\xbf{}'],
    ['no object', '[]'],
  ])('a payload of %s', async (_, payload) =>
    expect(await judged(sent(await agencies.sign(payload, { agencyId: 'zz-police' })))).toBe('malformed'),
  )

  it.each([
    ['a member that nobody knows', { admin: true }],
    ['a case id in another spelling', { caseId: CASE.toUpperCase() }],
    ['no id', { jti: undefined }],
    ['a short id', { jti: 'x' }],
    ['no actor', { actor: undefined }],
    ['an actor without a role', { actor: { userId: 'm.santos', roles: [] } }],
    ['more roles than anybody has', { actor: { userId: 'm.santos', roles: Array.from({ length: 21 }, () => 'investigator') } }],
    ['a command in another spelling', { command: '../admin' }],
    ['no body', { body: undefined }],
    ['a body deeper than any', { body: { data: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as unknown } }],
    ['times that are none', { iat: '2026' }],
  ])('a payload with %s', async (_, change) => expect(await judged(sent(await agencies.sign(aCommand(change))))).toBe('malformed'))

  it('more than 256 KiB, and exactly so much is not', async () => {
    const body = (length: number) => ({ data: { note: 'n'.repeat(length) } })
    const empty = (await agencies.sign(aCommand({ body: body(0) }))).length
    // Four characters carry three bytes; one byte less leaves room for rounding.
    const full = await agencies.sign(aCommand({ body: body(Math.floor(((LARGEST_MESSAGE - empty) * 3) / 4) - 1) }))
    expect(full.length).toBeLessThanOrEqual(LARGEST_MESSAGE)
    expect(await judged(sent(full))).toBe('genuine')
    expect(await judged(sent(await agencies.sign(aCommand({ body: body(LARGEST_MESSAGE) }))))).toBe('malformed')
  })

  it('and is told in a sentence that quotes nothing of it', async () => {
    const jws = await agencies.sign(aCommand({ actor: { userId: 'Maria Santos, born 1999', roles: ['investigator'] } }))
    expect(await told(sent(jws))).toContain('actor.userId')
    expect(await told(sent(jws))).not.toContain('1999')
  })
})

describe('no change of a signed message is believed', () => {
  it.each(['EdDSA', 'ES256'] as const)('of any byte, signed with %s', async (alg) => {
    const jws = Buffer.from(await agencies.sign(aCommand(), { alg }))
    await fc.assert(
      fc.asyncProperty(fc.nat(jws.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(jws)
        changed[at] = (changed[at] ?? 0) ^ flip
        expect(await judged(sent(changed))).not.toBe('genuine')
      }),
      { numRuns: 400 },
    )
  })

  it('of its length, by leaving out, repeating or adding characters anywhere', async () => {
    const jws = await agencies.sign(aCommand())
    await fc.assert(
      fc.asyncProperty(
        fc.nat(jws.length),
        fc.nat(40),
        fc.string({ unit: fc.constantFrom(...'AQgw_-.=\n aZ09'), maxLength: 8 }),
        async (at, cut, added) => {
          const changed = jws.slice(0, at) + added + jws.slice(at + cut)
          fc.pre(changed !== jws)
          expect(await judged(sent(changed))).not.toBe('genuine')
        },
      ),
      { numRuns: 400 },
    )
  })

  it('of its claims under the old signature', async () => {
    const jws = await agencies.sign(aCommand())
    const [header, , signature] = jws.split('.')
    const changes = [{ caseId: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' }, { exp: ARRIVED + 3_000 }, { jti: 'attempt-0002' }]
    for (const change of changes)
      expect(await judged(sent(`${header}.${part(aCommand(change))}.${signature}`, { key: Buffer.from(change.caseId ?? CASE) }))).toBe(
        'wrong-signature',
      )
  })

  it('and the other signature that ES256 has for the same text makes no other command of it', async () => {
    const jws = await agencies.sign(aCommand(), { alg: 'ES256' })
    const twin = twinOf(jws)
    expect(twin).not.toBe(jws)
    expect(await verdict(sent(twin))).toEqual(await verdict(sent(jws)))
  })
})

const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')

/** With (r, s) also (r, n - s) is a signature of the same text by the same key. */
const twinOf = (jws: string): string => {
  const [header, payload, signature = ''] = jws.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const s = ORDER - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  return [
    header,
    payload,
    Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]).toString('base64url'),
  ].join('.')
}
