import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SubjectErased, type SealedMember, type Vault } from '../vault.ts'
import { vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { LABEL, opened, sealed, sealing, vaultsOn, type Vaults } from './harness.fixtures.ts'

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

describe('sealing and opening', () => {
  it('gives back each value in its place, whatever stands beside it', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    const all = [
      sealing('female', mai),
      sealing({ disability: ['hearing'] }, lan),
      sealing(['debtBondage'], mai, 'a#b'),
      sealing('female', lan),
    ]
    const members = await vault.seal(all)
    const texts = members.map((member, index) => ({ label: all[index]?.label ?? '', sealed: member.sealed }))
    expect(await vault.open([...texts, { label: LABEL, sealed: 'none' }])).toEqual([
      ...all.map(({ value }) => ({ state: 'opened', value })),
      { state: 'unreadable' },
    ])
    expect(await vault.open([...texts].reverse())).toEqual([...all].reverse().map(({ value }) => ({ state: 'opened', value })))
  })

  it('makes one key for a subject, and keeps it', async () => {
    const subject = randomUUID()
    const [first] = await vault.seal([sealing('female', subject), sealing('male', subject)])
    const [again] = await vault.seal([sealing('female', subject)])
    expect(await keysOf(subject)).toHaveLength(1)
    expect(again?.fingerprint).toBe(first?.fingerprint)
    expect(again?.sealed).not.toBe(first?.sealed)
  })

  it('asks for no key where there is nothing to do', async () => {
    expect(await vault.seal([])).toEqual([])
    expect(await vault.open([])).toEqual([])
  })

  it.each(['mai', '5A0C2F0E-6F5B-4C0A-9D55-0A4F5B6C7D8E', ''])('takes no subject such as %j', async (subject) => {
    await expect(vault.seal([sealing('female', subject)])).rejects.toThrow(RangeError)
    await expect(vault.destroy(subject)).rejects.toThrow(RangeError)
  })

  it('makes no key for a value that cannot be sealed', async () => {
    const subject = randomUUID()
    await expect(vault.seal([sealing('x'.repeat(40_000), subject)])).rejects.toThrow(RangeError)
    expect(await keysOf(subject)).toEqual([])
  })

  it('opens many at once', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) => sealing(index))
    const texts = (await vault.seal(all)).map(({ sealed: text }) => ({ label: LABEL, sealed: text }))
    expect(await vault.open(texts)).toEqual(all.map(({ value }) => ({ state: 'opened', value })))
  })

  it('goes on after a restart', async () => {
    const text = await sealed(vault, 'female')
    const restarted = vaults.of('victimSupport')
    expect(await opened(restarted, text)).toEqual({ state: 'opened', value: 'female' })
  })

  it('reads no text whose key was changed in the database, and seals nothing under it', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    const text = await sealed(vault, 'female', mai)
    await sealed(vault, 'female', lan)
    await database.asAdmin(
      'update vault.subject_key set wrapped = (select wrapped from vault.subject_key where subject = $2) where subject = $1',
      [mai, lan],
    )
    expect(await opened(vault, text)).toEqual({ state: 'unreadable' })
    await expect(sealed(vault, 'female', mai)).rejects.toThrow(/was changed in the vault/)
  })
})

describe('two first sealings for one subject', () => {
  const inManyProcesses = async (count: number, subjects: readonly string[]) => {
    const processes = Array.from({ length: count }, () => vaults.of('victimSupport'))
    await Promise.all(processes.map((one) => one.ping()))
    const answers = await Promise.all(
      processes.map(async (one, index) => {
        const order = index % 2 === 0 ? subjects : [...subjects].reverse()
        const members = await one.seal(order.map((subject) => sealing('female', subject)))
        return new Map(order.map((subject, at) => [subject, members[at]] as const))
      }),
    )
    await Promise.all(processes.map((one) => one.close()))
    return answers
  }

  it('agree on one key, from several processes', async () => {
    for (let round = 0; round < 10; round += 1) {
      const subjects = Array.from({ length: 5 }, () => randomUUID())
      const answers = await inManyProcesses(4, subjects)
      for (const subject of subjects) {
        expect(await keysOf(subject)).toHaveLength(1)
        expect(new Set(answers.map((answer) => answer.get(subject)?.fingerprint)).size).toBe(1)
        for (const answer of answers)
          expect(await opened(vault, { label: LABEL, sealed: answer.get(subject)?.sealed ?? '' })).toEqual({
            state: 'opened',
            value: 'female',
          })
      }
    }
  })

  it('do not wait for each other in a circle, however many subjects come in whichever order', async () => {
    for (let round = 0; round < 3; round += 1) {
      const subjects = Array.from({ length: 500 }, () => randomUUID())
      const [one, another] = await inManyProcesses(2, subjects)
      const fingerprints = (answer = new Map<string, SealedMember | undefined>()) =>
        subjects.map((subject) => answer.get(subject)?.fingerprint)
      expect(fingerprints(one)).toEqual(fingerprints(another))
    }
  })
})

describe('destroying a subject’s key', () => {
  it('makes all that was sealed under it unreadable at once, in every process, and nothing else', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    const other = vaults.of('victimSupport')
    const texts = [await sealed(vault, 'female', mai), await sealed(other, 'debtBondage', mai), await sealed(vault, 'female', lan)]
    expect(await other.open(texts)).toEqual(['female', 'debtBondage', 'female'].map((value) => ({ state: 'opened', value })))
    expect(await vault.destroy(mai)).toBe('destroyed')
    for (const one of [vault, other])
      expect(await one.open(texts)).toEqual([{ state: 'erased' }, { state: 'erased' }, { state: 'opened', value: 'female' }])
    expect(await keysOf(mai)).toEqual([{ wrapped: null, wrapped_under: null, destroyed_at: expect.any(Date) as unknown }])
  })

  it('may be repeated, and says what it found', async () => {
    const subject = randomUUID()
    expect(await vault.destroy(subject)).toBe('unknown')
    await sealed(vault, 'female', subject)
    const all = await Promise.all(Array.from({ length: 5 }, () => vault.destroy(subject)))
    expect(all.sort()).toEqual(['destroyed', ...Array.from({ length: 4 }, () => 'destroyed-before')])
    expect(await vault.destroy(subject)).toBe('destroyed-before')
  })

  it('lets nothing be sealed under the subject again, nor what was asked for with it', async () => {
    const [mai, lan] = [randomUUID(), randomUUID()]
    await sealed(vault, 'female', mai)
    await vault.destroy(mai)
    const refusal = await vault.seal([sealing('female', lan), sealing('female', mai)]).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(SubjectErased)
    expect(refusal).toMatchObject({ subject: mai })
  })

  it('says for another label that the text is unreadable, erased or not', async () => {
    const subject = randomUUID()
    const text = await sealed(vault, 'female', subject)
    await vault.destroy(subject)
    expect(await opened(vault, { ...text, label: 'a#b' })).toEqual({ state: 'unreadable' })
  })

  it('leaves nothing readable of what is sealed at the same moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      const subject = randomUUID()
      if (round % 2 === 0) await sealed(vault, 'before', subject)
      const racing = Array.from({ length: 4 }, () => sealed(vault, 'female', subject).catch((error: unknown) => error))
      const destruction = vault.destroy(subject)
      const outcomes = await Promise.all(racing)
      // Where the race was won by asking before there was a key, the next asking destroys it.
      if ((await destruction) === 'unknown') expect(await vault.destroy(subject)).toMatch(/^(destroyed|unknown)$/)
      for (const outcome of outcomes) {
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(SubjectErased)
        else expect(await opened(vault, outcome as { label: string; sealed: string })).toEqual({ state: 'erased' })
      }
    }
  })
})
