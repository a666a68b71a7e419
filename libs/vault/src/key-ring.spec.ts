import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { kidOf, keyRing, type WrappedKey } from './key-ring.ts'
import { WrappingKeyMissing } from './vault.ts'

interface Vectors {
  readonly key: { id: string; service: string; subject: string; secret: string }
  readonly wrapping: { keyEncryptionKey: string; kid: string; wrapped: string }
}

const { key, wrapping } = JSON.parse(readFileSync(new URL('./encrypted-member.vectors.json', import.meta.url), 'utf8')) as Vectors
const old = Buffer.from(wrapping.keyEncryptionKey, 'hex')
const newer = Buffer.alloc(32, 9)
const row: WrappedKey = { id: key.id, subject: key.subject, wrapped: wrapping.wrapped, wrappedUnder: wrapping.kid }

describe('the wrapping of the key of a subject', () => {
  it('has the byte layout of its vectors', async () => {
    expect(kidOf(old)).toBe(wrapping.kid)
    expect((await keyRing(key.service, [old]).unwrap(row))?.toString('hex')).toBe(key.secret)
  })

  it('can be undone', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        async (wraps, secret) => {
          const ring = keyRing('prosecution', [Buffer.from(wraps)])
          const wrapped = await ring.wrap({ id: key.id, subject: key.subject, secret: Buffer.from(secret) })
          expect(wrapped.wrappedUnder).toBe(ring.current)
          expect(await ring.unwrap(wrapped)).toEqual(Buffer.from(secret))
        },
      ),
    ))

  it('uses the first key-encryption key, and can be undone with any of them', async () => {
    const ring = keyRing(key.service, [newer, old])
    expect(ring.current).toBe(kidOf(newer))
    expect((await ring.unwrap(row))?.toString('hex')).toBe(key.secret)
    expect((await ring.wrap({ ...row, secret: Buffer.alloc(32) })).wrappedUnder).toBe(kidOf(newer))
  })

  it('names the missing key-encryption key by its id, and never shows a key', async () => {
    const failure = await keyRing(key.service, [newer])
      .unwrap(row)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(WrappingKeyMissing)
    expect(failure).toMatchObject({ kid: wrapping.kid, message: expect.stringContaining(wrapping.kid) as unknown })
    expect(String(failure)).not.toContain(newer.toString('hex'))
  })

  it.each([
    ['of another id', { ...row, id: '00000000-0000-4000-8000-000000000000' }, key.service],
    ['of another subject', { ...row, subject: '00000000-0000-4000-8000-000000000000' }, key.service],
    ['of another service', row, 'prosecution'],
    ['changed', { ...row, wrapped: row.wrapped.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')) }, key.service],
    ['not wrapped', { ...row, wrapped: key.secret }, key.service],
  ])('refuses to unwrap a key that is %s', async (_, changedKey, service) =>
    expect(await keyRing(service, [old]).unwrap(changedKey)).toBeUndefined(),
  )

  it('refuses to unwrap with another key of the same name', async () => {
    const wrapped = await keyRing(key.service, [newer]).wrap({ ...row, secret: Buffer.alloc(32) })
    expect(await keyRing(key.service, [old]).unwrap({ ...wrapped, wrappedUnder: kidOf(old) })).toBeUndefined()
  })

  it.each([
    ['no key', []],
    ['a key that is too short', [old, Buffer.alloc(16)]],
    ['a key that is too long', [Buffer.alloc(33)]],
    ['the same key twice', [old, newer, old]],
  ])('refuses a ring with %s', (_, keys) => expect(() => keyRing('prosecution', keys)).toThrow(RangeError))
})
