import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@case-timeline/embedded'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { VaultUnavailable, type Vault } from '../vault.ts'
import { once, PASSWORDS, vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { openingOf, opened, encryptedText, valueToEncrypt, vaultsOn, type Vaults } from './harness.fixtures.ts'
import { provideVault } from './provide-vault.ts'

const everyCall = (vault: Vault, text: { label: string; encrypted: string }): readonly (() => Promise<unknown>)[] => [
  () => vault.ping(),
  () => vault.encrypt([valueToEncrypt('female')]),
  () => vault.open([text]),
  () => vault.recordOpening(openingOf(randomUUID())),
  () => vault.openingsOf(randomUUID(), { limit: 1 }),
  () => vault.destroy(randomUUID()),
]

const expectAllUnavailable = async (vault: Vault, text: { label: string; encrypted: string }): Promise<void> => {
  for (const call of everyCall(vault, text)) await expect(call()).rejects.toThrow(VaultUnavailable)
}

describe('a vault whose database is unavailable', () => {
  let database: VaultDatabase
  let vaults: Vaults
  beforeAll(async () => {
    database = await vaultDatabase()
    vaults = vaultsOn(database.urls)
  })
  afterAll(async () => {
    await vaults.close()
    await database.drop()
  })

  const onServer = (statement: string) => once(new URL('/postgres', database.adminUrl).href, statement)
  const endSessions = () =>
    onServer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}' and application_name = 'case-timeline vault'`,
    )

  it('rejects every call with VaultUnavailable, and works again when the database is back', async () => {
    const vault = vaults.of('victimSupport')
    const text = await encryptedText(vault, 'female')
    await onServer(`alter database ${database.name} allow_connections false`)
    await endSessions()
    await expectAllUnavailable(vault, text)
    // And a vault that never reached it.
    const late = vaults.of('victimSupport')
    await expectAllUnavailable(late, text)
    await onServer(`alter database ${database.name} allow_connections true`)
    for (const one of [vault, late]) {
      await one.ping()
      expect(await opened(one, text)).toEqual({ state: 'opened', value: 'female' })
    }
  })

  it('fails only the calls in progress when its sessions are ended', async () => {
    const vault = vaults.of('victimSupport')
    const text = await encryptedText(vault, 'female')
    const called = () => opened(vault, text).catch((error: unknown) => error)
    for (let round = 0; round < 5; round += 1) {
      const calls = Array.from({ length: 20 }, called)
      await endSessions()
      for (const outcome of await Promise.all(calls))
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(VaultUnavailable)
        else expect(outcome).toEqual({ state: 'opened', value: 'female' })
    }
    // A session that the server has ended fails the one call that comes before its end is detected.
    const sessions = 8
    let lost = 0
    while (lost <= sessions && (await called()) instanceof Error) lost += 1
    expect(lost).toBeLessThanOrEqual(sessions)
  })

  it('does not wait for ever for a locked key', async () => {
    const vault = vaults.of('victimSupport')
    const subject = randomUUID()
    await encryptedText(vault, 'female', subject)
    const holder = new pg.Client({ connectionString: database.adminUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select from vault.subject_key where subject = $1 for update', [subject])
    await expect(vault.destroy(subject)).rejects.toThrow(VaultUnavailable)
    await holder.end()
    expect(await vault.destroy(subject)).toBe('destroyed')
  })

  it('rejects every call after it was closed, and may be closed twice', async () => {
    const vault = vaults.of('victimSupport')
    const text = await encryptedText(vault, 'female')
    await Promise.all([vault.close(), vault.close()])
    await expectAllUnavailable(vault, text)
  })

  it.each([
    ['nothing listens', (url: URL) => (url.port = '1')],
    ['the password is wrong', (url: URL) => (url.password = 'wrong')],
    ['there is no such database', (url: URL) => (url.pathname = '/none')],
  ])('is unavailable when %s', async (_, change) => {
    const url = new URL(database.urls.prosecution)
    change(url)
    const elsewhere = vaultsOn({ ...database.urls, prosecution: url.href })
    await expectAllUnavailable(elsewhere.of('prosecution'), { label: 'a#b', encrypted: '' })
    await elsewhere.close()
  })
})

describe('a vault whose server is stopped and started', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-vault-'))
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  it('keeps its keys, its destroyed keys and its openings', async () => {
    let server = await startPostgres({ dataDir })
    const port = Number(new URL(server.url).port)
    try {
      const vaults = vaultsOn(await provideVault(server.url, PASSWORDS))
      const vault = vaults.of('victimSupport')
      const [mai, lan, caseId] = [randomUUID(), randomUUID(), randomUUID()]
      const texts = [await encryptedText(vault, 'female', mai), await encryptedText(vault, 'female', lan)]
      await vault.destroy(lan)
      await vault.recordOpening(openingOf(caseId))
      await server.stop()
      await expectAllUnavailable(vault, texts[0] ?? { label: '', encrypted: '' })

      server = await startPostgres({ dataDir, port })
      expect(await vault.open(texts)).toEqual([{ state: 'opened', value: 'female' }, { state: 'erased' }])
      expect(await vault.openingsOf(caseId, { limit: 10 })).toHaveLength(1)
      await vaults.close()
    } finally {
      await server.stop()
    }
  })
})
