import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { timelineOf, verifyCase } from '@case-timeline/audit-trail'
import type { CaseEventRecord } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { contentOf, freshDestination } from './destination.fixtures.ts'
import { caseIdOf } from './identity.ts'
import type { ImportReport, RowReport } from './report.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const data = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data')
const log = join(data, 'logs/indonesia-detention-sample/dev_sample_yogya_events.csv')
const casectl = join(root, 'services/casectl/dist/main.js')

if (!existsSync(log)) throw new Error(`The data folder has no ${log}: set CASE_TIMELINE_DATA to the folder that holds logs/.`)
if (!existsSync(casectl)) throw new Error(`${casectl} is not compiled: run this suite by npm run test:data.`)

type Destination = Awaited<ReturnType<typeof freshDestination>>

const mapping = join(root, 'deploy/mappings/indonesia-detention.json')
const minutes = 60_000

let folder: string
let clean: Destination
let first: ImportReport
let second: ImportReport
let rows: RowReport[]
let events: StoredEvent[]
let cases: CaseEventRecord[][]

const storesOf = async (destination: Destination): Promise<string> => {
  const file = join(folder, `stores-${Math.random()}.json`)
  await writeFile(file, JSON.stringify(destination.stores), { mode: 0o600 })
  return file
}

const importing = async (destination: Destination, ...more: readonly string[]) =>
  spawn(process.execPath, [casectl, 'import', log, '--map', mapping, '--stores', await storesOf(destination), '--json', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const imported = async (destination: Destination, ...more: readonly string[]): Promise<ImportReport> => {
  const child = await importing(destination, ...more)
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return JSON.parse(text) as ImportReport
}

/** The log read the plainest way, as an oracle: no cell of it holds a quote or a comma. */
const source = readFileSync(log, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
const countOf = (activity: string, ...agencies: readonly string[]) =>
  source.filter(([, , what = '', who = '']) => what === activity && agencies.includes(who)).length
const typed = (type: string) => events.filter((event) => event.type === type)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'indonesia-'))
  clean = await freshDestination()
  first = await imported(clean, '--report', join(folder, 'rows.jsonl'))
  rows = (await readFile(join(folder, 'rows.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RowReport)
  events = await clean.events()
  const byCase = new Map<string, CaseEventRecord[]>()
  for (const event of events) byCase.set(event.caseId ?? '', [...(byCase.get(event.caseId ?? '') ?? []), event.toRecord()])
  cases = [...byCase.values()]
  second = await imported(clean)
  process.stdout.write(`imported ${first.counts.rows} rows in ${first.seconds.toFixed(1)} s, again in ${second.seconds.toFixed(1)} s\n`)
}, 10 * minutes)

afterAll(async () => {
  await clean.close()
  await rm(folder, { recursive: true })
})

describe('importing 785 Indonesian cases', () => {
  it('every one of the 6,643 rows is accounted for', () => {
    expect(first).toMatchObject({
      cases: 785,
      counts: { rows: 6_643, recorded: 5_211, refused: 1, external: 1_430, duplicate: 0, unreadable: 1, changed: 0 },
      openings: { recorded: 1_570, duplicate: 0, refused: 0 },
      refusals: { 'case.nothing-happens-in-the-future': 1 },
      unreadable: [{ line: 5955, column: 'start_date' }],
    })
    expect(new Set(rows.map(({ line }) => line)).size).toBe(source.length)
  })

  it('the second run records nothing', async () => {
    expect(second).toMatchObject({
      cases: 785,
      counts: { rows: 6_643, recorded: 0, duplicate: 6_643 },
      openings: { recorded: 0, duplicate: 1_570 },
    })
    expect(contentOf(await clean.events())).toEqual(contentOf(events))
  })

  it.each([
    ['investigation.SuspectArrested', countOf('ARREST', 'POLICE')],
    ['investigation.DetentionOrdered', countOf('DETENTION_ORDERED', 'POLICE')],
    ['investigation.DetentionExtended', countOf('DETENTION_EXTENDED', 'POLICE')],
    // One of them is dated to the year 2301.
    ['prosecution.DetentionOrdered', countOf('DETENTION_ORDERED', 'PROSECUTION') - 1],
    ['prosecution.DetentionExtended', countOf('DETENTION_EXTENDED', 'PROSECUTION')],
    ['adjudication.DetentionOrdered', countOf('DETENTION_ORDERED', 'DISTRICT_COURT', 'HIGH_COURT')],
    // One of them has no readable start.
    ['adjudication.DetentionExtended', countOf('DETENTION_EXTENDED', 'DISTRICT_COURT', 'HIGH_COURT') - 1],
    ['adjudication.JudgeAssigned', countOf('PANEL_ASSIGNED', 'DISTRICT_COURT')],
    ['adjudication.HearingDateOrdered', countOf('HEARING_DATE_SET', 'DISTRICT_COURT')],
    ['investigation.CaseOpened', 785],
    ['adjudication.CourtCaseRegistered', 785],
    ['auditTrail.ExternalFactRecorded', 1_432],
  ])('there are as many %s as the source has rows', (type, count) => expect(typed(type)).toHaveLength(count))

  it('the 27 intervals that end before they start stand as the source has them, with a warning', () => {
    const warned = typed('case.WarningRaised')
      .map((event) => event.data as { ruleId: string; eventId: string })
      .filter(({ ruleId }) => ruleId.endsWith('.an-interval-ends-after-it-starts'))
    expect(warned).toHaveLength(27)
    const byId = new Map(events.map((event) => [event.id, event.data as { from: string; until: string }]))
    for (const { eventId } of warned) expect(byId.get(eventId)!.until < byId.get(eventId)!.from).toBe(true)
  })

  it('marks the person of each case with several defendants, and of no other', () => {
    const attributes = readFileSync(log.replace('_events.csv', '_cases.csv'), 'utf8').trimEnd().split('\n')
    const place = (attributes[0] ?? '').split(',').indexOf('multi_defendant')
    const several = new Set(
      attributes
        .map((line) => line.split(','))
        .filter((cells) => cells[place] === '1')
        .map(([name]) => name),
    )
    expect(several.size).toBe(74)
    // Six of them have no row that names a person: arrest or detention by a known authority.
    const held = source.filter(([name, , what = '', who]) => several.has(name) && /^(ARREST|DETENTION)/.test(what) && who !== 'UNKNOWN')
    const marked = new Set(events.filter(({ dataText }) => dataText.includes('"unseparated":true')).map(({ caseId }) => caseId))
    expect(marked).toEqual(new Set(held.map(([name = '']) => caseIdOf(first.source, name))))
    expect(marked.size).toBe(68)
  })

  it('the report shows no value of the file', () => {
    const members = new Set(rows.flatMap((row) => Object.keys(row)))
    expect([...members].sort()).toEqual(['caseId', 'column', 'line', 'outcome', 'reason', 'rule', 'warnings'])
    const kept = ['rule', 'reason', 'column'] as const
    const words = rows.flatMap((row) => kept.flatMap((member) => (member in row ? [String((row as Record<string, unknown>)[member])] : [])))
    for (const word of new Set(words)) expect(word).not.toMatch(/\d{4}|indolaw/)
  })

  it('no external fact keeps the dates in words', () => {
    for (const { dataText } of typed('auditTrail.ExternalFactRecorded')) expect(dataText).not.toMatch(/ {2}|januari|source_date_text/)
    expect(first.withheld).toBeGreaterThan(6_643)
  })

  it('every hash and chain of every case holds', () => {
    for (const records of cases) expect(verifyCase(records)).toMatchObject({ outcome: 'intact', withheld: 0 })
  })
})

describe('the timelines of the imported cases', () => {
  const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id)

  it('as of 2015-01-01 a timeline lacks exactly the facts that began later', () => {
    let later = 0
    for (const records of cases) {
      const full = timelineOf(records, { order: 'occurred' })
      const then = timelineOf(records, { order: 'occurred', asOf: '2015-01-01' })
      // Dates of the source compare as text; what it does not date was recorded by this import, long after.
      const expected = full.filter(({ occurredAt }) => occurredAt !== undefined && occurredAt <= '2015-01-01')
      expect(ids(then)).toEqual(ids(expected))
      later += full.length - then.length
    }
    expect(later).toBeGreaterThan(0)
    expect(later).toBeLessThan(source.length)
  })

  it('before the import nothing was known', () => {
    const before = new Date(Date.parse(events[0]!.recordedAt) - 1).toISOString()
    for (const records of cases) expect(timelineOf(records, { order: 'occurred', knownAt: before })).toEqual([])
  })

  it(
    'a fact is printed with the day of its source wherever the reader sits',
    async () => {
      const file = join(folder, 'case.json')
      const caseName = source[0]?.[0] ?? ''
      const records = cases.find(([record]) => record?.envelope.caseId === caseIdOf(first.source, caseName))
      await writeFile(file, JSON.stringify(records))
      const script = `import { readFileSync } from 'node:fs'; import { timelineOf } from '@case-timeline/audit-trail'
      console.log(JSON.stringify(timelineOf(JSON.parse(readFileSync(process.argv[1], 'utf8')), { order: 'occurred', asOf: '2026' })
        .filter(({ occurredZone }) => occurredZone).map(({ occurredAt }) => occurredAt)))`
      const printedIn = (TZ: string) => {
        const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script, file], {
          cwd: join(root, 'services/casectl'),
          env: { ...process.env, TZ },
          encoding: 'utf8',
        })
        return JSON.parse(stdout) as string[]
      }
      const days = source
        .filter(([name]) => name === caseName)
        .map(([, , , , start]) => start)
        .sort()
      for (const zone of ['UTC', 'Asia/Jakarta', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York'])
        expect(printedIn(zone)).toEqual(days)
    },
    2 * minutes,
  )
})

describe('an import that is killed', () => {
  it(
    'and run again ends with exactly the events of one that was not',
    async () => {
      const destination = await freshDestination()
      try {
        const child = await importing(destination)
        const ended = new Promise((done) => child.once('exit', done))
        const recorded = async () => Number(await destination.desks.auditTrail.store.lastPosition())
        while ((await recorded()) < events.length / 3 && child.exitCode === null) await pause(50)
        child.kill('SIGKILL')
        await ended
        expect(child.signalCode).toBe('SIGKILL')
        const half = await recorded()
        expect(half).toBeGreaterThan(0)
        expect(half).toBeLessThan(events.length)
        const { counts } = await imported(destination)
        expect(counts.duplicate).toBeGreaterThan(0)
        expect(counts.rows).toBe(6_643)
        expect(contentOf(await destination.events())).toEqual(contentOf(events))
      } finally {
        await destination.close()
      }
    },
    10 * minutes,
  )
})
