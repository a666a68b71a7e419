import { createCipheriv, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LARGEST_PLAINTEXT, EncryptedText } from '@case-timeline/contracts'
import { NotStorable } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose'
import { plaintextMember, keyIdOf, openMember, encryptMember, type SubjectKey } from './encrypted-member.ts'
import type { EncryptedMember } from './vault.ts'

interface Vectors {
  readonly key: { id: string; secret: string; encryptionKey: string; fingerprintKey: string }
  readonly members: readonly {
    label: string
    value: unknown
    text: string
    clearBytes: number
    header: unknown
    iv: string
    encrypted: string
    fingerprintText: string
    fingerprint: string
  }[]
}

const vectors = JSON.parse(readFileSync(new URL('./encrypted-member.vectors.json', import.meta.url), 'utf8')) as Vectors
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const hmac = (key: Buffer, message: string | Buffer): Buffer => createHmac('sha256', key).update(message).digest()

const key: SubjectKey = { id: vectors.key.id, secret: bytes(vectors.key.secret) }
const otherKey: SubjectKey = { ...key, secret: Buffer.alloc(32, 7) }
const LABEL = 'victimSupport.NeedsAssessed#gesi'

const encryptValue = (value: unknown, label = LABEL, by = key): Promise<EncryptedMember> => encryptMember(by, plaintextMember(label, value))
const open = (encrypted: string, label = LABEL, by = key) =>
  keyIdOf({ label, encrypted }) === by.id ? openMember(by, encrypted) : Promise.resolve({ state: 'unreadable' as const })

/** JSON that the log accepts. */
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

describe('an encrypted member', () => {
  it('decrypts to the original value', () =>
    fc.assert(
      fc.asyncProperty(storable, async (value) =>
        expect(await open((await encryptValue(value)).encrypted)).toEqual({ state: 'opened', value }),
      ),
    ))

  it('has the form that its contract requires, also at its maximum length', async () => {
    const longest = await encryptValue('x'.repeat(LARGEST_PLAINTEXT - 2), `"${'\\'.repeat(255)}`)
    for (const { encrypted, fingerprint } of [await encryptValue(null), await encryptValue({ gender: 'female' }), longest]) {
      expect(EncryptedText.safeParse(encrypted).success).toBe(true)
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  it('has the same length for two different short words', async () => {
    const lengths = await Promise.all(
      ['male', 'female', 'nonBinary', null, ['hearing', 'mobility']].map(async (one) => (await encryptValue(one)).encrypted.length),
    )
    expect(new Set(lengths).size).toBe(1)
  })

  it('reveals the length of its value only in units of 256 bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2_000 }), async (length) => {
        const [, , , ciphertext = ''] = (await encryptValue('x'.repeat(length))).encrypted.split('.')
        expect(Buffer.from(ciphertext, 'base64url')).toHaveLength(Math.ceil((length + 2) / 256) * 256)
      }),
    ))

  it('cannot be decrypted as another member', async () => {
    const { encrypted } = await encryptValue('female')
    expect(await open(encrypted, 'victimSupport.NeedsAssessed#other')).toEqual({ state: 'unreadable' })
    // Nor when another label is written into it.
    const [, ...rest] = encrypted.split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: key.id, lbl: 'a#b' })).toString('base64url')
    const relabelled = [header, ...rest].join('.')
    expect(keyIdOf({ label: 'a#b', encrypted: relabelled })).toBe(key.id)
    expect(await open(relabelled, 'a#b')).toEqual({ state: 'unreadable' })
  })

  it('cannot be decrypted with another key', async () =>
    expect(await openMember(otherKey, (await encryptValue('female')).encrypted)).toEqual({ state: 'unreadable' }))

  it('cannot be decrypted when one of its characters was changed', async () => {
    const { encrypted } = await encryptValue({ gender: 'female' })
    await fc.assert(
      fc.asyncProperty(
        fc.nat(encrypted.length - 1),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ '),
        async (at, replacement) => {
          fc.pre(encrypted[at] !== replacement)
          expect(await open(`${encrypted.slice(0, at)}${replacement}${encrypted.slice(at + 1)}`)).toEqual({ state: 'unreadable' })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('has exactly one encoding: it cannot be decrypted with another last character in any part', async () => {
    const parts = (await encryptValue({ gender: 'female' })).encrypted.split('.')
    for (const [at, part] of parts.entries())
      for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        if (part === '' || part.endsWith(last)) continue
        expect(await open(parts.with(at, part.slice(0, -1) + last).join('.'))).toEqual({ state: 'unreadable' })
      }
    expect(await open(`${parts.join('.')}=`)).toEqual({ state: 'unreadable' })
  })

  it.each([
    ['nothing', ''],
    ['plain words', 'some words'],
    ['dots', '....'],
    ['a text whose header is not an object', `${Buffer.from('null').toString('base64url')}....`],
  ])('is unreadable when it is %s', async (_, encrypted) => expect(await open(encrypted)).toEqual({ state: 'unreadable' }))

  it.each([
    ['has another member in its header', { kid: key.id, lbl: LABEL, cty: 'json' }],
    ['is compressed', { kid: key.id, lbl: LABEL, zip: 'DEF' }],
    ['names no key', { lbl: LABEL }],
    ['names a key that is not a UUID', { kid: '7', lbl: LABEL }],
  ])('is unreadable when it %s, even with the right key', async (_, bound) => {
    const encrypted = await new CompactEncrypt(Buffer.from('"female"'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...bound })
      .encrypt(bytes(vectors.key.encryptionKey))
    expect(keyIdOf({ label: LABEL, encrypted })).toBeUndefined()
  })

  it('is unreadable when it is longer than the maximum', async () => {
    const encrypted = await new CompactEncrypt(Buffer.alloc(50_000, ' '))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.id, lbl: LABEL })
      .encrypt(bytes(vectors.key.encryptionKey))
    expect(keyIdOf({ label: LABEL, encrypted })).toBeUndefined()
  })
})

describe('the fingerprint of an encrypted member', () => {
  it('is the same for the same value, while the encrypted text differs each time', () =>
    fc.assert(
      fc.asyncProperty(storable, async (value) => {
        const [one, two] = [await encryptValue(value), await encryptValue(value)]
        expect(one.fingerprint).toBe(two.fingerprint)
        expect(one.encrypted).not.toBe(two.encrypted)
      }),
    ))

  it('does not depend on the order of the members of an object', async () =>
    expect((await encryptValue({ gender: 'female', age: 17 })).fingerprint).toBe(
      (await encryptValue({ age: 17, gender: 'female' })).fingerprint,
    ))

  it('differs for another value, another label and the key of another subject', async () => {
    const all = await Promise.all([
      encryptValue('female'),
      encryptValue('male'),
      encryptValue('female', 'a#b'),
      encryptValue('female', LABEL, otherKey),
    ])
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length)
  })
})

describe('a value that cannot be encrypted', () => {
  it('is one of more than 40 KiB', () => {
    expect(plaintextMember(LABEL, 'x'.repeat(LARGEST_PLAINTEXT - 2)).text).toHaveLength(LARGEST_PLAINTEXT)
    expect(() => plaintextMember(LABEL, 'x'.repeat(LARGEST_PLAINTEXT - 1))).toThrow(RangeError)
    expect(() => plaintextMember(LABEL, '€'.repeat(LARGEST_PLAINTEXT / 3 + 1))).toThrow(RangeError)
  })

  it.each(['', 'a b', 'ü#b', 'a\n', 'x'.repeat(257)])('is one with the label %j', (label) =>
    expect(() => plaintextMember(label, 1)).toThrow(RangeError),
  )

  it.each([undefined, 1n, new Date(0), [undefined], '\ud83e'])('is %p, which is not JSON', (value) =>
    expect(() => plaintextMember(LABEL, value)).toThrow(NotStorable),
  )
})

describe('the byte layout of an encrypted member', () => {
  // RFC 5869 computed manually: no salt, one block.
  const derived = (context: string): Buffer => hmac(hmac(Buffer.alloc(32), key.secret), Buffer.concat([Buffer.from(context), Buffer.of(1)]))

  it('uses one derived key for encryption and another one for fingerprints', () => {
    expect(derived('case-timeline vault: sealing, 1').toString('hex')).toBe(vectors.key.encryptionKey)
    expect(derived('case-timeline vault: fingerprint, 1').toString('hex')).toBe(vectors.key.fingerprintKey)
  })

  it.each(vectors.members)('of $label is AES-256-GCM of the padded JSON, with its header as authenticated data', async (vector) => {
    const { label, value, text, encrypted } = vector
    const header = Buffer.from(JSON.stringify(vector.header)).toString('base64url')
    const cipher = createCipheriv('aes-256-gcm', bytes(vectors.key.encryptionKey), bytes(vector.iv)).setAAD(Buffer.from(header, 'ascii'))
    const ciphertext = Buffer.concat([
      cipher.update(text.padEnd(text.length + vector.clearBytes - Buffer.byteLength(text), ' ')),
      cipher.final(),
    ])
    const parts = [bytes(vector.iv), ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
    expect([header, '', ...parts].join('.')).toBe(encrypted)
    expect(plaintextMember(label, value)).toEqual({ label, text })
    expect(await open(encrypted, label)).toEqual({ state: 'opened', value })
  })

  it.each(vectors.members)('of $label has the fingerprint of its vector', async ({ label, value, fingerprintText, fingerprint }) => {
    expect(hmac(bytes(vectors.key.fingerprintKey), fingerprintText).toString('hex')).toBe(fingerprint)
    expect((await encryptValue(value, label)).fingerprint).toBe(fingerprint)
  })
})
