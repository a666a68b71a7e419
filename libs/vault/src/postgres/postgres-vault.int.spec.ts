import { randomUUID } from 'node:crypto'
import { LARGEST_PLAINTEXT } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SubjectErased, type EncryptedMember, type Vault } from '../vault.ts'
import { vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { LABEL, opened, encryptedText, valueToEncrypt, vaultsOn, type Vaults } from './harness.fixtures.ts'

let database: VaultDatabase
let vaults: Vaults
let vault: Vault
beforeAll(async () => {
  database = await vaultDatabase()
  vaults = vaultsOn(database.urls)
  vault = vaults.of('victimSupport')
})
afterAll(async () => {
  await vaults.close()
  await database.drop()
})

const keysOf = async (subject: string) =>
  (await database.asAdmin('select wrapped, wrapped_under, destroyed_at from vault.subject_key where subject = $1', [subject])).rows

describe('encrypting and opening', () => {
  it('returns each value at its place, whatever the other values are', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    const all = [
      valueToEncrypt('female', mai),
      valueToEncrypt({ disability: ['hearing'] }, lan),
      valueToEncrypt(['debtBondage'], mai, 'a#b'),
      valueToEncrypt('female', lan),
    ]
    const members = await vault.encrypt(all)
    const texts = members.map((member, index) => ({ label: all[index]?.label ?? '', encrypted: member.encrypted }))
    expect(await vault.open([...texts, { label: LABEL, encrypted: 'none' }])).toEqual([
      ...all.map(({ value }) => ({ state: 'opened', value })),
      { state: 'unreadable' },
    ])
    expect(await vault.open([...texts].reverse())).toEqual([...all].reverse().map(({ value }) => ({ state: 'opened', value })))
  })

  it('creates one key for a subject, and keeps it', async () => {
    const subject = randomUUID()
    const [first] = await vault.encrypt([valueToEncrypt('female', subject), valueToEncrypt('male', subject)])
    const [again] = await vault.encrypt([valueToEncrypt('female', subject)])
    expect(await keysOf(subject)).toHaveLength(1)
    expect(again?.fingerprint).toBe(first?.fingerprint)
    expect(again?.encrypted).not.toBe(first?.encrypted)
  })

  it('loads no key when there is nothing to do', async () => {
    expect(await vault.encrypt([])).toEqual([])
    expect(await vault.open([])).toEqual([])
  })

  it.each(['mai', '5A0C2F0E-6F5B-4C0A-9D55-0A4F5B6C7D8E', ''])('refuses the subject %j', async (subject) => {
    await expect(vault.encrypt([valueToEncrypt('female', subject)])).rejects.toThrow(RangeError)
    await expect(vault.destroy(subject)).rejects.toThrow(RangeError)
  })

  it('creates no key for a value that cannot be encrypted', async () => {
    const subject = randomUUID()
    await expect(vault.encrypt([valueToEncrypt('x'.repeat(LARGEST_PLAINTEXT), subject)])).rejects.toThrow(RangeError)
    expect(await keysOf(subject)).toEqual([])
  })

  it('opens many texts in one call', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) => valueToEncrypt(index))
    const texts = (await vault.encrypt(all)).map(({ encrypted }) => ({ label: LABEL, encrypted }))
    expect(await vault.open(texts)).toEqual(all.map(({ value }) => ({ state: 'opened', value })))
  })

  it('continues after a restart', async () => {
    const text = await encryptedText(vault, 'female')
    const restarted = vaults.of('victimSupport')
    expect(await opened(restarted, text)).toEqual({ state: 'opened', value: 'female' })
  })

  it('neither opens nor encrypts with a key that was changed in the database', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    const text = await encryptedText(vault, 'female', mai)
    await encryptedText(vault, 'female', lan)
    await database.asAdmin(
      'update vault.subject_key set wrapped = (select wrapped from vault.subject_key where subject = $2) where subject = $1',
      [mai, lan],
    )
    expect(await opened(vault, text)).toEqual({ state: 'unreadable' })
    await expect(encryptedText(vault, 'female', mai)).rejects.toThrow(/was changed in the vault/)
  })
})

describe('two concurrent first encryptions for one subject', () => {
  const inManyProcesses = async (count: number, subjects: readonly string[]) => {
    const processes = Array.from({ length: count }, () => vaults.of('victimSupport'))
    await Promise.all(processes.map((one) => one.ping()))
    const answers = await Promise.all(
      processes.map(async (one, index) => {
        const order = index % 2 === 0 ? subjects : [...subjects].reverse()
        const members = await one.encrypt(order.map((subject) => valueToEncrypt('female', subject)))
        return new Map(order.map((subject, at) => [subject, members[at]] as const))
      }),
    )
    await Promise.all(processes.map((one) => one.close()))
    return answers
  }

  it('use one key, also from several processes', async () => {
    for (let round = 0; round < 10; round += 1) {
      const subjects = Array.from({ length: 5 }, () => randomUUID())
      const answers = await inManyProcesses(4, subjects)
      for (const subject of subjects) {
        expect(await keysOf(subject)).toHaveLength(1)
        expect(new Set(answers.map((answer) => answer.get(subject)?.fingerprint)).size).toBe(1)
        for (const answer of answers)
          expect(await opened(vault, { label: LABEL, encrypted: answer.get(subject)?.encrypted ?? '' })).toEqual({
            state: 'opened',
            value: 'female',
          })
      }
    }
  })

  it('do not deadlock, for any number and order of subjects', async () => {
    for (let round = 0; round < 3; round += 1) {
      const subjects = Array.from({ length: 500 }, () => randomUUID())
      const [one, another] = await inManyProcesses(2, subjects)
      const fingerprints = (answer = new Map<string, EncryptedMember | undefined>()) =>
        subjects.map((subject) => answer.get(subject)?.fingerprint)
      expect(fingerprints(one)).toEqual(fingerprints(another))
    }
  })
})

describe('destroying a subject’s key', () => {
  it('makes the texts encrypted with it unreadable at once in every process, and no others', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    const other = vaults.of('victimSupport')
    const texts = [
      await encryptedText(vault, 'female', mai),
      await encryptedText(other, 'debtBondage', mai),
      await encryptedText(vault, 'female', lan),
    ]
    expect(await other.open(texts)).toEqual(['female', 'debtBondage', 'female'].map((value) => ({ state: 'opened', value })))
    expect(await vault.destroy(mai)).toBe('destroyed')
    for (const one of [vault, other])
      expect(await one.open(texts)).toEqual([{ state: 'erased' }, { state: 'erased' }, { state: 'opened', value: 'female' }])
    expect(await keysOf(mai)).toEqual([{ wrapped: null, wrapped_under: null, destroyed_at: expect.any(Date) as unknown }])
  })

  it('may be repeated, and returns what was found', async () => {
    const subject = randomUUID()
    expect(await vault.destroy(subject)).toBe('unknown')
    await encryptedText(vault, 'female', subject)
    const all = await Promise.all(Array.from({ length: 5 }, () => vault.destroy(subject)))
    expect(all.sort()).toEqual([...Array.from({ length: 4 }, () => 'alreadyDestroyed'), 'destroyed'])
    expect(await vault.destroy(subject)).toBe('alreadyDestroyed')
  })

  it('prevents every further encryption for the subject, and for all other values of such a call', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    await encryptedText(vault, 'female', mai)
    await vault.destroy(mai)
    const refusal = await vault.encrypt([valueToEncrypt('female', lan), valueToEncrypt('female', mai)]).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(SubjectErased)
    expect(refusal).toMatchObject({ subject: mai })
  })

  it('returns unreadable for another label, whether the text was erased or not', async () => {
    const subject = randomUUID()
    const text = await encryptedText(vault, 'female', subject)
    await vault.destroy(subject)
    expect(await opened(vault, { ...text, label: 'a#b' })).toEqual({ state: 'unreadable' })
  })

  it('leaves no readable text of a concurrent encryption', async () => {
    for (let round = 0; round < 20; round += 1) {
      const subject = randomUUID()
      if (round % 2 === 0) await encryptedText(vault, 'before', subject)
      const racing = Array.from({ length: 4 }, () => encryptedText(vault, 'female', subject).catch((error: unknown) => error))
      const destruction = vault.destroy(subject)
      const outcomes = await Promise.all(racing)
      // If the destruction came before the key was created, a second destruction destroys it.
      if ((await destruction) === 'unknown') expect(await vault.destroy(subject)).toMatch(/^(destroyed|unknown)$/)
      for (const outcome of outcomes) {
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(SubjectErased)
        else expect(await opened(vault, outcome as { label: string; encrypted: string })).toEqual({ state: 'erased' })
      }
    }
  })
})
