import { createCipheriv, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LARGEST_CLEAR_VALUE, SealedText } from '@case-timeline/contracts'
import { NotStorable } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose'
import { clearMember, keyIdOf, openMember, sealMember, type SubjectKey } from './sealed-member.ts'
import type { SealedMember } from './vault.ts'

interface Vectors {
  readonly key: { id: string; secret: string; sealingKey: string; fingerprintKey: string }
  readonly members: readonly {
    label: string
    value: unknown
    text: string
    clearBytes: number
    header: unknown
    iv: string
    sealed: string
    fingerprintText: string
    fingerprint: string
  }[]
}

const vectors = JSON.parse(readFileSync(new URL('./sealed-member.vectors.json', import.meta.url), 'utf8')) as Vectors
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const hmac = (key: Buffer, message: string | Buffer): Buffer => createHmac('sha256', key).update(message).digest()

const key: SubjectKey = { id: vectors.key.id, secret: bytes(vectors.key.secret) }
const another: SubjectKey = { ...key, secret: Buffer.alloc(32, 7) }
const LABEL = 'victimSupport.NeedsAssessed#gesi'

const seal = (value: unknown, label = LABEL, by = key): Promise<SealedMember> => sealMember(by, clearMember(label, value))
const open = (sealed: string, label = LABEL, by = key) =>
  keyIdOf({ label, sealed }) === by.id ? openMember(by, sealed) : Promise.resolve({ state: 'unreadable' as const })

/** JSON that the log takes. */
const storable = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger().filter((number) => !Object.is(number, -0)),
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

describe('a sealed member', () => {
  it('opens as the value that was sealed', () =>
    fc.assert(
      fc.asyncProperty(storable, async (value) => expect(await open((await seal(value)).sealed)).toEqual({ state: 'opened', value })),
    ))

  it('has the form that contracts ask for, at its longest too', async () => {
    const longest = await seal('x'.repeat(LARGEST_CLEAR_VALUE - 2), `"${'\\'.repeat(255)}`)
    for (const { sealed, fingerprint } of [await seal(null), await seal({ gender: 'female' }), longest]) {
      expect(SealedText.safeParse(sealed).success).toBe(true)
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  it('is as long for one short word as for another', async () => {
    const lengths = await Promise.all(
      ['male', 'female', 'nonBinary', null, ['hearing', 'mobility']].map(async (one) => (await seal(one)).sealed.length),
    )
    expect(new Set(lengths).size).toBe(1)
  })

  it('tells of its value’s length only the number of 256 bytes begun', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2_000 }), async (length) => {
        const [, , , ciphertext = ''] = (await seal('x'.repeat(length))).sealed.split('.')
        expect(Buffer.from(ciphertext, 'base64url')).toHaveLength(Math.ceil((length + 2) / 256) * 256)
      }),
    ))

  it('opens as no other member', async () => {
    const { sealed } = await seal('female')
    expect(await open(sealed, 'victimSupport.NeedsAssessed#other')).toEqual({ state: 'unreadable' })
    // Nor when somebody writes the other label into it.
    const [, ...rest] = sealed.split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: key.id, lbl: 'a#b' })).toString('base64url')
    const relabelled = [header, ...rest].join('.')
    expect(keyIdOf({ label: 'a#b', sealed: relabelled })).toBe(key.id)
    expect(await open(relabelled, 'a#b')).toEqual({ state: 'unreadable' })
  })

  it('opens with no other key', async () =>
    expect(await openMember(another, (await seal('female')).sealed)).toEqual({ state: 'unreadable' }))

  it('does not open when one character of it was changed', async () => {
    const { sealed } = await seal({ gender: 'female' })
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sealed.length - 1),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ '),
        async (at, instead) => {
          fc.pre(sealed[at] !== instead)
          expect(await open(`${sealed.slice(0, at)}${instead}${sealed.slice(at + 1)}`)).toEqual({ state: 'unreadable' })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('has one spelling: no other last character of any part opens it', async () => {
    const parts = (await seal({ gender: 'female' })).sealed.split('.')
    for (const [at, part] of parts.entries())
      for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        if (part === '' || part.endsWith(last)) continue
        expect(await open(parts.with(at, part.slice(0, -1) + last).join('.'))).toEqual({ state: 'unreadable' })
      }
    expect(await open(`${parts.join('.')}=`)).toEqual({ state: 'unreadable' })
  })

  it.each([
    ['nothing', ''],
    ['words', 'her words'],
    ['dots', '....'],
    ['a header that is no object', `${Buffer.from('null').toString('base64url')}....`],
  ])('takes %s for unreadable', async (_, sealed) => expect(await open(sealed)).toEqual({ state: 'unreadable' }))

  it.each([
    ['says more in its header', { kid: key.id, lbl: LABEL, cty: 'json' }],
    ['is packed', { kid: key.id, lbl: LABEL, zip: 'DEF' }],
    ['names no key', { lbl: LABEL }],
    ['names a key that is no UUID', { kid: '7', lbl: LABEL }],
  ])('is none of ours when it %s, even under the right key', async (_, bound) => {
    const sealed = await new CompactEncrypt(Buffer.from('"female"'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...bound })
      .encrypt(bytes(vectors.key.sealingKey))
    expect(keyIdOf({ label: LABEL, sealed })).toBeUndefined()
  })

  it('is none of ours when it is longer than any that is sealed', async () => {
    const sealed = await new CompactEncrypt(Buffer.alloc(50_000, ' '))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.id, lbl: LABEL })
      .encrypt(bytes(vectors.key.sealingKey))
    expect(keyIdOf({ label: LABEL, sealed })).toBeUndefined()
  })
})

describe('the fingerprint of a sealed member', () => {
  it('is the same whenever the same value is sealed, and the sealed text is not', () =>
    fc.assert(
      fc.asyncProperty(storable, async (value) => {
        const [one, two] = [await seal(value), await seal(value)]
        expect(one.fingerprint).toBe(two.fingerprint)
        expect(one.sealed).not.toBe(two.sealed)
      }),
    ))

  it('does not depend on the order in which members were written', async () =>
    expect((await seal({ gender: 'female', age: 17 })).fingerprint).toBe((await seal({ age: 17, gender: 'female' })).fingerprint))

  it('differs for another value, another label and another subject’s key', async () => {
    const all = await Promise.all([seal('female'), seal('male'), seal('female', 'a#b'), seal('female', LABEL, another)])
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length)
  })
})

describe('what cannot be sealed', () => {
  it('is more than 32 KiB', () => {
    expect(clearMember(LABEL, 'x'.repeat(LARGEST_CLEAR_VALUE - 2)).text).toHaveLength(LARGEST_CLEAR_VALUE)
    expect(() => clearMember(LABEL, 'x'.repeat(LARGEST_CLEAR_VALUE - 1))).toThrow(RangeError)
    expect(() => clearMember(LABEL, '€'.repeat(LARGEST_CLEAR_VALUE / 3 + 1))).toThrow(RangeError)
  })

  it.each(['', 'a b', 'ü#b', 'a\n', 'x'.repeat(257)])('has %j for a label', (label) =>
    expect(() => clearMember(label, 1)).toThrow(RangeError),
  )

  it.each([undefined, 1n, new Date(0), [undefined], '\ud83e'])('is %p, which is no JSON', (value) =>
    expect(() => clearMember(LABEL, value)).toThrow(NotStorable),
  )
})

describe('the byte layout of a sealed member', () => {
  // RFC 5869 by hand: no salt, one block.
  const derived = (context: string): Buffer => hmac(hmac(Buffer.alloc(32), key.secret), Buffer.concat([Buffer.from(context), Buffer.of(1)]))

  it('derives one key for sealing and one for fingerprints', () => {
    expect(derived('case-timeline vault: sealing, 1').toString('hex')).toBe(vectors.key.sealingKey)
    expect(derived('case-timeline vault: fingerprint, 1').toString('hex')).toBe(vectors.key.fingerprintKey)
  })

  it.each(vectors.members)('of $label is AES-256-GCM over padded JSON, with its header authenticated', async (vector) => {
    const { label, value, text, sealed } = vector
    const header = Buffer.from(JSON.stringify(vector.header)).toString('base64url')
    const cipher = createCipheriv('aes-256-gcm', bytes(vectors.key.sealingKey), bytes(vector.iv)).setAAD(Buffer.from(header, 'ascii'))
    const ciphertext = Buffer.concat([
      cipher.update(text.padEnd(text.length + vector.clearBytes - Buffer.byteLength(text), ' ')),
      cipher.final(),
    ])
    const parts = [bytes(vector.iv), ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
    expect([header, '', ...parts].join('.')).toBe(sealed)
    expect(clearMember(label, value)).toEqual({ label, text })
    expect(await open(sealed, label)).toEqual({ state: 'opened', value })
  })

  it.each(vectors.members)('of $label has this fingerprint', async ({ label, value, fingerprintText, fingerprint }) => {
    expect(hmac(bytes(vectors.key.fingerprintKey), fingerprintText).toString('hex')).toBe(fingerprint)
    expect((await seal(value, label)).fingerprint).toBe(fingerprint)
  })
})
