import { writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AccessExcluded, SERVICES } from '@case-timeline/contracts'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { apiClient, auditor, type Persona, registrar } from './api-client.fixtures.ts'
import { AGENCIES } from './agencies.ts'
import { storesFile } from './import/destination.ts'
import { EXIT, run } from './index.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

jest.setTimeout(120_000)

const mappings = new URL('../../../deploy/mappings/', import.meta.url)
const file = (name: string) => fileURLToPath(new URL(name, mappings))

let system: TestSystem
let api: ReturnType<typeof apiClient>
/** Of the last event of the import. */
let position = '0'

const captureStream = (): { stream: NodeJS.WritableStream; text: () => string } => {
  const chunks: string[] = []
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WritableStream
  return { stream, text: () => chunks.join('') }
}

/** Runs casectl with command line arguments against the running system. */
const casectl = async (...args: readonly string[]) => {
  const [out, err] = [captureStream(), captureStream()]
  const code = await run(['--data', system.dataDir, ...args], {}, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text() }
}

const importExample = async () => {
  const { code, out, err } = await casectl('--json', 'import', file('docket-export.csv'), '--map', file('docket-export.json'))
  expect({ code, err }).toMatchObject({ code: EXIT.done })
  return JSON.parse(out) as { counts: Record<string, number>; openings: Record<string, number>; cases: number; seconds: number }
}
let imported: Awaited<ReturnType<typeof importExample>>

beforeAll(async () => {
  system = await testSystem()
  const { environments, urls, dataDir } = system
  const stores = {
    deployment: environments.auditTrail['DEPLOYMENT'],
    digestKey: environments.auditTrail['DIGEST_KEY'],
    stores: Object.fromEntries(SERVICES.map((service) => [service, environments[service]['EVENT_STORE_URL']])),
  }
  await writeFile(storesFile(dataDir), JSON.stringify(stores), { mode: 0o600 })
  const tokenFor = ({ agencyId, roles, ...who }: Persona) => system.tokenFor({ ...who, agency: agencyId, roles: [...roles] })
  api = apiClient({ urls, issuer: { tokenFor } })
  imported = await importExample()
  const store = openEventStore(environments.auditTrail['EVENT_STORE_URL'] ?? '', 'auditTrail')
  position = await store.lastPosition()
  await store.close()
})
afterAll(() => system.stop())

const docket = 'RTC-114/2026-0381'
const police: Persona = { userId: 'm.santos', agencyId: AGENCIES.investigation, sector: 'investigation', roles: ['lead-investigator'] }
const excluded: Persona = { ...police, userId: 'j.dizon' }
const otherPolice: Persona = { ...police, agencyId: 'ph-harbour-police' }
const audit: Persona = { ...auditor, agencyId: AGENCIES.auditTrail }

const searched = async (who: Persona, sourceId = docket, source = 'docket-export') => {
  const { status, body } = await api.get(
    who,
    `/cases?${new URLSearchParams({ source, 'source-id': sourceId, 'min-position': position }).toString()}`,
  )
  expect(status).toBe(200)
  return body['cases'] as readonly { readonly caseId: string }[]
}

/** The case, once the view of the searched service has it. */
const found = async (who: Persona, sourceId = docket): Promise<string> => {
  for (const waitUntil = Date.now() + 30_000; Date.now() < waitUntil; await pause(100)) {
    const [one] = await searched(who, sourceId)
    if (one) return one.caseId
  }
  throw new Error(`the view of ${who.sector} does not have the case ${sourceId}`)
}

describe('the example mapping of a docket', () => {
  it('accounts for every row of its log, and records the ids of both cases', () =>
    expect(imported).toMatchObject({
      cases: 2,
      counts: { rows: 10, recorded: 7, external: 1, unreadable: 1, rejected: 1, refused: 0, duplicate: 0, changed: 0 },
      openings: { recorded: 6, duplicate: 0, refused: 0 },
    }))

  it('records nothing more in a second run', async () =>
    expect(await importExample()).toMatchObject({
      counts: { rows: 10, duplicate: 9, rejected: 1 },
      openings: { recorded: 0, duplicate: 6, refused: 0 },
    }))

  it('opens the case with what a column says of the whole case, and shows the id that its source gave it', async () => {
    const { body } = await api.get(police, `/cases/${await found(police)}?min-position=${position}`)
    expect(body).toMatchObject({
      opening: { suspectedPurposes: ['ForcedLabour'], leadAgency: AGENCIES.investigation },
      courtCase: { courtCaseNo: docket },
      chapters: { record: [{ fact: 'auditTrail.CaseImported', source: 'docket-export', sourceId: docket }] },
    })
  })

  it('makes one person of equal names in a case, and two of equal names in two cases, and records no name', async () => {
    const [first, second] = [await found(police), await found(police, 'RTC-114/2026-0412')]
    const personsOf = async (caseId: string) => {
      const { body } = await api.get(police, `/cases/${caseId}?min-position=${position}`)
      expect(JSON.stringify(body)).not.toMatch(/Accused|pier|boxes/)
      return (body['persons'] as readonly { readonly personRef: string }[]).map(({ personRef }) => personRef)
    }
    const [persons, others] = [await personsOf(first), await personsOf(second)]
    expect([persons.length, others.length, new Set([...persons, ...others]).size]).toEqual([2, 1, 3])
  })
})

describe('a case that was imported', () => {
  it('is found by the id of its source, in the sector of an agency that takes part and by an auditor', async () => {
    const caseId = await found(police)
    expect(await found(audit)).toBe(caseId)
    expect(await searched(audit, docket, 'other-source')).toEqual([])
    expect(await searched(audit, docket.toLowerCase())).toEqual([])
  })

  it('is found by nobody else, with the same answer as for an id that no case has', async () => {
    const none = await searched(police, 'RTC-114/2026-9999')
    expect(none).toEqual([])
    for (const who of [otherPolice, { ...registrar, agencyId: 'ph-other-court' }]) expect(await searched(who)).toEqual(none)
  })

  it('is not found by a user who was excluded from it', async () => {
    const caseId = await found(excluded)
    const records: Persona = { ...police, userId: 'p.reyes', roles: ['records-supervisor'] }
    const data = { ...AccessExcluded.example, userId: excluded.userId }
    const { body } = await api.post(records, `/cases/${caseId}/exclude-from-access`, { data })
    const query = new URLSearchParams({ source: 'docket-export', 'source-id': docket, 'min-position': String(body['position']) })
    expect((await api.get(excluded, `/cases?${query.toString()}`)).body['cases']).toEqual([])
    expect((await api.get(police, `/cases?${query.toString()}`)).body['cases']).toMatchObject([{ caseId }])
  })

  it.each([
    ['a source without an id', 'source=docket-export'],
    ['an id without a source', 'source-id=RTC-114%2F2026-0381'],
    ['a source that is no reference', 'source=a%20b&source-id=x'],
    ['an id that is too long', `source=a&source-id=${'x'.repeat(501)}`],
  ])('is not searched by %s', async (_, query) => expect((await api.get(police, `/cases?${query}`)).status).toBe(400))
})

describe('casectl timeline with --source and --source-id', () => {
  it('shows the timeline of the imported case', async () => {
    await found(audit)
    const { code, out } = await casectl('timeline', '--source', 'docket-export', '--source-id', docket)
    expect(code).toBe(EXIT.done)
    expect(out).toMatch(/CaseImported +source=docket-export sourceId=RTC-114\/2026-0381/)
  })

  it('exits with 4 where no case was imported under the id, and with 2 where the case is named by half or twice', async () => {
    expect(await casectl('timeline', '--source', 'docket-export', '--source-id', 'none')).toMatchObject({
      code: EXIT.notFound,
      err: expect.stringContaining('No case was imported from docket-export') as unknown,
    })
    expect((await casectl('timeline')).code).toBe(EXIT.usage)
    expect((await casectl('timeline', '--source', 'docket-export')).code).toBe(EXIT.usage)
    expect((await casectl('timeline', await found(audit), '--source', 'docket-export', '--source-id', docket)).code).toBe(EXIT.usage)
  })
})
