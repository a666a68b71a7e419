import { randomUUID } from 'node:crypto'
import { SERVICES } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { VaultUnavailable } from '../vault.ts'
import { once, PASSWORDS, vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { opened, sealed, vaultsOn } from './harness.fixtures.ts'
import { provideVault } from './provide-vault.ts'

describe('making a vault on a server', () => {
  let database: VaultDatabase
  beforeAll(async () => {
    database = await vaultDatabase()
  })
  afterAll(() => database.drop())

  it('may be done again, by several at once, and keeps what is sealed', async () => {
    const vaults = vaultsOn(database.urls)
    const text = await sealed(vaults.of('victimSupport'), 'female')
    const all = await Promise.all(Array.from({ length: 4 }, () => provideVault(database.adminUrl, PASSWORDS, database.name)))
    expect(all).toEqual(all.map(() => database.urls))
    expect(await opened(vaults.of('victimSupport'), text)).toEqual({ state: 'opened', value: 'female' })
    await vaults.close()
  })

  it('makes the database, too, where there is none, by several at once', async () => {
    const name = `vault_${randomUUID().slice(0, 8)}`
    const [urls] = await Promise.all(Array.from({ length: 3 }, () => provideVault(database.adminUrl, PASSWORDS, name)))
    const vaults = vaultsOn(urls ?? database.urls)
    await Promise.all(SERVICES.map((service) => vaults.of(service).ping()))
    await vaults.close()
    await once(database.adminUrl, `drop database ${name} with (force)`)
    for (const login of Object.values(urls ?? {})) await once(database.adminUrl, `drop role "${new URL(login).username}"`)
  })

  it('changes a password that is given anew', async () => {
    const urls = await provideVault(database.adminUrl, { ...PASSWORDS, prosecution: `a new 'one' / %` }, database.name)
    const [before, now] = [vaultsOn(database.urls), vaultsOn(urls)]
    await expect(before.of('prosecution').ping()).rejects.toThrow(VaultUnavailable)
    await now.of('prosecution').ping()
    await Promise.all([before.close(), now.close()])
    await provideVault(database.adminUrl, PASSWORDS, database.name)
  })
})
