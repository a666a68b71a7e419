import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SERVICES } from '@case-timeline/contracts'
import { compileTypeScript, ensureTools, generateClients, type Language } from '../../../../deploy/clients/generate.mjs'
import { AGENCY_ABROAD } from '../agencies.ts'
import { newId, newKey, type Persona } from '../api-client.fixtures.ts'
import { type FiveServices, fiveServices } from '../five-services.fixtures.ts'
import { fetchPublished, type OpenApiDocument } from '../openapi.fixtures.ts'
import { ACTS, PLAYED_IN, playgroundRun, PLAYGROUNDS } from '../playground-run.fixtures.ts'
import { releasedDocument } from '../released/documents.fixtures.ts'
import { type Caller, type Documents, isDescribed, packageOf, startCaller } from './calls.fixtures.ts'
import { type Exchange, type Recorder, recordExchanges } from './exchanges.fixtures.ts'
import { MEMBER_OF_LATER, withAdditions } from './later-release.fixtures.ts'
import { type LiveClient, liveClient } from './live-client.fixtures.ts'
import { replayed } from './replay.fixtures.ts'
import { typedValues } from './typed-values.fixtures.ts'

const police: Persona = { userId: 'i.delacruz', agencyId: 'ph-police', sector: 'investigation', roles: ['lead-investigator'] }
const auditor: Persona = { userId: 'a.ramos', agencyId: 'ph-audit', sector: 'auditTrail', roles: ['auditor'] }

const LANGUAGES = ['typescript', 'java', 'python'] as const
/** Whose documents a client is generated from. */
const RELEASES = ['this release', 'the last release'] as const
type Release = (typeof RELEASES)[number]

let folder: string
let five: FiveServices
let recorder: Recorder
let replayer: Recorder
let exchanges: readonly Exchange[]
const documentsOf = {} as Record<Release, Documents>
const commandsOf = {} as Record<Release, Readonly<Record<Language, readonly [string, ...string[]]>>>

/** Every command of the demo and its follow-up, and every query. */
const playEverything = async (): Promise<void> => {
  const run = await playgroundRun({ ...five, urls: recorder.urls })
  for (const act of ACTS) await run.playAct(act)
  for (const [name] of PLAYGROUNDS) await run.playQueries(name)
}

const folderOf = (release: Release): string => join(folder, release.replaceAll(' ', '-'))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-clients-'))
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PLAYED_IN, { AGENCY_JURISDICTIONS: AGENCY_ABROAD })
  recorder = await recordExchanges(five.urls)
  replayer = await recordExchanges(five.urls)
  for (const service of SERVICES) {
    const published = (await fetchPublished(five.urls[service])) as OpenApiDocument
    documentsOf['this release'] = { ...documentsOf['this release'], [service]: published }
    documentsOf['the last release'] = { ...documentsOf['the last release'], [service]: releasedDocument(service) as OpenApiDocument }
  }
  // One after the other: the services of a busy machine are no subject of this specification.
  await playEverything()
  exchanges = [...recorder.exchanges]
  for (const release of RELEASES) {
    const named = Object.fromEntries(SERVICES.map((service) => [packageOf(service), documentsOf[release][service]]))
    await mkdir(folderOf(release))
    commandsOf[release] = await generateClients(await ensureTools(), folderOf(release), named)
  }
}, 900_000)
afterAll(async () => {
  await replayer.close()
  await recorder.close()
  await five.stop()
  await rm(folder, { recursive: true })
})

describe('the TypeScript types of openapi-typescript', () => {
  it('know each member of each body of the demo, and miss none that they require', async () => {
    const file = join(folderOf('this release'), 'typescript', 'values.ts')
    await writeFile(file, typedValues(documentsOf['this release'], exchanges))
    expect(await compileTypeScript([file])).toBe('')
  }, 180_000)
})

describe.each(RELEASES.flatMap((release) => LANGUAGES.map((language) => [language, release] as const)))(
  'the client in %s that is generated from the documents of %s',
  (language, release) => {
    let documents: Documents
    let caller: Caller
    let client: LiveClient
    beforeAll(() => {
      documents = documentsOf[release]
      caller = startCaller(commandsOf[release][language])
      client = liveClient(five, documents, recorder, caller)
    })
    afterAll(() => caller.stop())

    const caseId = newId()
    const suspect = newId()
    const inCase = { path: { caseId } }
    const key = newKey()
    const opening = { data: { source: 'report', leadAgency: police.agencyId, suspectedPurposes: ['ForcedCriminality'] } }
    const open = (body: object) =>
      client.send(police, 'POST /cases/{caseId}/open-case', { ...inCase, header: { 'idempotency-key': key }, body })
    const note = (text: string, header = {}) =>
      client.send(police, 'POST /cases/{caseId}/add-case-note', { ...inCase, header, body: { data: { personRef: suspect, text } } })
    const identify = () =>
      client.send(police, 'POST /cases/{caseId}/identify-suspect', {
        ...inCase,
        body: { occurredAt: '2026-11-20', occurredZone: 'Asia/Manila', data: { personRef: suspect, kind: 'natural', roleInProcess: [] } },
      })

    it('sends every request of the demo, and reads every answer: nothing is lost and nothing is invented', async () => {
      const found: string[] = []
      for (const exchange of exchanges.filter((one) => isDescribed(documents, one)))
        found.push(...(await replayed(replayer, caller, documents, exchange)))
      expect(found).toEqual([])
    }, 180_000)

    it('reads answers of a later release: a code that is new is kept, and a member that is new is at most left out', async () => {
      const found: string[] = []
      const queries = exchanges.filter((one) => one.method === 'GET' && one.status === 200 && isDescribed(documents, one))
      for (const exchange of queries) {
        const differences = await replayed(replayer, caller, documents, withAdditions(documents[exchange.service])(exchange))
        found.push(...differences.filter((one) => !one.includes(`${MEMBER_OF_LATER} is lost`)))
      }
      expect(found).toEqual([])
    }, 180_000)

    it('opens a case, and repeats the command', async () => {
      const first = await open(opening)
      expect(first).toMatchObject({ status: 201, body: { stream: `investigation.case-${caseId}` } })
      expect((await open(opening)).body).toEqual(first.body)
    })

    it('records facts, and reads them in the case file, in the timeline and in the verification', async () => {
      const { position } = (await identify()).body
      const query = { 'min-position': position }
      const file = await client.send(police, 'GET /cases/{caseId}', { ...inCase, query })
      expect(file.body).toMatchObject({ caseId, persons: [{ personRef: suspect }] })
      const timeline = await client.send(auditor, 'GET /cases/{caseId}/timeline', { ...inCase, query })
      expect(timeline.body).toMatchObject({
        entries: expect.arrayContaining([expect.objectContaining({ data: expect.objectContaining({ personRef: suspect }) })]),
      })
      expect((await client.send(auditor, 'GET /cases/{caseId}/verification', inCase)).status).toBe(200)
    })

    it('has an encrypted member decrypted', async () => {
      const { events } = (await note('speaks to nobody before noon')).body as { readonly events: readonly { readonly id: string }[] }
      const body = { eventIds: events.map(({ id }) => id), purpose: 'investigation' }
      const { body: opened } = await client.send(police, 'POST /cases/{caseId}/open-encrypted', { ...inCase, body })
      expect(opened).toMatchObject({ opened: [{ member: 'text', state: 'opened', value: 'speaks to nobody before noon' }] })
    })

    it('reads the events in pages, and follows them from its cursor', async () => {
      const page = async (after: string) => {
        const { body, headers } = await client.send(police, 'GET /cases/{caseId}/events', { ...inCase, query: { after, limit: 1 } })
        return { types: (body as unknown as readonly { readonly type: string }[]).map(({ type }) => type), headers }
      }
      const types: string[] = []
      let cursor = '0'
      const readToEnd = async (): Promise<void> => {
        for (let caughtUp = false; !caughtUp;) {
          const { types: more, headers } = await page(cursor)
          types.push(...more)
          cursor = headers?.['cursor']?.[0] ?? ''
          caughtUp = headers?.['caught-up']?.[0] === 'true'
        }
      }
      await readToEnd()
      expect(types).toEqual(['investigation.CaseOpened', 'investigation.SuspectIdentified', 'case.CaseNoteAdded'])
      await note('changes trains twice')
      await readToEnd()
      expect(types.slice(3)).toEqual(['case.CaseNoteAdded'])
    })

    it('reads why a request is refused', async () => {
      const beyond = { query: { 'min-position': '999999999' } }
      const first = await client.send(police, 'GET /cases/{caseId}/events', { ...inCase, query: { after: '0', limit: 1 } })
      const [position = ''] = (first.headers?.['cursor']?.[0] ?? '').split('.')
      const ofOtherLog = { query: { after: `${position}.${'0'.repeat(16)}` } }
      const problems = [
        await client.send(police, 'GET /cases/{caseId}', { ...inCase, ...beyond }),
        await client.send(police, 'GET /cases/{caseId}', { path: { caseId: newId() } }),
        await client.send(police, 'GET /cases/{caseId}/events', { ...inCase, ...ofOtherLog }),
        await open({ data: { ...opening.data, source: 'referral' } }),
        await note('too late', { 'if-match': '"0"' }),
        await client.send(police, 'POST /cases/{caseId}/open-case', { ...inCase, body: opening }),
      ]
      expect(problems.map(({ status, body }) => `${status} ${String(body['type']).split('/').at(-1) ?? ''}`)).toEqual([
        '400 position-beyond-log',
        '404 case-not-found',
        '409 log-went-back',
        '422 idempotency-key-reused',
        '412 stale-revision',
        '422 refused-by-rule',
      ])
      expect(problems.at(-1)?.body).toMatchObject({ rule: 'investigation.case-is-opened-once' })
    })
  },
)
