import { randomUUID } from 'node:crypto'
import { SERVICES } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TextToOpen, Vault } from '../vault.ts'
import { once, vaultDatabase, type VaultDatabase } from './database.fixtures.ts'
import { openingOf, opened, encryptedText, vaultsOn, type Vaults } from './harness.fixtures.ts'

let database: VaultDatabase
let vaults: Vaults
let victimSupport: Vault
let prosecution: Vault
const victim = randomUUID()
const caseId = randomUUID()
let text: TextToOpen

beforeAll(async () => {
  database = await vaultDatabase()
  vaults = vaultsOn(database.urls)
  victimSupport = vaults.of('victimSupport')
  prosecution = vaults.of('prosecution')
  text = await encryptedText(victimSupport, 'female', victim)
  await victimSupport.recordOpening(openingOf(caseId))
})
afterAll(async () => {
  await vaults.close()
  await database.drop()
})

const asProsecution = (statement: string, values?: readonly unknown[]) => once(database.urls.prosecution, statement, values)
const asVictimSupport = (statement: string, values?: readonly unknown[]) => once(database.urls.victimSupport, statement, values)
const keyOfVictim = async () =>
  (await database.asAdmin(`select * from vault.subject_key where subject = $1 and service = 'victimSupport'`, [victim])).rows[0] as Record<
    string,
    string
  >

describe('a service', () => {
  it('decrypts only its own texts, although another service has the same key-encryption key', async () => {
    expect(await opened(prosecution, text)).toEqual({ state: 'unreadable' })
    expect(await opened(victimSupport, text)).toEqual({ state: 'opened', value: 'female' })
  })

  it('has its own key for a subject, and destroys only that key', async () => {
    expect(await prosecution.destroy(victim)).toBe('unknown')
    const own = await encryptedText(prosecution, 'female', victim)
    expect(await prosecution.destroy(victim)).toBe('destroyed')
    expect(await opened(prosecution, own)).toEqual({ state: 'erased' })
    expect(await opened(victimSupport, text)).toEqual({ state: 'opened', value: 'female' })
  })

  it('cannot unwrap a key of another service, even when it obtains the row', async () => {
    const { id, subject, wrapped, wrapped_under } = await keyOfVictim()
    await database.asAdmin(
      `insert into vault.subject_key (id, service, subject, wrapped, wrapped_under) values ($1, 'audit' || 'Trail', $2, $3, $4)`,
      [id, subject, wrapped, wrapped_under],
    )
    expect(await opened(vaults.of('auditTrail'), text)).toEqual({ state: 'unreadable' })
  })

  it('cannot open its vault with the login of another service', async () => {
    const mistaken = vaultsOn({ ...database.urls, prosecution: database.urls.victimSupport })
    await expect(mistaken.of('prosecution').ping()).rejects.toThrow(/login to the vault is that of victimSupport, not of prosecution/)
    await mistaken.close()
  })

  it('reads its own openings of a case, and not those of another service', async () => {
    await prosecution.recordOpening(openingOf(caseId, { userId: 'chea' }))
    expect((await prosecution.openingsOf(caseId, { limit: 10 })).map(({ userId }) => userId)).toEqual(['chea'])
    expect((await victimSupport.openingsOf(caseId, { limit: 10 })).map(({ userId }) => userId)).toEqual(['sokha'])
  })
})

describe('the login of prosecution', () => {
  it('cannot read or change keys and openings of victim support with its own SQL', async () => {
    for (const table of ['subject_key', 'opening'])
      expect((await asProsecution(`select distinct service from vault.${table}`)).rows).toEqual([{ service: 'prosecution' }])
    expect(
      (
        await asProsecution('update vault.subject_key set wrapped = null, wrapped_under = null where subject = $1 and service <> $2', [
          victim,
          'prosecution',
        ])
      ).rowCount,
    ).toBe(0)
    expect((await keyOfVictim())['destroyed_at']).toBeNull()
  })

  it.each([
    ['read the table of logins', 'select * from vault.service_login'],
    ['become another service', `update vault.service_login set service = 'victimSupport'`],
    [
      'make a key for another service',
      `insert into vault.subject_key (id, service, subject, wrapped, wrapped_under) values (gen_random_uuid(), 'victimSupport', gen_random_uuid(), 'x', '0123456789abcdef')`,
    ],
    [
      'record an opening for another service',
      `insert into vault.opening (service, case_id, event_ids, subjects, agency_id, user_id, role, purpose) values ('victimSupport', gen_random_uuid(), array[gen_random_uuid()], '{}', 'a', 'u', 'r', 'p')`,
    ],
    [
      'set the time of an opening',
      `insert into vault.opening (at, case_id, event_ids, subjects, agency_id, user_id, role, purpose) values ('2020-01-01', gen_random_uuid(), array[gen_random_uuid()], '{}', 'a', 'u', 'r', 'p')`,
    ],
    ['move a key to another service', `update vault.subject_key set service = 'victimSupport'`],
    ['change the subject of a key', 'update vault.subject_key set subject = gen_random_uuid()'],
    ['set the time of a destruction', `update vault.subject_key set destroyed_at = '2020-01-01'`],
    ['remove a key', 'delete from vault.subject_key'],
    ['remove all keys', 'truncate vault.subject_key'],
    ['change an opening', `update vault.opening set purpose = 'other'`],
    ['remove an opening', 'delete from vault.opening'],
    ['remove all openings', 'truncate vault.opening'],
    ['create a table', 'create table vault.mine (id int)'],
    ['create a schema', 'create schema mine'],
    ['assume the role of the owner', 'set role vault_owner'],
    ['switch off row level security', 'alter table vault.opening disable row level security'],
    ['switch off triggers', 'set session_replication_role = replica'],
  ])('may not %s', async (_, statement) => {
    await expect(asProsecution(statement)).rejects.toThrow(/permission denied|must be owner/)
  })

  it('gets no access to other databases of the server by its grants', async () => {
    const other = await vaultDatabase()
    const foreign = new URL(database.urls.prosecution)
    foreign.pathname = new URL(other.adminUrl).pathname
    await expect(once(foreign.href, 'select')).rejects.toThrow(/permission denied for database/)
    await other.drop()
  })
})

describe('a destroyed key', () => {
  const otherVictim = randomUUID()
  let before: Record<string, string>
  beforeAll(async () => {
    await encryptedText(victimSupport, 'female', otherVictim)
    before = (await asVictimSupport('select * from vault.subject_key where subject = $1', [otherVictim])).rows[0] as Record<string, string>
    await victimSupport.destroy(otherVictim)
  })

  it('cannot be restored by its own service from a copy', async () => {
    const values = [before['wrapped'], before['wrapped_under'], otherVictim]
    await expect(
      asVictimSupport('update vault.subject_key set wrapped = $1, wrapped_under = $2 where subject = $3', values),
    ).rejects.toThrow(/was destroyed permanently/)
    await expect(
      asVictimSupport('insert into vault.subject_key (id, subject, wrapped, wrapped_under) values ($1, $2, $3, $4)', [
        before['id'],
        otherVictim,
        ...values.slice(0, 2),
      ]),
    ).rejects.toThrow(/duplicate key/)
  })

  it('cannot be restored by an administrator who leaves the triggers in place', async () => {
    const revive = `update vault.subject_key set wrapped = 'x', wrapped_under = '0123456789abcdef', destroyed_at = null where subject = '${otherVictim}'`
    await expect(database.asAdmin(revive)).rejects.toThrow(/was destroyed permanently/)
    await expect(database.asAdmin(`set session_replication_role = replica; ${revive}`)).rejects.toThrow(/was destroyed permanently/)
    await expect(database.asAdmin(`delete from vault.subject_key where subject = '${otherVictim}'`)).rejects.toThrow(/is refused/)
    await expect(database.asAdmin('update vault.subject_key set subject = gen_random_uuid() where destroyed_at is null')).rejects.toThrow(
      /only its wrapping may change/,
    )
  })

  it.each([
    'update vault.opening set purpose = purpose',
    'delete from vault.opening',
    'truncate vault.opening',
    'truncate vault.subject_key',
  ])('cannot be changed by an administrator, and neither can an opening: %s', async (statement) => {
    await expect(database.asAdmin(statement)).rejects.toThrow(/is refused/)
  })
})

describe('openings', () => {
  it('are read newest first, in pages, each once', async () => {
    const ownCaseId = randomUUID()
    for (let index = 0; index < 7; index += 1) await victimSupport.recordOpening(openingOf(ownCaseId, { userId: `user-${index}` }))
    const pages: string[][] = []
    for (let before: string | undefined; ;) {
      const page = await victimSupport.openingsOf(ownCaseId, { limit: 3, before })
      if (page.length === 0) break
      pages.push(page.map(({ userId }) => userId))
      before = page.at(-1)?.id
    }
    expect(pages).toEqual([['user-6', 'user-5', 'user-4'], ['user-3', 'user-2', 'user-1'], ['user-0']])
    expect(await victimSupport.openingsOf(ownCaseId, { limit: 3, before: randomUUID() })).toEqual([])
  })

  it('contain all recorded values and the time of recording', async () => {
    const opening = openingOf(randomUUID(), {
      eventIds: [randomUUID(), randomUUID()],
      subjects: [victim, randomUUID()],
      purpose: 'court order 17/2026',
    })
    const from = Date.now() - 60_000
    await victimSupport.recordOpening(opening)
    const [recorded] = await victimSupport.openingsOf(opening.caseId, { limit: 1 })
    expect(recorded).toEqual({
      ...opening,
      id: expect.any(String) as unknown,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as unknown,
    })
    expect(Date.parse(recorded?.at ?? '')).toBeGreaterThan(from)
  })

  it('have both agencies where one assigned a user of the other, and are listed by an earlier release for that one', async () => {
    const [caseOfLent, ofLent] = [randomUUID(), { agencyId: 'shelter', onBehalfOf: 'dsdw' }]
    await victimSupport.recordOpening(openingOf(caseOfLent, ofLent))
    expect(await victimSupport.openingsOf(caseOfLent, { limit: 1 })).toMatchObject([ofLent])
    expect((await asVictimSupport('select agency_id from vault.opening where case_id = $1', [caseOfLent])).rows).toEqual([
      { agency_id: 'dsdw' },
    ])
  })

  it('have one agency where an earlier release recorded them', async () => {
    const caseOfEarlier = randomUUID()
    await asVictimSupport(
      `insert into vault.opening (case_id, event_ids, subjects, agency_id, user_id, role, purpose) values ($1, array[$1::uuid], '{}', 'dsdw', 'u', 'r', 'p')`,
      [caseOfEarlier],
    )
    const [opening] = await victimSupport.openingsOf(caseOfEarlier, { limit: 1 })
    expect([opening?.agencyId, opening?.onBehalfOf]).toEqual(['dsdw', undefined])
  })

  it.each([
    ['no event', { eventIds: [] }],
    ['no purpose', { purpose: '' }],
    ['no user', { userId: '' }],
    ['no role', { role: '' }],
    ['no agency', { agencyId: '' }],
  ])('cannot be recorded with %s', async (_, more) => {
    const opening = openingOf(randomUUID(), more)
    await expect(victimSupport.recordOpening(opening)).rejects.toThrow(/violates check constraint/)
    expect(await victimSupport.openingsOf(opening.caseId, { limit: 1 })).toEqual([])
  })

  it('are visible only to the service that recorded them', async () => {
    const ownCaseId = randomUUID()
    for (const service of SERVICES) await vaults.of(service).recordOpening(openingOf(ownCaseId, { userId: service }))
    for (const service of SERVICES)
      expect((await vaults.of(service).openingsOf(ownCaseId, { limit: 10 })).map(({ userId }) => userId)).toEqual([service])
  })
})
