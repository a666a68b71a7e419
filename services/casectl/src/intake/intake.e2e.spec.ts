import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { developmentIssuer } from '@case-timeline/access'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { AGENCIES } from '../agencies.ts'
import { connect } from '../client.ts'
import { EXIT, run } from '../index.ts'
import { retrying } from '../lives/retrying.fixtures.ts'
import { type TestSystem, testSystem } from '../test-system.fixtures.ts'
import { keysFolder } from '../run-file.ts'
import type { RowReport } from './outcomes.ts'
import { COLUMNS } from './sheet.ts'

jest.setTimeout(120_000)

const PERSONS = 250
const caseworker = { userId: 'c.villanueva', agencyId: AGENCIES.victimSupport, roles: ['case-worker'] }

let system: TestSystem
let folder: string
beforeAll(async () => {
  system = await testSystem()
  folder = await mkdtemp(join(tmpdir(), 'intake-'))
})
afterAll(async () => {
  await system.stop()
  await rm(folder, { recursive: true, force: true })
})

const header = 'row,occurredAt,origin,ageBand,language,urgentNeeds,voluntary,nationality,readyToSpeak,personRef'
const nationalityOf = (number: number) => ['MM', 'ET', 'PH', 'VN'][number % 4]
const rowOf = (number: number) =>
  `A-${number},2026-11-2${number % 2},selfReferral,adult,my,"food, interpretation",yes,${nationalityOf(number)},notYet`
const rows = Array.from({ length: PERSONS }, (_, number) => rowOf(number))

/** Writes a sheet, and records it. @returns the exit code, what was printed, and the outcome of each row */
const intakeIn = async (caseId: string, lines: readonly string[], ...more: readonly string[]) => {
  const [file, report] = [join(folder, 'sheet.csv'), join(folder, 'report.jsonl')]
  await writeFile(file, `${[header, ...lines].join('\r\n')}\r\n`)
  let printed = ''
  const stream = { write: (text: string) => (printed += text).length > 0 } as unknown as NodeJS.WritableStream
  const options = ['--file', file, '--case', caseId, '--sheet', 'team-a', '--report', report, '--user', caseworker.userId, ...more]
  const code = await run(['--data', system.dataDir, 'intake', 'persons', ...options], {}, { out: stream, err: stream })
  const text = await readFile(report, 'utf8').catch(() => '')
  const reports = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RowReport)
  return { code, printed, reports, report }
}

/** The same for a case that may be new. */
const intake = (...[caseId, lines, ...more]: Parameters<typeof intakeIn>) => intakeIn(caseId, lines, ...more, '--new-case')

const get = async (path: string): Promise<Record<string, unknown>> => {
  const { urls } = await connect(system.dataDir, {})
  const token = await (await developmentIssuer(keysFolder(system.dataDir))).tokenFor({ ...caseworker, sector: 'victimSupport' })
  const answer = await fetch(`${urls.victimSupport ?? ''}${path}`, { headers: { authorization: `Bearer ${token}` } })
  return (await answer.json()) as Record<string, unknown>
}
const outcomesOf = (reports: readonly RowReport[]) => new Set(reports.map(({ outcome }) => outcome))

describe('a sheet that was filled offline', () => {
  const caseId = randomUUID()

  it('is recorded row by row, in a case that it founds, and each person is in the triage list', async () => {
    const { code, printed, reports, report } = await intake(caseId, rows, '--zone', 'Asia/Manila')
    expect({ code, printed }).toEqual({ code: EXIT.done, printed: expect.stringMatching(new RegExp(`accepted +${PERSONS} `)) })
    expect(reports.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2))
    expect(outcomesOf(reports)).toEqual(new Set(['accepted']))
    expect((await stat(report)).mode & 0o777).toBe(0o600)
    // The views follow the many commands of the sheet in several steps.
    const counts = () => get(`/triage/counts?case=${caseId}`)
    const isComplete = ({ readiness }: Record<string, unknown>) => (readiness as { needsAssessed?: number })?.needsAssessed === PERSONS
    expect(await retrying(60_000, counts, isComplete)).toMatchObject({
      persons: PERSONS,
      need: { food: PERSONS, interpretation: PERSONS },
      nationality: { MM: 63, ET: 63, PH: 62, VN: 62 },
      readiness: { needsAssessed: PERSONS, readyToSpeak: 0, screened: 0 },
    })
  })

  it('keeps when each fact happened, not when it was sent', async () => {
    const { urls } = await connect(system.dataDir, {})
    const auditor = { userId: 'a.ramos', agencyId: AGENCIES.auditTrail, sector: 'auditTrail', roles: ['auditor'] } as const
    const token = await (await developmentIssuer(keysFolder(system.dataDir))).tokenFor(auditor)
    const timeline = async () => {
      const answer = await fetch(`${urls.auditTrail ?? ''}/cases/${caseId}/timeline`, { headers: { authorization: `Bearer ${token}` } })
      const { entries = [] } = (await answer.json()) as { entries?: { occurredAt: string; occurredZone: string }[] }
      return entries
    }
    const entries = await retrying(60_000, timeline, ({ length }) => length >= 2 * PERSONS)
    expect(new Set(entries.map(({ occurredAt }) => occurredAt))).toEqual(new Set(['2026-11-20', '2026-11-21']))
    expect(new Set(entries.map(({ occurredZone }) => occurredZone))).toEqual(new Set(['Asia/Manila']))
  })

  it('adds nothing when it is sent again, and only the new rows when it has grown', async () => {
    const again = await intake(caseId, rows, '--zone', 'Asia/Manila')
    expect([again.code, outcomesOf(again.reports)]).toEqual([EXIT.done, new Set(['repeated'])])
    const grown = await intake(caseId, [...rows, rowOf(PERSONS)], '--zone', 'Asia/Manila')
    expect(grown.reports.map(({ outcome }) => outcome)).toEqual([...rows.map(() => 'repeated'), 'accepted'])
    expect(await get(`/triage/counts?case=${caseId}&min-position=0`)).toMatchObject({ persons: expect.any(Number) })
  })

  it('records nothing twice when another user sends it, too: each row is refused, and says by which rule', async () => {
    const { code, reports } = await intake(caseId, rows.slice(0, 3), '--zone', 'Asia/Manila', '--user', 'another.user')
    expect(code).toBe(EXIT.refused)
    for (const report of reports)
      expect(report).toMatchObject({ outcome: 'refused', commands: [{ command: 'OpenSupportCase', rule: expect.any(String) }] })
    expect(reports.map((report) => ('commands' in report ? report.commands.length : 0))).toEqual([1, 1, 1])
  })

  it('accounts for every row: what cannot be read, and what was sent before with other content', async () => {
    const rejects = join(folder, 'rejects.jsonl')
    const lines = [rowOf(0).replace('food', 'shelter'), rowOf(1), 'A-2,soon,selfReferral,adult,my,,,,', `,2026,selfReferral,adult,my,,,,`]
    const { code, reports, printed } = await intake(caseId, lines, '--zone', 'Asia/Manila', '--rejects', rejects)
    expect(code).toBe(EXIT.failed)
    expect(printed).toContain('3 of 4 rows were not accepted')
    expect(reports).toMatchObject([
      { line: 2, row: 'A-0', outcome: 'failed', commands: [{ command: 'OpenSupportCase', outcome: 'failed' }, { outcome: 'repeated' }] },
      { line: 3, row: 'A-1', outcome: 'repeated' },
      { line: 4, row: 'A-2', outcome: 'unreadable', column: 'occurredAt' },
      { line: 5, outcome: 'unreadable', column: 'row' },
    ])
    const texts = (await readFile(rejects, 'utf8')).trim().split('\n')
    expect(texts.map((text) => (JSON.parse(text) as { line: number }).line)).toEqual([4, 5])
  })
})

describe('casectl intake', () => {
  it('prints an empty sheet, whose header it accepts', async () => {
    let printed = ''
    const stream = { write: (text: string) => (printed += text).length > 0 } as unknown as NodeJS.WritableStream
    expect(await run(['intake', 'template'], {}, { out: stream, err: stream })).toBe(EXIT.done)
    expect(printed.trim().split(',')).toEqual(COLUMNS)
  })

  it('sends nothing in a dry run, and nothing of a file that is no sheet', async () => {
    const caseId = randomUUID()
    const dry = await intake(caseId, rows.slice(0, 3), '--dry-run')
    expect([dry.code, outcomesOf(dry.reports)]).toEqual([EXIT.done, new Set(['notSent'])])
    const wrong = await intake(caseId, ['A-0,2026,selfReferral'], '--delimiter', ';')
    expect([wrong.code, wrong.printed]).toEqual([EXIT.usage, expect.stringMatching(/sheet\.csv:1: .*--delimiter/)])
    expect((await get(`/caseload?case=${caseId}`))['rows']).toEqual([])
  })

  it('founds no case without --new-case: a mistyped id is refused, and nothing is sent', async () => {
    const mistyped = randomUUID()
    const { code, printed, reports } = await intakeIn(mistyped, rows.slice(0, 3))
    expect([code, printed]).toEqual([EXIT.notFound, expect.stringContaining('--new-case')])
    expect(outcomesOf(reports)).toEqual(new Set(['notSent']))
    await intake(mistyped, rows.slice(0, 1))
    // The file of the case is not built at once.
    const { reports: known } = await retrying(
      40_000,
      () => intakeIn(mistyped, rows.slice(0, 3)),
      ({ reports: sent }) => !outcomesOf(sent).has('notSent'),
    )
    expect(known.map(({ outcome }) => outcome)).toEqual(['repeated', 'accepted', 'accepted'])
  })

  it('does not write the unreadable rows into the file of the report', async () => {
    const { code, printed } = await intake(
      randomUUID(),
      rows.slice(0, 3),
      '--dry-run',
      '--rejects',
      join(folder, 'one.jsonl'),
      '--report',
      join(folder, 'one.jsonl'),
    )
    expect([code, printed]).toEqual([EXIT.usage, expect.stringContaining('--rejects would write over')])
  })

  it('says how a person is recorded whose row was refused: under the same id the row keeps its answer', async () => {
    const caseId = randomUUID()
    const open = 'A-0,2026-11-20,selfReferral,adult,my,,,,'
    const { reports } = await intake(caseId, [open])
    const personRef = reports[0] && 'personRef' in reports[0] ? reports[0].personRef : ''
    const again = await intake(caseId, [open], '--user', 'another.user')
    expect(again.reports).toMatchObject([{ outcome: 'refused', personRef }])
    expect(again.printed).toContain('with its personRef from the report')
    const advised = await intake(caseId, [`B-0,2026-11-20,selfReferral,adult,my,,,,,${personRef}`], '--user', 'another.user')
    expect([advised.code, advised.reports]).toMatchObject([EXIT.done, [{ outcome: 'known', personRef }]])
  })

  it('records the needs of persons who are supported already, such as those whom police identified, and says what it does not', async () => {
    const caseId = randomUUID()
    const { reports } = await intake(caseId, ['A-0,2026-11-20,selfReferral,adult,my,,,,'])
    const personRef = reports[0] && 'personRef' in reports[0] ? reports[0].personRef : ''
    const row = `B-0,2026-11-21,identification,,,medicalCare shelter,yes,MM,,${personRef}`
    const again = await intake(caseId, [row], '--sheet', 'team-b')
    expect([again.code, again.reports]).toMatchObject([
      EXIT.done,
      [
        {
          outcome: 'known',
          commands: [
            { command: 'OpenSupportCase', outcome: 'openAlready', detail: expect.stringContaining('are not recorded') },
            { command: 'AssessNeeds', outcome: 'recorded' },
          ],
        },
      ],
    ])
    const isShown = (page: Record<string, unknown>) => (page['rows'] as readonly unknown[]).length > 0
    const inNeed = await retrying(40_000, () => get(`/triage?case=${caseId}&need=medicalCare`), isShown)
    expect(inNeed['rows']).toMatchObject([{ personRef, urgentNeeds: ['medicalCare', 'shelter'], nationality: 'MM' }])
  })

  it('is refused a whole sheet by a service that does not know the case or the role, and says that nothing is recorded twice', async () => {
    const foreign = randomUUID().replace(/^(.{14})4/, '$18')
    const { code, printed, reports } = await intake(foreign, rows.slice(0, 3))
    expect(code).toBe(EXIT.usage)
    expect(printed).toContain('run the same command again')
    expect(outcomesOf(reports)).toEqual(new Set(['notSent']))
  })
})
