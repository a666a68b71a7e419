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
import { eventContents, testDestination } from './destination.fixtures.ts'
import { keyedIdentity } from './identity.ts'
import type { ImportReport, RowReport } from './report.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const data = resolve(root, process.env['CASE_TIMELINE_DATA'] ?? '../shared/data')
const log = join(data, 'logs/indonesia-detention-sample/dev_sample_yogya_events.csv')
const casectl = join(root, 'services/casectl/dist/main.js')

if (!existsSync(log)) throw new Error(`${log} does not exist: set CASE_TIMELINE_DATA to the folder that contains logs/.`)
if (!existsSync(casectl)) throw new Error(`${casectl} is not compiled: run this suite by npm run test:data.`)

type Destination = Awaited<ReturnType<typeof testDestination>>

const mapping = join(root, 'deploy/mappings/indonesia-detention.json')
const minutes = 60_000

let folder: string
let firstDestination: Destination
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

const startImport = async (destination: Destination, ...more: readonly string[]) =>
  spawn(process.execPath, [casectl, 'import', log, '--map', mapping, '--stores', await storesOf(destination), '--json', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const runImportProcess = async (destination: Destination, ...more: readonly string[]): Promise<ImportReport> => {
  const child = await startImport(destination, ...more)
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return JSON.parse(text) as ImportReport
}

/** The rows of the log, split without a CSV parser, to compare with: no cell contains a quote or a comma. */
const source = readFileSync(log, 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
const countOf = (activity: string, ...agencies: readonly string[]) =>
  source.filter(([, , what = '', who = '']) => what === activity && agencies.includes(who)).length
const eventsOfType = (type: string) => events.filter((event) => event.type === type)

const identityOf = (caseName: string) => keyedIdentity(Buffer.from(firstDestination.stores.digestKey, 'hex'), first.source)(caseName)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'indonesia-'))
  firstDestination = await testDestination()
  first = await runImportProcess(firstDestination, '--report', join(folder, 'rows.jsonl'))
  rows = (await readFile(join(folder, 'rows.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RowReport)
  events = await firstDestination.events()
  const byCase = new Map<string, CaseEventRecord[]>()
  for (const event of events) byCase.set(event.caseId ?? '', [...(byCase.get(event.caseId ?? '') ?? []), event.toRecord()])
  cases = [...byCase.values()]
  second = await runImportProcess(firstDestination)
  process.stdout.write(`imported ${first.counts.rows} rows in ${first.seconds.toFixed(1)} s, again in ${second.seconds.toFixed(1)} s\n`)
}, 10 * minutes)

afterAll(async () => {
  await firstDestination.close()
  await rm(folder, { recursive: true })
})

describe('importing 785 Indonesian cases', () => {
  it('reports an outcome for every one of the 6,643 rows', () => {
    expect(first).toMatchObject({
      cases: 785,
      counts: { rows: 6_643, recorded: 5_212, refused: 0, external: 1_430, duplicate: 0, unreadable: 1, changed: 0 },
      openings: { recorded: 2_355, duplicate: 0, refused: 0 },
      refusals: {},
      contradictions: {},
      unreadable: [{ line: 5955, column: 'start_date' }],
    })
    expect(new Set(rows.map(({ line }) => line)).size).toBe(source.length)
  })

  it('records nothing in a second run', async () => {
    expect(second).toMatchObject({
      cases: 785,
      counts: { rows: 6_643, recorded: 0, duplicate: 6_643 },
      openings: { recorded: 0, duplicate: 2_355 },
    })
    expect(eventContents(await firstDestination.events())).toEqual(eventContents(events))
  })

  it.each([
    ['investigation.SuspectArrested', countOf('ARREST', 'POLICE')],
    ['investigation.DetentionOrdered', countOf('DETENTION_ORDERED', 'POLICE')],
    ['investigation.DetentionExtended', countOf('DETENTION_EXTENDED', 'POLICE')],
    ['prosecution.DetentionOrdered', countOf('DETENTION_ORDERED', 'PROSECUTION')],
    ['prosecution.DetentionExtended', countOf('DETENTION_EXTENDED', 'PROSECUTION')],
    ['adjudication.DetentionOrdered', countOf('DETENTION_ORDERED', 'DISTRICT_COURT', 'HIGH_COURT')],
    // One of them has no readable start.
    ['adjudication.DetentionExtended', countOf('DETENTION_EXTENDED', 'DISTRICT_COURT', 'HIGH_COURT') - 1],
    ['adjudication.JudgeAssigned', countOf('PANEL_ASSIGNED', 'DISTRICT_COURT')],
    ['adjudication.HearingDateOrdered', countOf('HEARING_DATE_SET', 'DISTRICT_COURT')],
    ['investigation.CaseOpened', 785],
    ['adjudication.CourtCaseRegistered', 785],
    ['auditTrail.ExternalFactRecorded', 1_431],
    ['auditTrail.CaseImported', 785],
  ])('records as many %s as the source has rows for it', (type, count) => expect(eventsOfType(type)).toHaveLength(count))

  it('dates every fact as the source does, and leaves undated what the source does not date', () => {
    const openings = ['investigation.CaseOpened', 'adjudication.CourtCaseRegistered', 'auditTrail.CaseImported']
    const datesOf = (caseId: string) =>
      events
        .filter((event) => event.caseId === caseId && !event.type.startsWith('case.') && !openings.includes(event.type))
        .map(({ occurredAt }) => occurredAt ?? '')
        .toSorted()
    for (const name of new Set(source.map(([one = '']) => one))) {
      const dates = source.filter(([one]) => one === name).map(([, , , , start = '']) => start)
      expect(datesOf(identityOf(name).caseId)).toEqual(dates.toSorted())
    }
    for (const type of openings) expect(new Set(eventsOfType(type).map(({ occurredAt }) => occurredAt))).toEqual(new Set([undefined]))
  })

  it('records every fact in the name of the archive, as reported of an agency, because none gave a mandate', () => {
    expect(new Set(events.map(({ envelope }) => envelope.actor.agencyId))).toEqual(new Set(['id-archive']))
    const reported = eventsOfType('investigation.DetentionOrdered').map(({ envelope }) => JSON.stringify(envelope.imported))
    expect(new Set(reported)).toEqual(new Set([JSON.stringify({ agencyId: 'id-police', asReported: true, source: first.source })]))
  })

  it('records the 27 intervals that end before they start as in the source, with a warning', () => {
    const warned = eventsOfType('case.WarningRaised')
      .map((event) => event.data as { ruleId: string; eventId: string })
      .filter(({ ruleId }) => ruleId.endsWith('.interval-ends-after-start'))
    expect(warned).toHaveLength(27)
    const byId = new Map(events.map((event) => [event.id, event.data as { from: string; until: string }]))
    for (const { eventId } of warned) expect(byId.get(eventId)!.until < byId.get(eventId)!.from).toBe(true)
  })

  it('marks the person as unseparated in exactly the cases with several defendants', () => {
    const attributes = readFileSync(log.replace('_events.csv', '_cases.csv'), 'utf8').trimEnd().split('\n')
    const place = (attributes[0] ?? '').split(',').indexOf('multi_defendant')
    const severalDefendants = new Set(
      attributes
        .map((line) => line.split(','))
        .filter((cells) => cells[place] === '1')
        .map(([name]) => name),
    )
    expect(severalDefendants.size).toBe(74)
    // Six of them have no row that names a person: arrest or detention by a known authority.
    const detentionRows = source.filter(
      ([name, , what = '', who]) => severalDefendants.has(name) && /^(ARREST|DETENTION)/.test(what) && who !== 'UNKNOWN',
    )
    const markedCases = new Set(events.filter(({ dataText }) => dataText.includes('"unseparated":true')).map(({ caseId }) => caseId))
    expect(markedCases).toEqual(new Set(detentionRows.map(([name = '']) => identityOf(name).caseId)))
    expect(markedCases.size).toBe(68)
  })

  it('writes no value of the file into the report', () => {
    const members = new Set(rows.flatMap((row) => Object.keys(row)))
    expect([...members].sort()).toEqual(['caseId', 'column', 'line', 'outcome', 'reason', 'warnings'])
    const kept = ['reason', 'column'] as const
    const texts = rows.flatMap((row) => kept.flatMap((member) => (member in row ? [String((row as Record<string, unknown>)[member])] : [])))
    for (const text of new Set(texts)) expect(text).not.toMatch(/\d{4}|indolaw/)
  })

  it('keeps no free-text date in an external fact', () => {
    for (const { dataText } of eventsOfType('auditTrail.ExternalFactRecorded'))
      expect(dataText).not.toMatch(/ {2}|januari|source_date_text/)
    expect(first.withheld).toBeGreaterThan(6_643)
  })

  it('records events that verification finds intact', () => {
    expect(verifyCase(events)).toMatchObject({ outcome: 'intact', otherFormCount: 0 })
  })
})

describe('the timelines of the imported cases', () => {
  const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id)

  it('leave out, as of 2015-01-01, exactly the facts that began later', () => {
    let later = 0
    for (const records of cases) {
      const full = timelineOf(records, { order: 'occurred' })
      const entriesThen = timelineOf(records, { order: 'occurred', asOf: '2015-01-01' })
      // Dates of the source can be compared as text; facts without a date count from their recording, which is later.
      const expected = full.filter(({ occurredAt }) => occurredAt !== undefined && occurredAt <= '2015-01-01')
      expect(ids(entriesThen)).toEqual(ids(expected))
      later += full.length - entriesThen.length
    }
    expect(later).toBeGreaterThan(0)
    expect(later).toBeLessThan(source.length)
  })

  it('are empty as known before the import', () => {
    const before = new Date(Date.parse(events[0]!.recordedAt) - 1).toISOString()
    for (const records of cases) expect(timelineOf(records, { order: 'occurred', knownAt: before })).toEqual([])
  })

  it(
    'keep the day of the source in every time zone of the reader',
    async () => {
      const file = join(folder, 'case.json')
      const caseName = source[0]?.[0] ?? ''
      const records = cases.find(([record]) => record?.envelope.caseId === identityOf(caseName).caseId)
      await writeFile(file, JSON.stringify(records))
      const script = `import { readFileSync } from 'node:fs'; import { timelineOf } from '@case-timeline/audit-trail'
      console.log(JSON.stringify(timelineOf(JSON.parse(readFileSync(process.argv[1], 'utf8')), { order: 'occurred', asOf: '2026' })
        .filter(({ occurredZone }) => occurredZone).map(({ occurredAt }) => occurredAt)))`
      const printedInZone = (TZ: string) => {
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
        expect(printedInZone(zone)).toEqual(days)
    },
    2 * minutes,
  )
})

describe('an import that is killed', () => {
  it(
    'and repeated records exactly the events of a complete import',
    async () => {
      const destination = await testDestination()
      try {
        const child = await startImport(destination)
        const ended = new Promise((done) => child.once('exit', done))
        const recorded = async () => Number(await destination.contexts.auditTrail.store.lastPosition())
        while ((await recorded()) < events.length / 3 && child.exitCode === null) await pause(50)
        child.kill('SIGKILL')
        await ended
        expect(child.signalCode).toBe('SIGKILL')
        const partialCount = await recorded()
        expect(partialCount).toBeGreaterThan(0)
        expect(partialCount).toBeLessThan(events.length)
        const { counts } = await runImportProcess(destination)
        expect(counts.duplicate).toBeGreaterThan(0)
        expect(counts.rows).toBe(6_643)
        expect(eventContents(await destination.events())).toEqual(eventContents(events))
      } finally {
        await destination.close()
      }
    },
    10 * minutes,
  )
})
