import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { kidOf, keyRing } from '../key-ring.ts'
import { WrappingKeyMissing, type ToOpen, type Vault } from '../vault.ts'
import { connections, type Ask } from './connection.ts'
import { vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { keyEncryptionKey, LABEL, opened, sealed, sealing, vaultsOn, type Vaults } from './harness.fixtures.ts'
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

const allUnder = async (key: Buffer, keys: number): Promise<void> => {
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(20)) if ((await wrappedUnder())[kidOf(key)] === keys) break
  expect(await wrappedUnder()).toEqual({ [kidOf(key)]: keys })
}

const sealMany = async (vault: Vault, count: number): Promise<ToOpen[]> =>
  (await vault.seal(Array.from({ length: count }, (_, index) => sealing(index)))).map((member) => ({ label: LABEL, sealed: member.sealed }))

const inOrder = (count: number) => Array.from({ length: count }, (_, value) => ({ state: 'opened', value }))

describe('a new key-encryption key', () => {
  it('takes over all that the old one wrapped, which can then be dropped', async () => {
    const texts = await sealMany(vaults.of('prosecution', old), 350)
    const both = vaults.of('prosecution', newer, old)
    expect(await both.open(texts)).toEqual(inOrder(350))
    await allUnder(newer, 350)
    expect(await vaults.of('prosecution', newer).open(texts)).toEqual(inOrder(350))
  })

  it('is first known everywhere and then wraps: meanwhile each process opens what any of them sealed', async () => {
    const before = vaults.of('prosecution', old, newer)
    const after = vaults.of('prosecution', newer, old)
    const texts = [await sealed(before, 0), await sealed(after, 1)]
    for (const one of [before, after]) expect(await one.open(texts)).toEqual(inOrder(2))
  })

  it('takes over from several processes at once, while others seal and destroy', async () => {
    const texts = await sealMany(vaults.of('prosecution', old), 250)
    const gone = randomUUID()
    const erased = await sealed(vaults.of('prosecution', old), 'female', gone)
    const processes = Array.from({ length: 3 }, () => vaults.of('prosecution', newer, old))
    const [, , , sealedMeanwhile] = await Promise.all([
      ...processes.map((one) => one.ping()),
      sealed(vaults.of('prosecution', newer, old), 250),
      vaults.of('prosecution', newer, old).destroy(gone),
    ])
    await allUnder(newer, 251)
    const only = vaults.of('prosecution', newer)
    expect(await only.open([...texts, sealedMeanwhile as ToOpen])).toEqual(inOrder(251))
    expect(await opened(only, erased)).toEqual({ state: 'erased' })
  })

  it('passes over a row that somebody changed, takes over the rest, and comes to an end', async () => {
    await sealMany(vaults.of('prosecution', old), 3)
    const subject = randomUUID()
    await sealed(vaults.of('prosecution', old), 'female', subject)
    await database.asAdmin(`update vault.subject_key set wrapped = 'nonsense' where subject = $1`, [subject])
    const { ask, close } = connections(database.urls.prosecution)
    let batches = 0
    await rewrap(ask, keyRing('prosecution', [newer, old]), () => (batches += 1) < 10)
    await close()
    expect(batches).toBe(2)
    expect(await wrappedUnder()).toEqual({ [kidOf(newer)]: 3, [kidOf(old)]: 1 })
  })

  it('leaves a key destroyed that was destroyed between reading and wrapping, and takes over its neighbours', async () => {
    const subject = randomUUID()
    const vault = vaults.of('prosecution', old)
    const [gone, ...kept] = [await sealed(vault, 'female', subject), await sealed(vault, 0), await sealed(vault, 1)]
    const { ask, close } = connections(database.urls.prosecution)
    const destroyingBeforeWriting: Ask = async (name, text, values) => {
      if (name === 'rewrap') await vault.destroy(subject)
      return ask(name, text, values)
    }
    await rewrap(destroyingBeforeWriting, keyRing('prosecution', [newer, old]), () => true)
    await close()
    expect(await vaults.of('prosecution', newer).open([...kept, gone as ToOpen])).toEqual([...inOrder(2), { state: 'erased' }])
  })

  it('is a matter of one service', async () => {
    await sealed(vaults.of('prosecution', old), 'female')
    await sealed(vaults.of('victimSupport', old), 'female')
    await vaults.of('prosecution', newer, old).ping()
    await allUnder(newer, 1)
    expect(await wrappedUnder('victimSupport')).toEqual({ [kidOf(old)]: 1 })
  })

  it('is finished before the vault closes, or broken off between two batches', async () => {
    await sealMany(vaults.of('prosecution', old), 350)
    const both = vaults.of('prosecution', newer, old)
    await both.ping()
    await both.close()
    const begun = await wrappedUnder()
    expect(Object.values(begun).reduce((sum, keys) => sum + keys)).toBe(350)
    await vaults.of('prosecution', newer, old).ping()
    await allUnder(newer, 350)
  })
})

describe('a key-encryption key that was dropped too early', () => {
  it('keeps the vault shut from the first call, and is named', async () => {
    const text = await sealed(vaults.of('prosecution', old), 'female')
    const vault = vaults.of('prosecution', newer, newest)
    for (const call of [() => vault.ping(), () => vault.open([text]), () => vault.seal([sealing('male')]), () => vault.ping()]) {
      const failure = await call().catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(WrappingKeyMissing)
      expect(failure).toMatchObject({ kid: kidOf(old), message: expect.stringContaining(kidOf(old)) as unknown })
      expect(String(failure)).not.toContain(old.toString('hex'))
    }
    expect(await wrappedUnder()).toEqual({ [kidOf(old)]: 1 })
  })

  it('is missed by a running process, too, when it meets a key that another wrapped', async () => {
    const running = vaults.of('prosecution', old)
    await running.ping()
    const text = await sealed(vaults.of('prosecution', newer, old), 'female')
    await expect(running.open([text])).rejects.toThrow(WrappingKeyMissing)
  })

  it('is missed no more once another process has wrapped anew', async () => {
    const text = await sealed(vaults.of('prosecution', old), 'female')
    const vault = vaults.of('prosecution', newer)
    await expect(vault.ping()).rejects.toThrow(WrappingKeyMissing)
    await vaults.of('prosecution', newer, old).ping()
    await allUnder(newer, 1)
    expect(await opened(vault, text)).toEqual({ state: 'opened', value: 'female' })
  })

  it('does not matter for what was destroyed', async () => {
    const subject = randomUUID()
    const vault = vaults.of('prosecution', old)
    const text = await sealed(vault, 'female', subject)
    await vault.destroy(subject)
    expect(await opened(vaults.of('prosecution', newer), text)).toEqual({ state: 'erased' })
  })
})
