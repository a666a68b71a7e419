import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { CompactEncrypt } from 'jose'
import { mac } from './encrypted-member.ts'

interface Test {
  readonly tcId: number
  readonly comment: string
  readonly key: string
  readonly msg: string
  readonly tag: string
  readonly result: 'valid' | 'invalid' | 'acceptable'
}
interface GcmTest extends Test {
  readonly iv: string
  readonly aad: string
  readonly ct: string
}
interface Group<T> {
  readonly keySize: number
  readonly ivSize?: number
  readonly tagSize: number
  readonly tests: readonly T[]
}

const root = resolve(import.meta.dirname, '../../..')
const vectors = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data', 'vectors/wycheproof')
if (!existsSync(vectors)) throw new Error(`The data folder has no ${vectors}: set CASE_TIMELINE_DATA to the folder that holds vectors/.`)

const groups = <T>(file: string): readonly Group<T>[] =>
  (JSON.parse(readFileSync(resolve(vectors, file), 'utf8')) as { testGroups: readonly Group<T>[] }).testGroups
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

const gcmTests = groups<GcmTest>('aes_gcm_test.json')
  .filter(({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128)
  .flatMap(({ tests }) => tests)
const valid = gcmTests.filter(({ result }) => result === 'valid')
const invalid = gcmTests.filter(({ result }) => result === 'invalid')

/** The decryption call behind a JWE with A256GCM. */
const decrypted = async ({ key, iv, aad, ct, tag }: GcmTest): Promise<string> => {
  const secret = await crypto.subtle.importKey('raw', bytes(key), 'AES-GCM', false, ['decrypt'])
  const parameters = { name: 'AES-GCM', iv: bytes(iv), additionalData: bytes(aad), tagLength: 128 }
  return Buffer.from(await crypto.subtle.decrypt(parameters, secret, bytes(ct + tag))).toString('hex')
}

describe('AES-256-GCM, checked against the test vectors of Wycheproof', () => {
  it('has both valid and invalid vectors', () => expect([valid.length, invalid.length].every((count) => count > 15)).toBe(true))

  // In GCM the ciphertext does not depend on the authenticated data, which in a JWE is always its header; the tag does.
  it.each(valid)('encrypts valid vector $tcId ($comment) as a JWE with this ciphertext, and decrypts it', async (vector) => {
    const jwe = await new CompactEncrypt(bytes(vector.msg))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setInitializationVector(bytes(vector.iv))
      .encrypt(bytes(vector.key))
    expect(Buffer.from(jwe.split('.')[3] ?? '', 'base64url').toString('hex')).toBe(vector.ct)
    expect(await decrypted(vector)).toBe(vector.msg)
  })

  it.each(invalid)('refuses to decrypt invalid vector $tcId ($comment)', async (vector) => {
    await expect(decrypted(vector)).rejects.toThrow()
  })
})

describe('HMAC-SHA-256, checked against the test vectors of Wycheproof', () => {
  const all = groups<Test>('hmac_sha256_test.json').flatMap(({ tagSize, tests }) => tests.map((test) => ({ ...test, tagSize })))

  it.each(all)('gives the expected result for vector $tcId ($comment: $result, $tagSize bits)', ({ key, msg, tag, tagSize, result }) =>
    expect(
      mac(bytes(key), bytes(msg))
        .subarray(0, tagSize / 8)
        .toString('hex') === tag,
    ).toBe(result === 'valid'),
  )
})
