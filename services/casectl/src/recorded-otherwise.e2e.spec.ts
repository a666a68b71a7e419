import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CaseNoteAdded } from '@case-timeline/contracts'
import { canonical, dataHash, eventHash, hashEvents, verifyLog, type HashedEvent } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { apiClient, auditor, leadInvestigator, newId } from './api-client.fixtures.ts'
import { sharedServices, type FiveServices } from './five-services.fixtures.ts'
import { run } from './index.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>
let folder: string
const caseId = newId()
const stream = `prosecution.case-${caseId}`
/** What the login of the prosecution recorded past its service, with the members of the data in another order. */
let recorded: HashedEvent

const storeOf = (service: 'prosecution' | 'auditTrail') => openEventStore(five.environments[service]['EVENT_STORE_URL'] ?? '', service)

const recordOtherwise = async (): Promise<HashedEvent> => {
  const commandId = newId()
  const commandDigest = Buffer.alloc(32, 1)
  const [event] = hashEvents(
    [{ type: CaseNoteAdded.type, data: CaseNoteAdded.example }],
    {
      ...{ service: 'prosecution', deployment: 'zz-e2e', stream, caseId, commandId, commandDigest, jurisdiction: 'ZZ' },
      actor: { userId: 'evil', agencyId: 'zz-prosecution', role: 'prosecutor' },
      ...{ correlationId: 'test', now: new Date().toISOString() },
    },
    () => CaseNoteAdded,
  )
  const dataText = `{"zz":1,${canonical(CaseNoteAdded.example).slice(1)}`
  const envelope = { ...event!.envelope, dataHash: dataHash(event!.salt, dataText).toString('hex') }
  const envelopeText = canonical(envelope)
  const changed = { ...event!, dataText, envelope, envelopeText, eventHash: eventHash(envelopeText) }
  const store = storeOf('prosecution')
  expect(await store.append({ stream, expected: 'any', commandId, commandDigest, events: [changed] })).toMatchObject({
    outcome: 'appended',
  })
  await store.close()
  return changed
}

beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
  folder = await mkdtemp(join(tmpdir(), 'otherwise-'))
  await api.post(leadInvestigator, `/cases/${caseId}/open-case`, {
    data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] },
  })
  recorded = await recordOtherwise()
}, 120_000)
afterAll(async () => {
  await five.stop()
  await rm(folder, { recursive: true })
})

describe('an event that a login recorded in another form than RFC 8785', () => {
  const found = () => ({ eventId: recorded.id, stream, revision: 0, recordedBy: 'prosecution' })
  const casectl = async (...args: readonly string[]) => {
    const written = { out: '', err: '' }
    const output = (name: 'out' | 'err') => ({ write: (text: string) => (written[name] += text) }) as unknown as NodeJS.WritableStream
    const env = {
      CASE_TIMELINE_URLS: `audit-trail=${five.urls.auditTrail}`,
      CASE_TIMELINE_TOKEN: await five.issuer.tokenFor(auditor),
    }
    const code = await run(['--data', folder, ...args], env, { out: output('out'), err: output('err') })
    return { code, ...written }
  }
  const sentence = () =>
    `Recorded in another form by prosecution: event ${recorded.id} (${stream}, revision 0). Its hashes are those of its text: it was not changed.\n`

  it('is named by the verification of the case, which is intact', async () => {
    expect((await api.get(auditor, `/cases/${caseId}/verification`)).body).toMatchObject({
      outcome: 'intact',
      otherForms: [found()],
      otherFormCount: 1,
    })
    expect(await casectl('audit', 'verify-case', caseId)).toEqual({
      code: 0,
      out: expect.stringMatching(/^Intact: /),
      err: '',
    })
    expect((await casectl('audit', 'verify-case', caseId)).out).toContain(sentence())
  })

  it('is named by the verification of the log, which is intact', async () => {
    const store = storeOf('auditTrail')
    expect(await verifyLog(store, [])).toMatchObject({ findings: [], otherForms: [found()], otherFormCount: 1 })
    await store.close()
  })

  it('is named by the verification of an export, which is intact', async () => {
    const file = join(folder, 'events.ndjson')
    expect(await casectl('events', 'export', '--out', file)).toMatchObject({ code: 0 })
    const { code, out } = await casectl('audit', 'verify-export', file)
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Intact: /) })
    expect(out).toContain(sentence())
  })

  it('is named by the program that needs nothing but Node, which reads a page as it was written', async () => {
    const response = await fetch(`${five.urls.auditTrail}/cases/${caseId}/events?limit=1000`, {
      headers: { authorization: `Bearer ${await five.issuer.tokenFor(auditor)}` },
    })
    await writeFile(join(folder, 'page'), `HTTP/1.1 200 OK\r\ncaught-up: true\r\n\r\n${await response.text()}`)
    const program = fileURLToPath(new URL('../../../docs/how-to/verify-events.mjs', import.meta.url))
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, join(folder, 'page')], { encoding: 'utf8' })
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^intact: /),
      stderr: expect.stringContaining(`recorded in another form, and not changed: event ${recorded.id}`),
    })
  })
})
