import { beforeAll, describe, expect, it } from '@jest/globals'
import { LARGEST_MESSAGE } from '@case-timeline/contracts'
import fc from 'fast-check'
import { verifyCommand, type SentMessage } from './signed-command.ts'
import { aCommand, ARRIVED, CASE, kidOf, sentMessage, signingAgencies } from './signing.fixtures.ts'

let agencies: Awaited<ReturnType<typeof signingAgencies>>
beforeAll(async () => {
  agencies = await signingAgencies([
    { agencyId: 'zz-police', sector: 'investigation', roles: ['lead-investigator', 'investigator'] },
    { agencyId: 'zz-harbour-police', sector: 'investigation', roles: ['investigator'] },
  ])
})

const verdict = (message: SentMessage) => verifyCommand(message, { audience: '/deployments/zz/investigation', register: agencies.register })
const outcomeOf = async (message: SentMessage): Promise<string> => {
  const found = await verdict(message)
  return 'reason' in found ? found.reason : 'genuine'
}
const detailOf = async (message: SentMessage): Promise<string> => {
  const found = await verdict(message)
  return 'reason' in found ? found.detail : ''
}
const base64urlPart = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

describe('a valid signed command', () => {
  it.each(['EdDSA', 'ES256'] as const)('is accepted with a key for %s', async (alg) => {
    const found = await verdict(sentMessage(await agencies.sign(aCommand(), { alg })))
    expect(found).toMatchObject({ command: aCommand(), agency: { agencyId: 'zz-police' } })
  })

  it('has the same digest when the same message arrives again, and another one after a new signature', async () => {
    const jws = await agencies.sign(aCommand())
    const signedAgain = await agencies.sign(aCommand({ iat: ARRIVED - 9 }))
    const [first, again, other] = await Promise.all([jws, jws, signedAgain].map((one) => verdict(sentMessage(one))))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('has the agency as message key if it belongs to no case', async () => {
    const jws = await agencies.sign(aCommand({ caseId: undefined }))
    expect(await outcomeOf(sentMessage(jws, { key: Buffer.from('zz-police') }))).toBe('genuine')
    expect(await outcomeOf(sentMessage(jws))).toBe('replayed')
  })

  it('may have null for what is absent; the nulls of its body are judged with the command', async () => {
    const body = { occurredAt: null, data: { kind: null } }
    const found = await verdict(sentMessage(await agencies.sign(aCommand({ ifMatch: null as never, body }))))
    expect(found).toMatchObject({ command: { body } })
    expect('command' in found && 'ifMatch' in found.command).toBe(false)
    const jws = await agencies.sign(aCommand({ caseId: null as never }))
    expect(await outcomeOf(sentMessage(jws, { key: Buffer.from('zz-police') }))).toBe('genuine')
  })

  it('may arrive a minute late or early, because clocks differ', async () => {
    const jws = await agencies.sign(aCommand())
    const { iat, exp } = aCommand()
    expect(await outcomeOf(sentMessage(jws, { arrivedAt: (exp + 60) * 1_000 }))).toBe('genuine')
    expect(await outcomeOf(sentMessage(jws, { arrivedAt: (exp + 61) * 1_000 }))).toBe('expired')
    expect(await outcomeOf(sentMessage(jws, { arrivedAt: (iat - 60) * 1_000 }))).toBe('genuine')
    expect(await outcomeOf(sentMessage(jws, { arrivedAt: (iat - 61) * 1_000 }))).toBe('issued-in-future')
  })
})

describe('a signed command is rejected', () => {
  it('with the key of another agency', async () => {
    const jws = await agencies.sign(aCommand(), { agencyId: 'zz-harbour-police' })
    expect(await outcomeOf(sentMessage(jws))).toBe('unknown-key')
  })

  it('with the key of another agency under a kid of the sender’s agency', async () => {
    const jws = await agencies.sign(aCommand(), { agencyId: 'zz-harbour-police', header: { kid: kidOf('zz-police', 'EdDSA') } })
    expect(await outcomeOf(sentMessage(jws))).toBe('wrong-signature')
  })

  it('from an unregistered agency', async () =>
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand({ iss: 'zz-nobody' }), { agencyId: 'zz-police' })))).toBe(
      'unknown-agency',
    ))

  it('with an algorithm other than that of the key', async () => {
    const jws = await agencies.sign(aCommand(), { alg: 'ES256', header: { kid: kidOf('zz-police', 'EdDSA') } })
    expect(await outcomeOf(sentMessage(jws))).toBe('wrong-signature')
  })

  it('for another service or deployment', async () => {
    for (const aud of ['/deployments/zz/prosecution', '/deployments/zz-test/investigation', 'investigation'])
      expect(await outcomeOf(sentMessage(await agencies.sign(aCommand({ aud }))))).toBe('wrong-audience')
  })

  it('under the message key of another case', async () => {
    const jws = await agencies.sign(aCommand())
    expect(await outcomeOf(sentMessage(jws, { key: null }))).toBe('replayed')
    expect(await outcomeOf(sentMessage(jws, { key: Buffer.from('5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e') }))).toBe('replayed')
  })

  it('with a validity of more than one hour', async () => {
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand({ iat: ARRIVED, exp: ARRIVED + 3_600 }))))).toBe('genuine')
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand({ iat: ARRIVED, exp: ARRIVED + 3_601 }))))).toBe('malformed')
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand({ iat: ARRIVED, exp: ARRIVED }))))).toBe('malformed')
  })
})

describe('the payload of a message', () => {
  const brackets = '['.repeat(190_000)

  it('is not read before the signature was verified', async () => {
    const [header, , signature] = (await agencies.sign(aCommand())).split('.')
    for (const payload of [brackets, 'no JSON', aCommand({ iss: 'zz-nobody' }), aCommand({ caseId: 'x' })])
      expect(await outcomeOf(sentMessage(`${header}.${base64urlPart(payload)}.${signature}`))).toBe('wrong-signature')
  })

  it('is not read if nobody has registered the key, nor is its signature', async () => {
    const header = base64urlPart({ alg: 'EdDSA', kid: 'zz-nobody', typ: 'case-command+jwt' })
    for (const payload of [brackets, aCommand()])
      expect(await outcomeOf(sentMessage(`${header}.${base64urlPart(payload)}.AAA`))).toBe('unknown-key')
  })

  it.each([
    ['deeper', brackets],
    ['with more values', `{"iss":[${'0,'.repeat(60_000)}0]}`],
  ])('is malformed if it is %s than any command, before it is parsed', async (_, payload) =>
    expect(await detailOf(sentMessage(await agencies.sign(payload, { agencyId: 'zz-police' })))).toBe(
      'the payload is deeper, or has more values, than any command',
    ),
  )
})

it('a signed command over HTTP has no message key', async () => {
  const { value, arrivedAt } = sentMessage(await agencies.sign(aCommand()))
  expect(await outcomeOf({ value, arrivedAt })).toBe('genuine')
})

it('a protected header is malformed if it is longer than any one needs, whatever is in it', async () => {
  const header = base64urlPart(`{"alg":"EdDSA","kid":"zz","typ":"case-command+jwt"}${' '.repeat(1_000)}`)
  expect(await detailOf(sentMessage(`${header}.AAAA.AAAA`))).toBe('the protected header is longer than 1024 characters')
})

describe('a message is malformed if it is', () => {
  it.each([
    ['empty', new Uint8Array()],
    ['text', Buffer.from('open the case, please')],
    ['JSON without a signature', Buffer.from(JSON.stringify({ command: 'OpenCase', caseId: CASE }))],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x2e, 0x80])],
    ['an unsigned token', Buffer.from(`${base64urlPart({ alg: 'none' })}.${base64urlPart(aCommand())}.`)],
    ['four parts', Buffer.from('YQ.YQ.YQ.YQ')],
    ['parts that are not JSON', Buffer.from('YQ.YQ.YQ')],
  ])('%s', async (_, bytes) => expect(await outcomeOf(sentMessage(bytes))).toBe('malformed'))

  it('without a value', async () => expect(await outcomeOf({ ...sentMessage(''), value: null })).toBe('malformed'))

  it.each([
    ['another kind of token', { typ: 'JWT' }],
    ['no kind', { typ: undefined }],
    ['a key of its own', { jwk: { kty: 'OKP' } }],
    ['an address of keys', { jku: 'https://keys.example/jwks.json' }],
    ['an endless name of a key', { kid: 'k'.repeat(500) }],
    ['a null in a member that every object has', { toString: null as never }],
  ])('a header with %s', async (_, header) =>
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand(), { header })))).toBe('malformed'),
  )

  it.each([
    ['invalid UTF-8', '{"iss":"zz-police\xff"}'],
    ['a byte order mark', '\xef\xbb\xbf{}'],
    ['an array instead of an object', '[]'],
  ])('a payload of %s', async (_, payload) =>
    expect(await outcomeOf(sentMessage(await agencies.sign(payload, { agencyId: 'zz-police' })))).toBe('malformed'),
  )

  it.each([
    ['an unknown member', { admin: true }],
    ['a case id in another spelling', { caseId: CASE.toUpperCase() }],
    ['no id', { jti: undefined }],
    ['a short id', { jti: 'x' }],
    ['no actor', { actor: undefined }],
    ['an actor without a role', { actor: { userId: 'm.santos', roles: [] } }],
    ['more than 20 roles', { actor: { userId: 'm.santos', roles: Array.from({ length: 21 }, () => 'investigator') } }],
    ['a command in another spelling', { command: '../admin' }],
    ['no body', { body: undefined }],
    ['a body nested too deep', { body: { data: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as unknown } }],
    ['a malformed time', { iat: '2026' }],
  ])('a payload with %s', async (_, change) =>
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand(change))))).toBe('malformed'),
  )

  it('larger than 256 KiB, but not with exactly 256 KiB', async () => {
    const body = (length: number) => ({ data: { note: 'n'.repeat(length) } })
    const empty = (await agencies.sign(aCommand({ body: body(0) }))).length
    // Four characters encode three bytes; one byte less leaves room for rounding.
    const full = await agencies.sign(aCommand({ body: body(Math.floor(((LARGEST_MESSAGE - empty) * 3) / 4) - 1) }))
    expect(full.length).toBeLessThanOrEqual(LARGEST_MESSAGE)
    expect(await outcomeOf(sentMessage(full))).toBe('genuine')
    expect(await outcomeOf(sentMessage(await agencies.sign(aCommand({ body: body(LARGEST_MESSAGE) }))))).toBe('malformed')
  })

  it('and its detail quotes none of the message', async () => {
    const jws = await agencies.sign(aCommand({ actor: { userId: 'Maria Santos, born 1999', roles: ['investigator'] } }))
    expect(await detailOf(sentMessage(jws))).toContain('actor.userId')
    expect(await detailOf(sentMessage(jws))).not.toContain('1999')
  })
})

describe('a changed signed message is rejected after a change', () => {
  it.each(['EdDSA', 'ES256'] as const)('of any byte, signed with %s', async (alg) => {
    const jws = Buffer.from(await agencies.sign(aCommand(), { alg }))
    await fc.assert(
      fc.asyncProperty(fc.nat(jws.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(jws)
        changed[at] = (changed[at] ?? 0) ^ flip
        expect(await outcomeOf(sentMessage(changed))).not.toBe('genuine')
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
          expect(await outcomeOf(sentMessage(changed))).not.toBe('genuine')
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
      expect(
        await outcomeOf(
          sentMessage(`${header}.${base64urlPart(aCommand(change))}.${signature}`, { key: Buffer.from(change.caseId ?? CASE) }),
        ),
      ).toBe('wrong-signature')
  })

  it('but the second valid ES256 signature of the same text gives the same command', async () => {
    const jws = await agencies.sign(aCommand(), { alg: 'ES256' })
    const twin = twinOf(jws)
    expect(twin).not.toBe(jws)
    expect(await verdict(sentMessage(twin))).toEqual(await verdict(sentMessage(jws)))
  })
})

const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')

/** For a signature (r, s), (r, n - s) is also a valid signature of the same text by the same key. */
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
