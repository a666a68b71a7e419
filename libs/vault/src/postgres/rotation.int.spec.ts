import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { kidOf, keyRing } from '../key-ring.ts'
import { WrappingKeyMissing, type TextToOpen, type Vault } from '../vault.ts'
import { connections, type Query } from './connection.ts'
import { vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { keyEncryptionKey, LABEL, opened, encryptedText, valueToEncrypt, vaultsOn, type Vaults } from './harness.fixtures.ts'
import { rewrap } from './rewrapping.ts'

const [old, newer, newest] = [keyEncryptionKey(1), keyEncryptionKey(2), keyEncryptionKey(3)]

let database: VaultDatabase
let vaults: Vaults
beforeEach(async () => {
  database = await vaultDatabase()
  vaults = vaultsOn(database.urls)
})
afterEach(async () => {
  await vaults.close()
  await database.drop()
})

const wrappedUnder = async (service = 'prosecution'): Promise<Record<string, number>> => {
  const { rows } = await database.asAdmin(
    'select wrapped_under as kid, count(*)::int as keys from vault.subject_key where service = $1 and wrapped is not null group by wrapped_under',
    [service],
  )
  return Object.fromEntries((rows as { kid: string; keys: number }[]).map(({ kid, keys }) => [kid, keys]))
}

const expectAllWrappedUnder = async (key: Buffer, keys: number): Promise<void> => {
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(20)) if ((await wrappedUnder())[kidOf(key)] === keys) break
  expect(await wrappedUnder()).toEqual({ [kidOf(key)]: keys })
}

const encryptMany = async (vault: Vault, count: number): Promise<TextToOpen[]> =>
  (await vault.encrypt(Array.from({ length: count }, (_, index) => valueToEncrypt(index)))).map((member) => ({
    label: LABEL,
    encrypted: member.encrypted,
  }))

const inOrder = (count: number) => Array.from({ length: count }, (_, value) => ({ state: 'opened', value }))

describe('a new key-encryption key', () => {
  it('rewraps all keys of the old one, which can then be dropped', async () => {
    const texts = await encryptMany(vaults.of('prosecution', old), 350)
    const both = vaults.of('prosecution', newer, old)
    expect(await both.open(texts)).toEqual(inOrder(350))
    await expectAllWrappedUnder(newer, 350)
    expect(await vaults.of('prosecution', newer).open(texts)).toEqual(inOrder(350))
  })

  it('is first distributed and then wraps: meanwhile each process opens the texts of all others', async () => {
    const before = vaults.of('prosecution', old, newer)
    const after = vaults.of('prosecution', newer, old)
    const texts = [await encryptedText(before, 0), await encryptedText(after, 1)]
    for (const one of [before, after]) expect(await one.open(texts)).toEqual(inOrder(2))
  })

  it('rewraps from several processes at the same time, while others encrypt and destroy', async () => {
    const texts = await encryptMany(vaults.of('prosecution', old), 250)
    const gone = randomUUID()
    const erased = await encryptedText(vaults.of('prosecution', old), 'female', gone)
    const processes = Array.from({ length: 3 }, () => vaults.of('prosecution', newer, old))
    const [, , , encryptedMeanwhile] = await Promise.all([
      ...processes.map((one) => one.ping()),
      encryptedText(vaults.of('prosecution', newer, old), 250),
      vaults.of('prosecution', newer, old).destroy(gone),
    ])
    await expectAllWrappedUnder(newer, 251)
    const only = vaults.of('prosecution', newer)
    expect(await only.open([...texts, encryptedMeanwhile as TextToOpen])).toEqual(inOrder(251))
    expect(await opened(only, erased)).toEqual({ state: 'erased' })
  })

  it('skips a row that was changed, rewraps the rest, and finishes', async () => {
    await encryptMany(vaults.of('prosecution', old), 3)
    const subject = randomUUID()
    await encryptedText(vaults.of('prosecution', old), 'female', subject)
    await database.asAdmin(`update vault.subject_key set wrapped = 'nonsense' where subject = $1`, [subject])
    const { query, close } = connections(database.urls.prosecution)
    let batches = 0
    await rewrap(query, keyRing('prosecution', [newer, old]), () => (batches += 1) < 10)
    await close()
    expect(batches).toBe(2)
    expect(await wrappedUnder()).toEqual({ [kidOf(newer)]: 3, [kidOf(old)]: 1 })
  })

  it('does not restore a key that was destroyed between reading and rewrapping, and rewraps the others', async () => {
    const subject = randomUUID()
    const vault = vaults.of('prosecution', old)
    const [gone, ...kept] = [await encryptedText(vault, 'female', subject), await encryptedText(vault, 0), await encryptedText(vault, 1)]
    const { query, close } = connections(database.urls.prosecution)
    const destroyingBeforeWriting: Query = async (name, text, values) => {
      if (name === 'rewrap') await vault.destroy(subject)
      return query(name, text, values)
    }
    await rewrap(destroyingBeforeWriting, keyRing('prosecution', [newer, old]), () => true)
    await close()
    expect(await vaults.of('prosecution', newer).open([...kept, gone as TextToOpen])).toEqual([...inOrder(2), { state: 'erased' }])
  })

  it('affects only one service', async () => {
    await encryptedText(vaults.of('prosecution', old), 'female')
    await encryptedText(vaults.of('victimSupport', old), 'female')
    await vaults.of('prosecution', newer, old).ping()
    await expectAllWrappedUnder(newer, 1)
    expect(await wrappedUnder('victimSupport')).toEqual({ [kidOf(old)]: 1 })
  })

  it('finishes before the vault closes, or stops between two batches', async () => {
    await encryptMany(vaults.of('prosecution', old), 350)
    const both = vaults.of('prosecution', newer, old)
    await both.ping()
    await both.close()
    const begun = await wrappedUnder()
    expect(Object.values(begun).reduce((sum, keys) => sum + keys)).toBe(350)
    await vaults.of('prosecution', newer, old).ping()
    await expectAllWrappedUnder(newer, 350)
  })
})

describe('a key-encryption key that was dropped too early', () => {
  it('blocks the vault from the first call, and is named in the error', async () => {
    const text = await encryptedText(vaults.of('prosecution', old), 'female')
    const vault = vaults.of('prosecution', newer, newest)
    for (const call of [() => vault.ping(), () => vault.open([text]), () => vault.encrypt([valueToEncrypt('male')]), () => vault.ping()]) {
      const failure = await call().catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(WrappingKeyMissing)
      expect(failure).toMatchObject({ kid: kidOf(old), message: expect.stringContaining(kidOf(old)) as unknown })
      expect(String(failure)).not.toContain(old.toString('hex'))
    }
    expect(await wrappedUnder()).toEqual({ [kidOf(old)]: 1 })
  })

  it('is also reported by a running process, when it reads a key that another process wrapped', async () => {
    const running = vaults.of('prosecution', old)
    await running.ping()
    const text = await encryptedText(vaults.of('prosecution', newer, old), 'female')
    await expect(running.open([text])).rejects.toThrow(WrappingKeyMissing)
  })

  it('is no longer reported once another process has rewrapped all keys', async () => {
    const text = await encryptedText(vaults.of('prosecution', old), 'female')
    const vault = vaults.of('prosecution', newer)
    await expect(vault.ping()).rejects.toThrow(WrappingKeyMissing)
    await vaults.of('prosecution', newer, old).ping()
    await expectAllWrappedUnder(newer, 1)
    expect(await opened(vault, text)).toEqual({ state: 'opened', value: 'female' })
  })

  it('is not needed for destroyed keys', async () => {
    const subject = randomUUID()
    const vault = vaults.of('prosecution', old)
    const text = await encryptedText(vault, 'female', subject)
    await vault.destroy(subject)
    expect(await opened(vaults.of('prosecution', newer), text)).toEqual({ state: 'erased' })
  })
})
