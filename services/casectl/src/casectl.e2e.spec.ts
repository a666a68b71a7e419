import { agencyRegister, genuineCommand } from '@case-timeline/access'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import { playDemo, scenario } from './demo.ts'
import { EXIT, run } from './index.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

jest.setTimeout(120_000)

const DEMO = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

let system: TestSystem
let caseId = ''

beforeAll(async () => {
  system = await testSystem()
  const story = await scenario(DEMO)
  caseId = story.caseId
  for await (const { step } of playDemo(system, story)) expect(step).not.toBe('')
})
afterAll(() => system.stop())

const written = (): { stream: NodeJS.WritableStream; text: () => string } => {
  const chunks: string[] = []
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WritableStream
  return { stream, text: () => chunks.join('') }
}

/** Runs casectl as its user would, against the running system. */
const casectl = async (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  const [out, err] = [written(), written()]
  const code = await run(['--data', system.dataDir, ...args], {}, { out: out.stream, err: err.stream })
  return { code, out: out.text(), err: err.text() }
}

/** What somebody does who comes to the database past the services. */
const inDatabase = async (url: string, statements: readonly string[]): Promise<readonly { name?: string }[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: readonly { name?: string }[] = []
    for (const statement of statements) rows = (await client.query<{ name?: string }>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

interface Answered {
  readonly entries: readonly { id: string; type: string; sector: string; position: string; retracted: boolean }[]
}
const asked = async <T>(...args: readonly string[]): Promise<T> => JSON.parse((await casectl('--json', ...args)).out) as T

describe('casectl timeline', () => {
  it('shows the facts of four agencies in the order in which they happened', async () => {
    const { code, out } = await casectl('timeline', caseId)
    expect(code).toBe(EXIT.done)
    expect(out.indexOf('CaseOpened')).toBeLessThan(out.indexOf('IndictmentFiled'))
    expect(out.indexOf('IndictmentFiled')).toBeLessThan(out.indexOf('SentenceImposed'))
    expect(out).toMatch(/facts of 4 services/)
  })

  it('says of what a court withholds that it is withheld, and by which order', async () => {
    const { out } = await casectl('timeline', caseId)
    expect(out).toMatch(/\(withheld\) +withheld by order [0-9a-f]{8}\n/)
    expect(out).toMatch(/; 1 withheld by orders of the court\n$/)
    expect((await casectl('replay', caseId)).out).toMatch(/\(withheld\)\n +! withheld by order [0-9a-f]{8}\n/)
  })

  it('as of a day differs from the full one by what began later, and by nothing else', async () => {
    const all = await asked<Answered>('timeline', caseId)
    const then = await asked<Answered>('timeline', caseId, '--as-of', '2026-03-05')
    expect(then.entries.length).toBeGreaterThan(0)
    expect(all.entries.slice(0, then.entries.length).map(({ id }) => id)).toEqual(then.entries.map(({ id }) => id))
  })

  it('knows nothing before anything was recorded', async () =>
    expect((await asked<Answered>('timeline', caseId, '--known-at', '2020')).entries).toEqual([]))

  it('of an unknown case ends with 4, of no case id with 2, of no date with 2', async () => {
    expect((await casectl('timeline', UNKNOWN)).code).toBe(EXIT.notFound)
    expect(await casectl('timeline', 'my-case')).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('no case id') })
    expect(await casectl('timeline', caseId, '--as-of', 'soon')).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('2016-03'),
    })
  })
})

describe('casectl replay', () => {
  it('tells every fact as it was first recorded, and a correction when it came', async () => {
    const { steps } = await asked<{
      steps: { fact: string; occurredAt?: string; changes: { what: string; was?: unknown; is?: unknown }[] }[]
    }>('replay', caseId)
    const [first, corrected] = steps.filter(({ fact }) => fact.startsWith('SuspectArrested')).slice(1)
    expect(first?.occurredAt).toBe('2026-03-17')
    expect(corrected).toMatchObject({ fact: 'SuspectArrested corrected' })
    expect(corrected?.changes).toContainEqual({ what: 'occurredAt', was: '2026-03-17', is: '2026-03-18' })
  })

  it('shows a refusal as something that changed nothing', async () =>
    expect((await casectl('replay', caseId)).out).toMatch(/MakeReferral was refused by victimSupport\.[a-z-]+; nothing changed/))
})

describe('casectl looks after the views', () => {
  it('rebuilds every view and finds nothing different afterwards', async () => {
    expect((await casectl('projections', 'rebuild')).code).toBe(EXIT.done)
    expect((await casectl('projections', 'verify')).code).toBe(EXIT.done)
  })

  it('finds a planted difference, names its case, and a rebuild mends it', async () => {
    const views = system.environments.auditTrail['VIEWS_DATABASE_URL'] ?? ''
    const [table] = await inDatabase(views, [`select tablename as name from pg_tables where tablename like 'timeline\\_v%'`])
    await inDatabase(views, [`delete from ${table?.name} where ctid in (select ctid from ${table?.name} limit 1)`])
    const verified = await casectl('projections', 'verify', 'audit-trail', 'timeline')
    expect(verified.code).toBe(EXIT.failed)
    expect(verified.out).toContain(caseId)
    expect(verified.err).toContain('casectl projections rebuild auditTrail timeline')
    expect((await casectl('projections', 'rebuild', 'audit-trail', 'timeline')).code).toBe(EXIT.done)
    expect((await casectl('projections', 'verify', 'audit-trail')).code).toBe(EXIT.done)
  })

  it('says that deadlines were made under another policy, until they are rebuilt', async () => {
    const views = system.environments.prosecution['VIEWS_DATABASE_URL'] ?? ''
    await inDatabase(views, [`comment on table deadlines_v1 is '${'0'.repeat(64)}'`])
    const advice = 'casectl projections rebuild prosecution deadlines'
    expect((await casectl('doctor')).out).toMatch(new RegExp(`made under another policy: prosecution deadlines\n.*${advice}`))
    expect((await casectl('projections', 'list')).out).toContain('rebuild it: made under another policy')
    expect((await casectl('projections', 'rebuild', 'prosecution', 'deadlines')).code).toBe(EXIT.done)
    expect((await casectl('doctor')).out).not.toContain('another policy')
  })

  it('says which views there are when it is asked for another', async () =>
    expect(await casectl('projections', 'rebuild', 'audit-trail', 'weather')).toMatchObject({
      code: EXIT.notFound,
      err: expect.stringContaining('auditTrail timeline'),
    }))
})

describe('a case that is parked for one consumer', () => {
  const consumer = 'view.custody.v1'
  let position = ''

  // What a release leaves behind that could not handle one of the events.
  beforeAll(async () => {
    const url = String(system.environments.investigation['VIEWS_DATABASE_URL'])
    const { entries } = await asked<Answered>('timeline', caseId, '--order', 'recorded')
    const { id, type } = entries.at(-1)!
    position = entries.at(-1)!.position
    await inDatabase(url, [
      `insert into feed_parked_case (consumer, case_key, reason) values ('${consumer}', '${caseId}', 'Error: no such thing')`,
      `insert into feed_parked_event values ('${consumer}', '${caseId}', ${position}, '${id}', '${type}', 1)`,
    ])
  })

  it('is listed with the event at which it stands, and why', async () =>
    expect((await casectl('parked', 'list')).out).toMatch(new RegExp(`${consumer} +${caseId}.* ${position} +Error: no such thing`)))

  it('goes on without that event when an operator says so, who must name it', async () => {
    const skip = (at: string) => casectl('parked', 'skip', caseId, '--consumer', consumer, '--position', at, '--because', 'defectKnown')
    expect(await skip('1')).toMatchObject({ code: EXIT.failed, err: expect.stringContaining(`position ${position}`) })
    expect(await skip(position)).toMatchObject({ code: EXIT.done })
    expect((await casectl('parked', 'list')).out).toBe('No case is parked.\n')
    expect((await casectl('parked', 'skipped')).out).toMatch(new RegExp(`${position}.*casectl +defectKnown +Error: no such thing`))
    expect(await skip(position)).toMatchObject({ code: EXIT.notFound })
  })
})

describe('casectl', () => {
  it('verifies a case that nobody touched', async () =>
    expect(await casectl('audit', 'verify-case', caseId)).toMatchObject({
      code: EXIT.done,
      out: expect.stringMatching(/^Intact: \d+ events/),
    }))

  it('names the stream and revision of a case that somebody touched', async () => {
    await system.alterFirstFactOf(caseId)
    expect(await casectl('audit', 'verify-case', caseId)).toMatchObject({
      code: EXIT.failed,
      out: expect.stringMatching(/^Broken: stream investigation\.case-[0-9a-f-]+, revision 0: dataHash/),
    })
  })

  it('shows the end of the log, and what came after a position', async () => {
    const lines = (await casectl('--json', 'events', 'tail', '--limit', '3')).out.trim().split('\n')
    expect(lines).toHaveLength(3)
    const { position } = JSON.parse(lines[0] ?? '') as { position: string }
    const after = (await casectl('--json', 'events', 'tail', '--after', position)).out.trim().split('\n')
    expect(after).toEqual(lines.slice(1))
  })

  it('finds no parked case, and says so', async () =>
    expect(await casectl('parked', 'retry')).toMatchObject({ code: EXIT.done, out: 'No case is parked.\n' }))

  it('tells how far each consumer is behind the store, in events and seconds', async () => {
    const { code, out } = await casectl('feed', 'status')
    expect(code).toBe(EXIT.done)
    expect(out).toMatch(new RegExp(`feed ${process.env['CASE_TIMELINE_TEST_FEED'] ?? 'store'}:, the log ends at \\d+`))
    expect(out).toMatch(/investigation +view\.custody\.v1 +all +\d+ +0 +0/)
    const [first] = await asked<{ consumers: { partitions: unknown[] }[] }[]>('feed', 'status')
    expect(first?.consumers[0]?.partitions).toHaveLength(12)
  })

  it('finds a healthy system healthy', async () => expect((await casectl('doctor')).code).toBe(EXIT.done))

  it('gives the playgrounds a token for each persona and references of their own', async () => {
    const [first, second] = [await casectl('playground'), await casectl('playground')]
    expect(first.out).toMatch(/^export CASE=[0-9a-f-]{36}\n/)
    expect(first.out).toMatch(/\nexport TOKEN_INVESTIGATOR=[\w.-]{100,}\n/)
    expect(first.out.split('\n').find((line) => line.startsWith('export PHONE='))).not.toBe(
      second.out.split('\n').find((line) => line.startsWith('export PHONE=')),
    )
  })

  it('gives a token for a role of the sector, and for no other', async () => {
    const { out } = await casectl('token', '--agency', 'ph-audit', '--sector', 'audit-trail', '--role', 'auditor')
    const answer = await fetch(`${system.urls.auditTrail}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${out.trim()}` } })
    expect(answer.status).toBe(200)
    expect(await casectl('token', '--agency', 'ph-audit', '--sector', 'audit-trail', '--role', 'judge')).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('auditor, analyst'),
    })
  })

  it('signs a command as an agency’s system would, and nothing for agencies or commands that are not there', async () => {
    const body = JSON.stringify({ data: { source: 'report', leadAgency: 'ph-police', suspectedPurposes: [] } })
    const sign = (agency: string, name: string, ...more: string[]) =>
      casectl('sign', name, '--agency', agency, '--sector', 'investigation', '--role', 'lead-investigator', '--body', body, ...more)
    const { out } = await sign('ph-police', 'OpenCase', '--case', caseId, '--json')
    const { topic, key, message } = JSON.parse(out) as Record<'topic' | 'key' | 'message', string>
    const register = await agencyRegister(new URL(system.environments.investigation['AGENCY_KEYS'] ?? ''))
    const sent = { key: Buffer.from(key), value: Buffer.from(message), arrivedAt: Date.now() }
    expect(topic).toBe('case-commands.investigation')
    expect(await genuineCommand(sent, { audience: '/deployments/embedded/investigation', register })).toMatchObject({
      command: { iss: 'ph-police', caseId, command: 'OpenCase', body: JSON.parse(body) as object },
    })
    expect(await sign('ph-nobody', 'OpenCase', '--case', caseId)).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('ph-nobody'),
    })
    expect(await sign('ph-police', 'PardonSuspect', '--case', caseId)).toMatchObject({ code: EXIT.usage })
    expect(await sign('ph-police', 'OpenCase')).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('Which case?') })
  })

  it('says what to do where nothing runs', async () =>
    expect(await casectl('--data', '/nonexistent', 'timeline', caseId)).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('npm start'),
    }))

  it('does not start with NODE_ENV=production', async () => {
    const [out, err] = [written(), written()]
    expect(await run(['up'], { NODE_ENV: 'production' }, { out: out.stream, err: err.stream })).toBe(EXIT.usage)
    expect(err.text()).toContain('NODE_ENV=production')
  })

  it('signs no token with NODE_ENV=production', async () => {
    const [out, err] = [written(), written()]
    const args = ['--data', system.dataDir, 'token', '--agency', 'ph-audit', '--sector', 'audit-trail']
    expect(await run(args, { NODE_ENV: 'production' }, { out: out.stream, err: err.stream })).toBe(EXIT.failed)
    expect(err.text()).toMatch(/NODE_ENV=production\.\n {2}- unset/)
  })
})
