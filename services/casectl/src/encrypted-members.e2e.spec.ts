import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PresumedVictimIdentified, RightsInformed, ENCRYPTED_EXAMPLE } from '@case-timeline/contracts'
import { waitUntil } from '@case-timeline/feed/fixtures'
import pg from 'pg'
import { apiClient, caseWorker, investigator, leadInvestigator, newId, newKey, type Persona } from './api-client.fixtures.ts'
import { schemaViolations } from './openapi.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
const caseId = newId()
const victim = newId()
const supportLead: Persona = { ...caseWorker, userId: 'l.tan', roles: ['support-lead'] }
const supportRecords: Persona = { ...caseWorker, userId: 's.lim', roles: ['records-supervisor'] }
const shelter: Persona = { ...caseWorker, userId: 'o.ng', agencyId: 'zz-shelter' }
const genderAndInclusion = { gender: 'Feminine', disability: ['hearing'], ethnicity: 'Rohingya-of-the-delta' }

const post = (who: Persona, command: string, data: unknown, headers: Readonly<Record<string, string>> = {}) =>
  api.post(who, `/cases/${caseId}/${command}`, { data }, headers)
const recorded = async (who: Persona, command: string, data: unknown): Promise<{ readonly id: string; readonly position: string }> => {
  const { status, body } = await post(who, command, data)
  expect({ status, body }).toMatchObject({ status: 201 })
  return { id: (body['events'] as { id: string }[])[0]!.id, position: String(body['position']) }
}
const openEncrypted = (who: Persona, eventIds: readonly string[], purpose = 'support') =>
  api.post(who, `/cases/${caseId}/open-encrypted`, { eventIds, purpose })

/** Waits until the reaction to the victim's identification has recorded its offer of support. */
const waitForSupportOffer = (): Promise<void> =>
  waitUntil('support was offered', async () => {
    const { body } = await api.get(caseWorker, `/cases/${caseId}`)
    return (body['persons'] as { support?: object }[] | undefined)?.some(({ support }) => support !== undefined) ?? false
  })

/** The rows of all tables in all databases of the deployment, as text. */
const allStoredText = async (): Promise<string> => {
  const adminUrl = process.env['CASE_TIMELINE_TEST_PG'] ?? ''
  const databases = Object.values(five.environments).flatMap(({ EVENT_STORE_URL, VIEWS_DATABASE_URL, VAULT_URL }) =>
    [EVENT_STORE_URL, VIEWS_DATABASE_URL, VAULT_URL].map((url) => new URL(url!).pathname),
  )
  const texts = await Promise.all(
    [...new Set(databases)].map(async (pathname) => {
      const url = new URL(adminUrl)
      url.pathname = pathname
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      const { rows } = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
      )
      const tables: string[] = []
      for (const { name } of rows) {
        const { rows: found } = await client.query<{ text: string }>(`select t::text as text from ${name} t`)
        tables.push(...found.map(({ text }) => text))
      }
      await client.end()
      return tables.join('\n')
    }),
  )
  return texts.join('\n')
}

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  await recorded(leadInvestigator, 'open-case', { source: 'report', leadAgency: leadInvestigator.agencyId, suspectedPurposes: [] })
  await recorded(leadInvestigator, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef: victim })
  await waitForSupportOffer()
}, 120_000)
afterAll(() => five.stop())

describe('an encrypted member of an event', () => {
  let needs: { readonly id: string; readonly position: string }
  beforeAll(async () => {
    needs = await recorded(caseWorker, 'assess-needs', {
      personRef: victim,
      voluntary: true,
      gesi: genderAndInclusion,
      accommodations: ['interpreter'],
    })
  })

  it('can be decrypted by a case worker of the agency that recorded it, for a stated purpose', async () => {
    const { status, body } = await openEncrypted(caseWorker, [needs.id])
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        opened: [{ eventId: needs.id, type: 'victimSupport.NeedsAssessed', member: 'gesi', state: 'opened', value: genderAndInclusion }],
      },
    })
    expect(await schemaViolations(five.urls.victimSupport, 'POST /cases/{caseId}/open-encrypted', body)).toEqual([])
  })

  it('is in no database of the deployment as plaintext', async () => {
    await recorded(caseWorker, 'assess-risk', {
      personRef: victim,
      level: 'high',
      reviewBy: '2026-12-15',
      factors: { community: ['watched-by-the-broker'] },
    })
    await recorded(caseWorker, 'add-case-note', { personRef: victim, text: 'calls-a-sister-on-sundays' })
    await recorded(investigator, 'record-online-trace', {
      traceId: newId(),
      kind: 'account',
      platform: 'messenger',
      value: 'Lucky.Recruiter.88',
    })
    const stored = await allStoredText()
    expect(stored).toContain(needs.id)
    for (const word of ['Rohingya-of-the-delta', 'watched-by-the-broker', 'calls-a-sister', 'recruiter.88', 'Recruiter.88', 'Feminine'])
      expect(stored.includes(word)).toBe(false)
  })

  it('cannot be decrypted by another sector, another agency or a role without this right', async () => {
    const risk = await recorded(caseWorker, 'assess-risk', { personRef: victim, level: 'low', reviewBy: '2026-12-15', factors: {} })
    expect((await openEncrypted(leadInvestigator, [risk.id])).status).toBe(404)
    expect([403, 404]).toContain((await openEncrypted(shelter, [risk.id])).status)
    expect((await openEncrypted(supportRecords, [risk.id])).status).toBe(403)
  })

  it('is not decrypted when one event of the same request may not be decrypted by the caller', async () => {
    const before = await api.get(supportLead, `/cases/${caseId}/openings`)
    expect((await openEncrypted(caseWorker, [needs.id, newId()])).status).toBe(404)
    expect(await api.get(supportLead, `/cases/${caseId}/openings`)).toMatchObject({ body: before.body })
  })

  it('has a record of each decryption: by whom, when and for which purpose', async () => {
    await openEncrypted(caseWorker, [needs.id], 'protection')
    const { status, body } = await api.get(supportLead, `/cases/${caseId}/openings?limit=1`)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { openings: [{ userId: caseWorker.userId, role: 'case-worker', purpose: 'protection', eventIds: [needs.id] }] },
    })
    expect(await schemaViolations(five.urls.victimSupport, 'GET /cases/{caseId}/openings', body)).toEqual([])
    const older = await api.get(supportLead, `/cases/${caseId}/openings?before=${String(body['before'])}`)
    expect((older.body['openings'] as unknown[]).length).toBeGreaterThan(0)
    expect((await api.get(leadInvestigator, `/cases/${caseId}/openings`)).body).toEqual({ openings: [] })
  })

  it('is not decrypted for an unknown purpose, which is rejected with 400', async () => {
    const { status, body } = await openEncrypted(caseWorker, [needs.id], 'curiosity')
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain('$.purpose')
  })
})

describe('a command with a member to encrypt', () => {
  const traceOf = (value: string, kind = 'number') => ({ traceId: newId(), kind, platform: 'telegram', value })

  it('gets the first response again on a retry with the same key, and 422 with other data', async () => {
    const [key, data] = [{ 'idempotency-key': newKey() }, { personRef: victim, text: 'first words' }]
    const first = await post(caseWorker, 'add-case-note', data, key)
    expect(first.status).toBe(201)
    expect((await post(caseWorker, 'add-case-note', data, key)).body).toEqual(first.body)
    expect((await post(caseWorker, 'add-case-note', { ...data, text: 'other words' }, key)).status).toBe(422)
  })

  it('is rejected with the path of the member when it contains ciphertext', async () => {
    const { status, body } = await post(caseWorker, 'add-case-note', { personRef: victim, text: ENCRYPTED_EXAMPLE })
    expect(status).toBe(400)
    expect(body['errors']).toMatchObject([{ path: '$.data.text' }])
  })

  it('computes the same hash for every spelling of a trace, and another hash for another trace', async () => {
    const hashOf = async (data: unknown): Promise<string> => {
      const { id, position } = await recorded(investigator, 'record-online-trace', data)
      const { body } = await api.get(leadInvestigator, `/cases/${caseId}/events?limit=1000&min-position=${position}`)
      const events = body as unknown as { id: string; data: { data: { traceHash: string; value: string } } }[]
      return events.find((event) => event.id === id)!.data.data.traceHash
    }
    const [one, same, other] = [
      await hashOf(traceOf('+63 917 555-0101')),
      await hashOf(traceOf('+639175550101')),
      await hashOf(traceOf('+639175550102')),
    ]
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })
})

describe('a correction of a fact with an encrypted member', () => {
  const corrected = async (correctsId: string, data: unknown) => {
    const sent = await post(supportRecords, 'correct-event', { correctsId, data, reasonCode: 'clericalError' })
    return sent.status === 202 ? api.approve(supportLead, `/cases/${caseId}/give-approval`, sent) : sent
  }

  it('is sent as plaintext and encrypted again; the original can still be decrypted', async () => {
    const assessed = { personRef: victim, voluntary: true, gesi: { gender: 'Masculine' }, accommodations: [] }
    const { id } = await recorded(caseWorker, 'assess-needs', assessed)
    const { status, body } = await corrected(id, { ...assessed, gesi: { gender: 'Feminine' } })
    expect(status).toBe(201)
    expect(await allStoredText()).not.toContain('Feminine')
    const [correction] = body['events'] as { id: string }[]
    const opened = await openEncrypted(caseWorker, [id, correction!.id])
    expect(opened.body['opened']).toMatchObject([{ value: { gender: 'Masculine' } }, { value: { gender: 'Feminine' } }])
  })

  it('is rejected with the path of a member to encrypt that does not match its schema', async () => {
    const assessed = { personRef: victim, voluntary: true, gesi: { gender: 'Masculine' }, accommodations: [] }
    const { id } = await recorded(caseWorker, 'assess-needs', assessed)
    const { status, body } = await corrected(id, { ...assessed, gesi: { gender: 'unheard-of' } })
    expect(status).toBe(400)
    expect(body['errors']).toMatchObject([{ path: '$.data.data.gesi.gender' }])
  })
})

describe('a service without its vault', () => {
  /** Blocks the service's login to the vault and terminates its connections, or allows it again. */
  const setVault = async (state: 'away' | 'back'): Promise<void> => {
    const client = new pg.Client({ connectionString: process.env['CASE_TIMELINE_TEST_PG'] ?? '' })
    await client.connect()
    const login = new URL(five.environments.victimSupport.VAULT_URL!).username
    await client.query(`alter role ${client.escapeIdentifier(login)} ${state === 'away' ? 'nologin' : 'login'}`)
    if (state === 'away') await client.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login])
    await client.end()
  }
  const ready = async () => (await fetch(`${five.urls.victimSupport}/health/ready`)).json()
  const note = { personRef: victim, text: 'text to encrypt later' }
  const informed = { ...RightsInformed.example, personRef: victim }

  it('rejects encryption and decryption with 503, accepts other commands, and reports what is missing', async () => {
    const { id } = await recorded(caseWorker, 'add-case-note', { personRef: victim, text: 'words from before' })
    await setVault('away')
    const [encryptionReply, decryptionReply, other] = [
      await post(caseWorker, 'add-case-note', note),
      await openEncrypted(caseWorker, [id]),
      await post(caseWorker, 'inform-of-rights', informed),
    ]
    expect([encryptionReply.status, decryptionReply.status, other.status]).toEqual([503, 503, 201])
    expect(encryptionReply.headers.get('retry-after')).toBe('5')
    expect(await ready()).toMatchObject({ status: 'degraded', degradedReasons: [expect.stringContaining('the vault cannot be reached')] })
    await setVault('back')
    expect((await post(caseWorker, 'add-case-note', note)).status).toBe(201)
    expect((await openEncrypted(caseWorker, [id])).body['opened']).toMatchObject([{ value: 'words from before' }])
    expect(await ready()).toEqual({ status: 'ok' })
  })
})
