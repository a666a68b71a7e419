import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type TokenVerifier, tokenVerifier } from '@case-timeline/access'
import { SERVICES } from '@case-timeline/contracts'
import { prepareDevelopment, startService } from '@case-timeline/service-kit'
import { AGENCIES, AGENCY_ABROAD } from './agencies.ts'
import { apiClient, newId, persona } from './api-client.fixtures.ts'
import { captureStream } from './demo-system.fixtures.ts'
import { DEMO, scenario } from './demo.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { EXIT, run } from './index.ts'
import { type ImportedRealm, importedRealm } from './keycloak.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

/** As the page says. */
const ROLES_AT = '/realm_access/roles'

let realm: ImportedRealm
let verifier: TokenVerifier
let api: ReturnType<typeof apiClient>
/** The addresses of the five services, as casectl takes them. */
let addresses: string
/** A key that the realm publishes from the beginning, after the service has read the keys. */
let published: { readonly at: number; readonly activate: () => Promise<void> }
/** What has to be ended, also if a later step of the start fails. */
const started: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  realm = await importedRealm()
  started.push(() => realm.stop())
  const folder = await mkdtemp(join(tmpdir(), 'keycloak-'))
  started.push(() => rm(folder, { recursive: true }))
  const { environments } = await prepareDevelopment({
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `keycloak_${process.pid}_${Date.now().toString(36)}_`,
    folder,
    deployment: 'ph-example',
    jurisdiction: 'PH',
    receivingAgencies: AGENCIES,
  })
  const identity = { OIDC_ISSUER: realm.issuer, OIDC_AUDIENCE: 'case-timeline', OIDC_JWKS: undefined, OIDC_CLAIMS: `roles=${ROLES_AT}` }
  const more = { ...identity, AGENCY_JURISDICTIONS: AGENCY_ABROAD, LOG_LEVEL: 'fatal' }
  const running = SERVICES.map(async (service) => {
    const { url, stop } = await startService(DESCRIPTION_OF[service], { ...environments[service], ...more })
    started.push(stop)
    return [service, url] as const
  })
  const urls = Object.fromEntries(await Promise.all(running)) as Readonly<Record<(typeof SERVICES)[number], string>>
  addresses = SERVICES.map((service) => `${service}=${urls[service]}`).join(',')
  api = apiClient({ urls, issuer: { tokenFor: ({ userId }) => realm.tokenOf(userId) } })
  const claims = { places: { roles: ROLES_AT } }
  verifier = await tokenVerifier({ issuer: realm.issuer, audience: 'case-timeline', development: true, claims })
  expect(await open(await realm.tokenOf(lead.userId))).toBe('201')
  published = { activate: await realm.publishKey(), at: Date.now() }
}, 300_000)
afterAll(() => Promise.all(started.map((end) => end())))

const lead = persona('i.delacruz', 'ph-police', 'investigation', 'lead-investigator')
const supervisor = persona('p.reyes', 'ph-police', 'investigation', 'records-supervisor')
const cebu = persona('e.lim', 'ph-police-cebu', 'investigation', 'lead-investigator')
const auditor = { userId: 'a.ramos', agency: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }

const opening = { data: { source: 'report', leadAgency: 'ph-police', suspectedPurposes: [] } }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
/** Sends OpenCase to the service of investigation. @returns the status, and why the command was refused */
const open = async (token: string, caseId = newId()): Promise<string> => {
  const { status, body } = await api.post(lead, `/cases/${caseId}/open-case`, opening, bearer(token))
  return status === 201 ? '201' : `${status} ${String(body['detail'])}`
}
/** A user whom an administrator adds, with default roles of the realm as every such user has. */
const add = (username: string, attributes: Readonly<Record<string, readonly string[]>>): Promise<string> => {
  const credentials = [{ type: 'password', value: realm.password, temporary: false }]
  return realm.add('users', { username, enabled: true, attributes, credentials })
}

describe('a service whose identity provider is a Keycloak that has imported deploy/compose/realm.json', () => {
  it('takes a command of a lead investigator, records who sent it, and answers the agency alone', async () => {
    const caseId = newId()
    expect(await open(await realm.tokenOf(lead.userId), caseId)).toBe('201')
    const { body } = await api.get(supervisor, `/cases/${caseId}/events`)
    expect(body).toMatchObject([
      { type: 'investigation.CaseOpened', data: { envelope: { actor: { userId: 'i.delacruz', agencyId: 'ph-police' } } } },
    ])
    expect((await api.get(cebu, `/cases/${caseId}/events`)).status).toBe(404)
  })

  it('knows each demo user as the demo case does', async () => {
    const { personas } = await scenario(DEMO)
    const expected = [...Object.values(personas), auditor].map(({ roles, ...one }) => ({ ...one, roles: roles.toSorted() }))
    const found = expected.map(async ({ userId: user }) => {
      const { userId, agencyId: agency, sector, roles } = await verifier.verify(`Bearer ${await realm.tokenOf(user)}`)
      return { userId, agency, sector, roles: roles.toSorted() }
    })
    expect(await Promise.all(found)).toEqual(expected)
  })

  it('answers the system of the agency, which signs in with a secret, and takes no command of it', async () => {
    const token = await realm.tokenOfClient('ph-police-system')
    const { status } = await api.call(lead, '/events', { headers: bearer(token) })
    expect(status).toBe(200)
    expect(await open(token)).toMatch(/^403 this route requires one of the roles lead-investigator/)
  })

  it.each([
    ['has another role', () => realm.tokenOf(supervisor.userId), /^403 this route requires one of the roles lead-investigator/],
    ['is of another sector', () => realm.tokenOf('m.garcia'), /^403 the token is for the sector prosecution/],
    ['signed in at a client without the scope', () => realm.tokenOf(lead.userId, 'admin-cli'), /^401 the token’s claim aud does not name/],
    ['is of another realm', () => realm.tokenOfAdministrator(), /^401 the token is not signed by a key of the issuer/],
  ])('refuses a user who %s', async (_, token, refusal) => expect(await open(await token())).toMatch(refusal))

  it('takes a user whom an administrator adds, when nothing is missing: what is, is named', async () => {
    await add('without-sector', { agency: ['ph-police'] })
    expect(await open(await realm.tokenOf('without-sector'))).toMatch(
      /^401 the token’s claims are missing or malformed: sector: expected one of investigation, /,
    )
    const userId = await add('without-role', { agency: ['ph-police'], sector: ['INVESTIGATION'] })
    expect(await open(await realm.tokenOf('without-role'))).toMatch(/^403 this route requires one of the roles lead-investigator/)
    await realm.giveRole(userId, 'lead-investigator')
    const token = await realm.tokenOf('without-role')
    expect(await open(token)).toBe('201')
    // No name, which could be given to somebody else later.
    expect((await verifier.verify(`Bearer ${token}`)).userId).toBe(userId)
  })

  it('knows no agency that a user enters in the own account', async () => {
    await add('own-account', { agency: ['ph-police'], sector: ['investigation'] })
    await realm.add('clients', accountConsole)
    const token = await realm.tokenOf('own-account', accountConsole.clientId)
    const account = async (body?: object) => {
      const headers = { ...bearer(token), accept: 'application/json', 'content-type': 'application/json' }
      return fetch(`${realm.issuer}/account`, body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) })
    }
    const before = await account()
    expect(before.status).toBe(200)
    const entered = await account({
      ...((await before.json()) as object),
      attributes: { agency: ['ph-police-cebu'], sector: ['prosecution'] },
    })
    expect(entered.status).toBe(204)
    expect(await verifier.verify(`Bearer ${await realm.tokenOf('own-account')}`)).toMatchObject({
      agencyId: 'ph-police',
      sector: 'investigation',
    })
  })

  it('takes at once a token that a new key of the realm signs, when the key was published half a minute before', async () => {
    const before = await realm.tokenOf(lead.userId)
    await pause(published.at + 30_000 - Date.now())
    await published.activate()
    const after = await realm.tokenOf(lead.userId)
    expect(keyOf(after)).not.toBe(keyOf(before))
    expect(await open(after)).toBe('201')
    expect(await open(before)).toBe('201')
  })
})

describe('casectl demo', () => {
  const casectl = async (...args: readonly string[]) => {
    const [out, err] = [captureStream(), captureStream()]
    const variables = { DEMO_PASSWORD: realm.password, CASE_TIMELINE_TOKEN: await realm.tokenOf(auditor.userId) }
    const code = await run(args, { CASE_TIMELINE_URLS: addresses, ...variables }, { out: out.stream, err: err.stream })
    return { code, out: out.text(), err: err.text() }
  }
  const play = (...more: readonly string[]) => casectl('demo', '--token-endpoint', `${realm.issuer}/protocol/openid-connect/token`, ...more)
  /** The ids of its facts, without those that a scheduled job records at any time. */
  const recorded = async (caseId: string) => {
    const { out } = await casectl('timeline', caseId, '--order', 'recorded', '--json')
    const { entries } = JSON.parse(out) as { readonly entries: readonly { readonly id: string; readonly type?: string }[] }
    return entries.filter(({ type }) => type !== 'case.DeadlineMissed')
  }

  it('records the demo case with tokens of its users, and nothing when it is played again', async () => {
    const { caseId } = await scenario(DEMO)
    const sum = '129 commands, of which 119 recorded, 8 refused by a rule and 2 waiting for the approval of a second person'
    const played = { code: EXIT.done, out: `Demo case ${caseId}: ${sum}, as expected.\n`, err: '' }
    const startedMs = performance.now()
    expect(await play()).toEqual(played)
    console.log(`casectl demo: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`)
    const isComplete = (all: Awaited<ReturnType<typeof recorded>>) => all.some(({ type }) => type === 'prosecution.VictimNotified')
    const before = await retrying(60_000, () => recorded(caseId), isComplete)
    expect(before.length).toBeGreaterThan(119)
    expect(await play()).toEqual(played)
    expect(await recorded(caseId)).toEqual(before)
  }, 240_000)

  it('names the client that Keycloak does not let users sign in at', async () =>
    expect(await play('--client', 'ph-police-system')).toMatchObject({
      code: EXIT.failed,
      out: '',
      err: expect.stringMatching(/gives i\.delacruz no token \(status 401: unauthorized_client: .*\n.* a client ph-police-system with/),
    }))
})

/** A client by which users see and change their own account. */
const accountConsole = {
  clientId: 'own-account-console',
  publicClient: true,
  directAccessGrantsEnabled: true,
  protocolMappers: [
    ['oidc-audience-mapper', { 'included.client.audience': 'account' }],
    ['oidc-usermodel-client-role-mapper', { 'claim.name': 'resource_access.${client_id}.roles', multivalued: 'true' }],
  ].map(([protocolMapper, config]) => ({
    name: protocolMapper,
    protocol: 'openid-connect',
    protocolMapper,
    config: { ...(config as object), 'access.token.claim': 'true' },
  })),
}

const keyOf = (token: string): unknown => {
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { readonly kid: unknown }
  return header.kid
}
