import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SERVICES } from '@case-timeline/contracts'
import type { EventStoreDb } from '@case-timeline/testing'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { ensureCompiled } from '../../../../deploy/installation.mjs'
import { newId } from '../api-client.fixtures.ts'
import { type Persona, playDemo, scenario } from '../demo.ts'
import { queried, type TestDeployment, testDeployment } from '../deployment/deployment.fixtures.ts'
import { EXIT, run } from '../index.ts'
import { storesFile } from '../import/destination.ts'
import { headsFile } from '../log-heads.ts'
import { writeRunFile } from '../run-file.ts'
import { type RunningSystem, startSystem } from '../system.ts'

jest.setTimeout(1_800_000)

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))
const POLICE: Persona = { userId: 'm.santos', agency: 'ph-police', sector: 'investigation', roles: ['lead-investigator', 'investigator'] }
const KEPT_KEY = 'one-key-before-the-move'

let deployment: TestDeployment
let server: EventStoreDb
let dataDir: string
let system: RunningSystem
beforeAll(async () => {
  await ensureCompiled(CHECKOUT, 'services/casectl')
  const { startEventStoreDb } = await import('@case-timeline/testing')
  ;[deployment, server, dataDir] = [
    await testDeployment(),
    await startEventStoreDb(),
    await mkdtemp(join(tmpdir(), 'case-timeline-moving-')),
  ]
  await start()
})
afterAll(async () => {
  await system.stop()
  await server.close()
  await deployment.remove()
  await rm(dataDir, { recursive: true, force: true })
})

const start = async (eventStoreUrl?: string): Promise<void> => {
  const { adminUrl: databaseUrl, prefix } = deployment
  system = await startSystem({ dataDir, databaseUrl, prefix, eventStoreUrl, logLevel: 'warn' })
  await writeRunFile(dataDir, { pid: process.pid, startedAt: new Date().toISOString(), urls: system.urls })
  const { environments } = system
  const stores = {
    deployment: environments.auditTrail['DEPLOYMENT'],
    digestKey: environments.auditTrail['DIGEST_KEY'],
    stores: Object.fromEntries(SERVICES.map((service) => [service, environments[service]['EVENT_STORE_URL']])),
  }
  await writeFile(storesFile(dataDir), JSON.stringify(stores), { mode: 0o600 })
}

const casectl = async (env: Record<string, string>, ...args: readonly string[]) => {
  const texts = { out: '', err: '' }
  const stream = (name: 'out' | 'err') =>
    ({ write: (text: string) => (texts[name] += text).length > 0 }) as unknown as NodeJS.WritableStream
  const code = await run(['--data', dataDir, ...args], env, { out: stream('out'), err: stream('err') })
  return { code, ...texts }
}
/** Runs casectl, which has to succeed. @returns what it printed */
const succeeds = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await casectl({}, ...args)
  expect({ args, code, err }).toEqual({ args, code: EXIT.done, err: '' })
  return out
}

const openCase = async (caseId: string, key: string) => {
  const answer = await fetch(`${system.urls.investigation}/cases/${caseId}/open-case`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await system.tokenFor(POLICE)}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ data: { source: 'report', leadAgency: 'ph-police', suspectedPurposes: ['ForcedLabour'] } }),
  })
  const { position, ...body } = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, body, position: typeof position }
}

interface Feed {
  readonly head: string
  readonly consumers: readonly { readonly behind: number }[]
}
/** Longer than from one run of a scheduled job to the next: the demo has deadlines that jobs record as missed. */
const JOBS_MS = 12_000
/** Waits until no consumer is behind, and nothing more was recorded for a time. */
const untilQuiet = async (quietMs = 1_000): Promise<void> => {
  const end = Date.now() + 600_000
  for (let before = ''; ; await pause(quietMs)) {
    const feeds = JSON.parse(await succeeds('feed', 'status', '--json')) as Feed[]
    const isAtEnd = feeds.every(({ consumers }) => consumers.every(({ behind }) => behind === 0))
    const heads = isAtEnd ? feeds.map(({ head }) => head).join() : ''
    if (heads !== '' && heads === before) return
    if (Date.now() > end) throw new Error(`the system is not quiet within ten minutes: ${JSON.stringify(feeds)}`)
    before = heads
  }
}

/** Waits until a head of the log is signed. */
const untilSigned = async (): Promise<void> => {
  for (const end = Date.now() + 120_000; ; await pause(500)) {
    if ((await readFile(headsFile(dataDir), 'utf8').catch(() => '')).includes('\nsigned ')) return
    if (Date.now() > end) throw new Error('no head of the log is signed within two minutes')
  }
}

/** What must be the same on another event store: its positions are others, and the rows of the timeline have them. */
const shown = async (caseId: string) => {
  const digests = (await succeeds('projections', 'digest')).split('\n').filter((line) => !/^auditTrail +timeline /.test(line))
  expect(digests.length).toBeGreaterThan(20)
  const entries = (await succeeds('timeline', caseId, '--order', 'recorded', '--json')).replaceAll(/"position":"\d+"/g, '"position":""')
  return { digests, entries, verified: await succeeds('audit', 'verify-case', caseId) }
}

/** Starts a move as a program, and kills it after some events arrived. */
const killMoveAfter = async (env: Record<string, string>, events: number): Promise<void> => {
  const program = spawn(
    process.execPath,
    [join(CHECKOUT, 'services/casectl/bin/casectl.mjs'), 'events', 'move', '--prefix', deployment.prefix],
    {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    },
  )
  let arrived = 0
  const stopCounting = server.log.onAppended(() => {
    arrived += 1
    if (arrived > events) program.kill('SIGKILL')
  })
  const [, signal] = (await once(program, 'exit')) as [number | null, string | null]
  stopCounting()
  expect(signal).toBe('SIGKILL')
}

const ROWS = 'select * from events.event order by position'

it('a deployment moves from PostgreSQL to EventStoreDB and back with every hash, order, command and view', async () => {
  const { adminUrl, prefix, query, urlOf } = deployment
  const demo = await scenario(new URL('../../../../deploy/demo/scam-compound.json', import.meta.url))
  for await (const { step } of playDemo(system, demo)) expect(step).not.toBe('')
  const kept = newId()
  const first = await openCase(kept, KEPT_KEY)
  expect(first.status).toBe(201)
  await untilQuiet(JOBS_MS)
  await untilSigned()
  const before = await shown(demo.caseId)

  const there = { MOVE_FROM: adminUrl, MOVE_TO: server.url() }
  expect(await casectl(there, 'events', 'move', '--prefix', prefix)).toMatchObject({
    code: EXIT.failed,
    err: expect.stringContaining('is in use: services have'),
  })
  await system.stop()

  await killMoveAfter(there, 60)
  const moved = await casectl(there, 'events', 'move', '--prefix', prefix, '--json')
  const counts = JSON.parse(moved.out) as { events: number; before: number; copied: number; differenceCount: number; starts: object[] }
  const rows = await query<{ position: string }>(`${prefix}events`, ROWS)
  expect(counts).toMatchObject({ events: rows.length, copied: rows.length - counts.before, differenceCount: 0 })
  expect(counts.before).toBeGreaterThanOrEqual(60)
  expect(counts.copied).toBeGreaterThan(0)
  expect(counts.starts.length).toBeGreaterThan(0)
  expect(
    server.log.all().filter(({ stream }) => stream.includes('.') && !/^\$|deployment-record$|^case-timeline/.test(stream)),
  ).toHaveLength(rows.length)

  await start(server.url())
  await succeeds('feed', 'realign')
  await untilQuiet()
  expect(await openCase(kept, KEPT_KEY)).toEqual(first)
  expect(await shown(demo.caseId)).toEqual(before)
  await succeeds('projections', 'verify')
  // The heads that were signed on PostgreSQL are those of the log on EventStoreDB.
  expect(await succeeds('audit', 'verify-log')).toMatch(
    /^Intact: \d+ events in \d+ streams, every hash recomputed. Signed heads that agree: [1-9]/,
  )
  expect((await openCase(newId(), 'a-key-after-the-move')).status).toBe(201)
  await untilQuiet()
  const after = await shown(demo.caseId)
  await system.stop()

  // The old database stays as it is, under another name; the log goes into an empty one.
  await queried(adminUrl, `alter database ${prefix}events rename to ${prefix}events_before`)
  expect((await casectl({ ADMIN_URL: adminUrl }, 'provide', '--parts', 'events', '--prefix', prefix)).code).toBe(EXIT.done)
  const back = { MOVE_FROM: server.url(), MOVE_TO: adminUrl }
  expect(await casectl(back, 'events', 'move', '--prefix', prefix)).toMatchObject({
    code: EXIT.done,
    out: expect.stringMatching(
      /every hash and chain recomputed. Differences: 0.\nRoot of the log, as its signed heads state it: \S{44}\nStarts of consumers: [1-9]/,
    ),
  })
  expect((await queried(urlOf(`${prefix}events`), ROWS)).slice(0, rows.length)).toEqual(rows)
  await start()
  await succeeds('feed', 'realign')
  await untilQuiet()
  expect(await openCase(kept, KEPT_KEY)).toEqual(first)
  expect(await shown(demo.caseId)).toEqual(after)
  await succeeds('projections', 'verify')
  await succeeds('audit', 'verify-log')
})
