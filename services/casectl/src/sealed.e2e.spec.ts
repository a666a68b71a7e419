import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PresumedVictimIdentified, RightsInformed, SEALED_EXAMPLE } from '@case-timeline/contracts'
import pg from 'pg'
import { calling, caseWorker, investigator, lead, newId, newKey, type Persona } from './calling.fixtures.ts'
import { askewIn } from './described.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

let five: FiveServices
let ask: ReturnType<typeof calling>
const caseId = newId()
const girl = newId()
const supportLead: Persona = { ...caseWorker, userId: 'l.tan', roles: ['support-lead'] }
const supportRecords: Persona = { ...caseWorker, userId: 's.lim', roles: ['records-supervisor'] }
const shelter: Persona = { ...caseWorker, userId: 'o.ng', agencyId: 'zz-shelter' }
const gesi = { gender: 'Feminine', disability: ['hearing'], ethnicity: 'Rohingya-of-the-delta' }

const on = (who: Persona, command: string, data: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask.post(who, `/cases/${caseId}/${command}`, { data }, headers)
const recorded = async (who: Persona, command: string, data: unknown): Promise<{ readonly id: string; readonly position: string }> => {
  const { status, body } = await on(who, command, data)
  expect({ status, body }).toMatchObject({ status: 201 })
  return { id: (body['events'] as { id: string }[])[0]!.id, position: String(body['position']) }
}
const open = (who: Persona, eventIds: readonly string[], purpose = 'support') =>
  ask.post(who, `/cases/${caseId}/open-sealed`, { eventIds, purpose })

/** The reaction to her identification has recorded its offer. */
const supportIsOffered = async (): Promise<void> => {
  for (let left = 100; left > 0; left--) {
    const { body } = await ask.get(caseWorker, `/cases/${caseId}`)
    if ((body['persons'] as { support?: object }[] | undefined)?.some(({ support }) => support !== undefined)) return
    await pause(50)
  }
  throw new Error('no support was offered within 5 seconds')
}

/** Every text that any table of the deployment holds, in all of its databases. */
const everythingStored = async (): Promise<string> => {
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
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  ask = calling(five)
  await recorded(lead, 'open-case', { source: 'report', leadAgency: lead.agencyId, suspectedPurposes: [] })
  await recorded(lead, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef: girl })
  await supportIsOffered()
}, 120_000)
afterAll(() => five.stop())

describe('what is sealed in an event', () => {
  let needs: { readonly id: string; readonly position: string }
  beforeAll(async () => {
    needs = await recorded(caseWorker, 'assess-needs', { personRef: girl, voluntary: true, gesi, accommodations: ['interpreter'] })
  })

  it('is opened by those who help her, for a purpose', async () => {
    const { status, body } = await open(caseWorker, [needs.id])
    expect({ status, body }).toEqual({
      status: 201,
      body: { opened: [{ eventId: needs.id, type: 'victimSupport.NeedsAssessed', member: 'gesi', state: 'opened', value: gesi }] },
    })
    expect(await askewIn(five.urls.victimSupport, 'POST /cases/{caseId}/open-sealed', body)).toEqual([])
  })

  it('is in no database of the deployment in the clear', async () => {
    await recorded(caseWorker, 'assess-risk', {
      personRef: girl,
      level: 'high',
      reviewBy: '2026-12-15',
      factors: { community: ['watched-by-the-broker'] },
    })
    await recorded(caseWorker, 'add-case-note', { personRef: girl, text: 'calls-her-sister-on-sundays' })
    await recorded(investigator, 'record-online-trace', {
      traceId: newId(),
      kind: 'account',
      platform: 'messenger',
      value: 'Lucky.Recruiter.88',
    })
    const stored = await everythingStored()
    expect(stored).toContain(needs.id)
    for (const word of ['Rohingya-of-the-delta', 'watched-by-the-broker', 'calls-her-sister', 'recruiter.88', 'Recruiter.88', 'Feminine'])
      expect(stored.includes(word)).toBe(false)
  })

  it('stays closed to whoever did not record it: another sector, another agency, a role without part in it', async () => {
    const risk = await recorded(caseWorker, 'assess-risk', { personRef: girl, level: 'low', reviewBy: '2026-12-15', factors: {} })
    expect((await open(lead, [risk.id])).status).toBe(404)
    expect([403, 404]).toContain((await open(shelter, [risk.id])).status)
    expect((await open(supportRecords, [risk.id])).status).toBe(403)
  })

  it('is not opened at all when one of the events asked for is not his to open', async () => {
    const before = await ask.get(supportLead, `/cases/${caseId}/openings`)
    expect((await open(caseWorker, [needs.id, newId()])).status).toBe(404)
    expect(await ask.get(supportLead, `/cases/${caseId}/openings`)).toMatchObject({ body: before.body })
  })

  it('is on record as opened: by whom, when, and what for', async () => {
    await open(caseWorker, [needs.id], 'protection')
    const { status, body } = await ask.get(supportLead, `/cases/${caseId}/openings?limit=1`)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { openings: [{ userId: caseWorker.userId, role: 'case-worker', purpose: 'protection', eventIds: [needs.id] }] },
    })
    expect(await askewIn(five.urls.victimSupport, 'GET /cases/{caseId}/openings', body)).toEqual([])
    const older = await ask.get(supportLead, `/cases/${caseId}/openings?before=${String(body['before'])}`)
    expect((older.body['openings'] as unknown[]).length).toBeGreaterThan(0)
    expect((await ask.get(lead, `/cases/${caseId}/openings`)).body).toEqual({ openings: [] })
  })

  it('refuses a purpose that is none, and says which there are', async () => {
    const { status, body } = await open(caseWorker, [needs.id], 'curiosity')
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain('$.purpose')
  })
})

describe('a command that seals something', () => {
  const traced = (value: string, kind = 'number') => ({ traceId: newId(), kind, platform: 'telegram', value })

  it('sent again under its key gets the first answer; with other words it is another command', async () => {
    const [key, data] = [{ 'idempotency-key': newKey() }, { personRef: girl, text: 'first words' }]
    const first = await on(caseWorker, 'add-case-note', data, key)
    expect(first.status).toBe(201)
    expect((await on(caseWorker, 'add-case-note', data, key)).body).toEqual(first.body)
    expect((await on(caseWorker, 'add-case-note', { ...data, text: 'other words' }, key)).status).toBe(409)
  })

  it('takes no ciphertext, and says where it was', async () => {
    const { status, body } = await on(caseWorker, 'add-case-note', { personRef: girl, text: SEALED_EXAMPLE })
    expect(status).toBe(400)
    expect(body['errors']).toMatchObject([{ path: '$.data.text' }])
  })

  it('gives one trace one hash however it is written, and two traces two', async () => {
    const hashOf = async (data: unknown): Promise<string> => {
      const { id, position } = await recorded(investigator, 'record-online-trace', data)
      const { body } = await ask.get(lead, `/cases/${caseId}/events?limit=1000&min-position=${position}`)
      const events = body as unknown as { id: string; data: { data: { traceHash: string; value: string } } }[]
      return events.find((event) => event.id === id)!.data.data.traceHash
    }
    const [one, same, other] = [
      await hashOf(traced('+63 917 555-0101')),
      await hashOf(traced('+639175550101')),
      await hashOf(traced('+639175550102')),
    ]
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect(same).toBe(one)
    expect(other).not.toBe(one)
  })
})

describe('a correction of a fact with something sealed', () => {
  const approver = { userId: 'l.tan', role: 'support-lead' }
  const corrected = (correctsId: string, data: unknown) =>
    on(supportRecords, 'correct-event', { correctsId, data, reasonCode: 'clericalError', approver })

  it('is sent in the clear and sealed anew; the original can still be opened', async () => {
    const assessed = { personRef: girl, voluntary: true, gesi: { gender: 'Masculine' }, accommodations: [] }
    const { id } = await recorded(caseWorker, 'assess-needs', assessed)
    const { status, body } = await corrected(id, { ...assessed, gesi: { gender: 'Feminine' } })
    expect(status).toBe(201)
    const [correction] = body['events'] as { id: string }[]
    const opened = await open(caseWorker, [id, correction!.id])
    expect(opened.body['opened']).toMatchObject([{ value: { gender: 'Masculine' } }, { value: { gender: 'Feminine' } }])
  })

  it('is told where a sealed member is not what its type takes', async () => {
    const assessed = { personRef: girl, voluntary: true, gesi: { gender: 'Masculine' }, accommodations: [] }
    const { id } = await recorded(caseWorker, 'assess-needs', assessed)
    const { status, body } = await corrected(id, { ...assessed, gesi: { gender: 'unheard-of' } })
    expect(status).toBe(400)
    expect(body['errors']).toMatchObject([{ path: '$.data.data.gesi.gender' }])
  })
})

describe('without the vault', () => {
  /** The service's login is let in no more, and is thrown out where it is in. */
  const vaultIs = async (state: 'away' | 'back'): Promise<void> => {
    const client = new pg.Client({ connectionString: process.env['CASE_TIMELINE_TEST_PG'] ?? '' })
    await client.connect()
    const login = new URL(five.environments.victimSupport.VAULT_URL!).username
    await client.query(`alter role ${client.escapeIdentifier(login)} ${state === 'away' ? 'nologin' : 'login'}`)
    if (state === 'away') await client.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login])
    await client.end()
  }
  const ready = async () => (await fetch(`${five.urls.victimSupport}/health/ready`)).json()
  const note = { personRef: girl, text: 'words that wait' }
  const informed = { ...RightsInformed.example, personRef: girl }

  it('nothing is sealed or opened, all else is recorded, and the service says what is missing', async () => {
    const { id } = await recorded(caseWorker, 'add-case-note', { personRef: girl, text: 'words from before' })
    await vaultIs('away')
    const [sealing, opening, other] = [
      await on(caseWorker, 'add-case-note', note),
      await open(caseWorker, [id]),
      await on(caseWorker, 'inform-of-rights', informed),
    ]
    expect([sealing.status, opening.status, other.status]).toEqual([503, 503, 201])
    expect(sealing.headers.get('retry-after')).toBe('5')
    expect(await ready()).toMatchObject({ status: 'degraded', hindrances: [expect.stringContaining('the vault cannot be reached')] })
    await vaultIs('back')
    expect((await on(caseWorker, 'add-case-note', note)).status).toBe(201)
    expect((await open(caseWorker, [id])).body['opened']).toMatchObject([{ value: 'words from before' }])
    expect(await ready()).toEqual({ status: 'ok' })
  })
})
