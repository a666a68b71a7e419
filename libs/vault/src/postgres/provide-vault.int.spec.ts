import { randomUUID } from 'node:crypto'
import { SERVICES } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { NotMigratedYet } from '@case-timeline/event-store'
import { VaultUnavailable } from '../vault.ts'
import { once, PASSWORDS, vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { encryptedText, opened, openingOf, vaultsOn } from './harness.fixtures.ts'
import { provideVault } from './provide-vault.ts'

describe('providing a vault on a server', () => {
  let database: VaultDatabase
  beforeAll(async () => {
    database = await vaultDatabase()
  })
  afterAll(() => database.drop())

  it('may be repeated, also by several processes at the same time, and keeps encrypted texts readable', async () => {
    const vaults = vaultsOn(database.urls)
    const text = await encryptedText(vaults.of('victimSupport'), 'female')
    const all = await Promise.all(Array.from({ length: 4 }, () => provideVault(database.adminUrl, PASSWORDS, database.name)))
    expect(all).toEqual(all.map(() => database.urls))
    expect(await opened(vaults.of('victimSupport'), text)).toEqual({ state: 'opened', value: 'female' })
    await vaults.close()
  })

  it('creates the database if it is missing, also by several processes at the same time', async () => {
    const name = `vault_${randomUUID().slice(0, 8)}`
    const [urls] = await Promise.all(Array.from({ length: 3 }, () => provideVault(database.adminUrl, PASSWORDS, name)))
    const vaults = vaultsOn(urls ?? database.urls)
    await Promise.all(SERVICES.map((service) => vaults.of(service).ping()))
    await vaults.close()
    await once(database.adminUrl, `drop database ${name} with (force)`)
    for (const login of Object.values(urls ?? {})) await once(database.adminUrl, `drop role "${new URL(login).username}"`)
  })

  it('is refused where a newer release has changed it, and leaves the passwords as they were', async () => {
    await database.asAdmin('insert into vault_migrations.applied (version) values (9001)')
    const changed = { ...PASSWORDS, prosecution: 'another' }
    await expect(provideVault(database.adminUrl, changed, database.name)).rejects.toThrow(
      /^a newer release has changed the vault \(migration 9001\)/,
    )
    const vaults = vaultsOn(database.urls)
    await expect(vaults.of('prosecution').ping()).rejects.toThrow(
      /^a newer release has changed the vault \(migration 9001; this release knows \d+, and 9001 is needed\): start prosecution in that release$/,
    )
    await database.asAdmin('delete from vault_migrations.applied where version = 9001')
    await vaults.of('prosecution').ping()
    await vaults.close()
  })

  it('is opened where a newer release has only added to it', async () => {
    await database.asAdmin('insert into vault_migrations.applied (version, needs) values (9001, 4)')
    const vaults = vaultsOn(database.urls)
    const text = await encryptedText(vaults.of('victimSupport'), 'female')
    expect(await opened(vaults.of('victimSupport'), text)).toEqual({ state: 'opened', value: 'female' })
    await vaults.close()
    await database.asAdmin('delete from vault_migrations.applied where version = 9001')
  })

  it('is opened in the shape of the release before, and not in an older one', async () => {
    await database.asAdmin('drop function vault.needed_migration')
    await database.asAdmin('alter table vault_migrations.applied drop column needs')
    await database.asAdmin('alter table vault.opening drop column user_agency_id')
    await database.asAdmin('delete from vault_migrations.applied where version >= 4')
    const vaults = vaultsOn(database.urls)
    const opening = openingOf(randomUUID())
    await vaults.of('prosecution').recordOpening(opening)
    expect(await vaults.of('prosecution').openingsOf(opening.caseId, { limit: 1 })).toMatchObject([opening])
    // Nothing is opened that could not be recorded whole: it is asked again when the vault is migrated.
    const ofLent = openingOf(randomUUID(), { agencyId: 'shelter', onBehalfOf: 'dsdw' })
    await expect(vaults.of('prosecution').recordOpening(ofLent)).rejects.toThrow(VaultUnavailable)
    await database.asAdmin('drop function vault.newest_migration')
    await expect(vaults.of('victimSupport').ping()).rejects.toThrow(NotMigratedYet)
    await database.asAdmin('delete from vault_migrations.applied where version >= 3')
    await provideVault(database.adminUrl, PASSWORDS, database.name)
    await vaults.of('victimSupport').ping()
    await vaults.close()
  })

  it('changes the password of a login when it gets another one', async () => {
    const urls = await provideVault(database.adminUrl, { ...PASSWORDS, prosecution: `a new 'one' / %` }, database.name)
    const [before, now] = [vaultsOn(database.urls), vaultsOn(urls)]
    await expect(before.of('prosecution').ping()).rejects.toThrow(VaultUnavailable)
    await now.of('prosecution').ping()
    await Promise.all([before.close(), now.close()])
    await provideVault(database.adminUrl, PASSWORDS, database.name)
  })
})
