import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { contentOf, freshDestination } from './destination.fixtures.ts'
import { checkLog, importLog } from './import-log.ts'
import { aMapping, filesOf, header, listed } from './mapping.fixtures.ts'
import type { RowReport } from './report.ts'

let destination: Awaited<ReturnType<typeof freshDestination>>
beforeAll(async () => {
  destination = await freshDestination()
})
afterAll(() => destination.close())

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const imported = async (source: string, rows: readonly string[], mapping: object = aMapping()) => {
  const { log, remove } = await filesOf([header, ...rows, ''].join('\n'), { ...mapping, source })
  folders.push(remove)
  const reports: RowReport[] = []
  const report = await importLog(await checkLog(log, destination.aggregates), destination, { onRow: (row) => reports.push(row) })
  return { report, rows: reports.sort((a, b) => a.line - b.line) }
}

const ofSource = async (caseId: string | undefined) => (await destination.events()).filter((event) => event.caseId === caseId)

describe('importing a log', () => {
  const log = [
    'c1,1,ARREST,POLICE,2016-03-27,,',
    'c1,2,HELD,POLICE,2016-04-15,2016-03-27,',
    'c1,3,HELD,POLICE,2301-11-08,,',
    'c1,4,TRIAL,COURT,2101-06-06,,somebody',
    'c1,5,HELD,POLICE,,2016-08-07,',
    'c1,5,HELD,POLICE,,2016-08-07,',
  ]

  it('tells per row what became of it, and loses none', async () => {
    const { report, rows } = await imported('tells', log)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded', 'refused', 'external', 'unreadable', 'unreadable'])
    expect(rows[1]).toMatchObject({ line: 3, warnings: ['investigation.an-interval-ends-after-it-starts'] })
    expect(rows[2]).toMatchObject({ line: 4, rule: 'case.nothing-happens-in-the-future' })
    expect(rows[4]).toMatchObject({ line: 6, column: 'from' })
    expect(report).toMatchObject({ cases: 1, counts: { rows: 6, duplicate: 0 }, openings: { recorded: 1 }, withheld: 1 })
    const kept = (await ofSource(rows[0]?.caseId)).filter(({ type }) => type === 'auditTrail.ExternalFactRecorded')
    expect(kept.map(({ data }) => (data as { sourceId: string }).sourceId)).toEqual(['c1~3', 'c1~4', 'c1~5', 'c1~5~2'])
  })

  it('dates each fact as its source does, in its zone, and never in the future', async () => {
    const { rows } = await imported('dates', log)
    const events = (await ofSource(rows[0]?.caseId)).filter(({ type }) => !type.startsWith('case.'))
    expect(events.map(({ type, occurredAt, occurredZone }) => [type.split('.')[1], occurredAt, occurredZone]).slice(1)).toEqual([
      ['SuspectArrested', '2016-03-27', 'Asia/Jakarta'],
      ['DetentionOrdered', '2016-04-15', 'Asia/Jakarta'],
      ['ExternalFactRecorded', undefined, undefined],
      ['ExternalFactRecorded', undefined, undefined],
      ['ExternalFactRecorded', undefined, undefined],
      ['ExternalFactRecorded', undefined, undefined],
    ])
  })

  it('a second run adds nothing and finds every row again', async () => {
    await imported('again', log)
    const before = contentOf(await destination.events())
    const { report } = await imported('again', log)
    expect(report.counts).toMatchObject({ rows: 6, duplicate: 6 })
    expect(report.openings).toEqual({ recorded: 0, duplicate: 1, refused: 0 })
    expect(contentOf(await destination.events())).toEqual(before)
  })

  it('a run that broke off and was taken up ends with the same events as a whole one', async () => {
    const { rows: whole } = await imported('broken', log)
    const expected = contentOf(await ofSource(whole[0]?.caseId))
    const other = await freshDestination()
    try {
      const { log: files, remove } = await filesOf([header, ...log, ''].join('\n'), { ...aMapping(), source: 'broken' })
      folders.push(remove)
      const checked = await checkLog(files, other.aggregates)
      const breaking = {
        ...other.desks.auditTrail,
        now: () => {
          throw new Error('the lights went out')
        },
      }
      await expect(importLog(checked, { ...other, desks: { ...other.desks, auditTrail: breaking } })).rejects.toThrow('the lights went out')
      expect((await other.events()).length).toBeGreaterThan(0)
      await importLog(checked, other)
      expect(contentOf(await other.events())).toEqual(expected)
    } finally {
      await other.close()
    }
  })

  it('a row whose content changed since the last run stays as it was, and is told', async () => {
    const [first = ''] = log
    await imported('changed', [first])
    const { rows } = await imported('changed', [first.replace('03-27', '03-28')])
    expect(rows).toMatchObject([{ outcome: 'changed', line: 2 }])
  })

  it('rows of one case are recorded in the order of the file, wherever they stand', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `c${index % 2},${index},TRIAL,COURT,2016-03-27,,`)
    const { rows } = await imported('order', many)
    const events = await ofSource(rows[1]?.caseId)
    const orders = events.flatMap(({ data }) => {
      const { sourceId } = data as { sourceId?: string }
      return sourceId === undefined ? [] : [Number(sourceId.split('~')[1])]
    })
    expect(orders).toEqual(Array.from({ length: 30 }, (_, index) => 2 * index + 1))
  })

  it('a row whose command changes nothing is kept as an external fact', async () => {
    const aggregates = [
      ...listed.filter(({ service }) => service !== 'auditTrail'),
      ...destination.aggregates.filter(({ service }) => service === 'auditTrail'),
    ]
    const { log: files, remove } = await filesOf([header, log[0], ''].join('\n'), { ...aMapping(), source: 'nothing-new' })
    folders.push(remove)
    const checked = await checkLog(files, aggregates)
    const { counts, firstCaseId } = await importLog(checked, { ...destination, aggregates })
    expect(counts).toMatchObject({ rows: 1, external: 1 })
    expect((await ofSource(firstCaseId)).map(({ type }) => type)).toEqual(['auditTrail.ExternalFactRecorded'])
    expect((await importLog(checked, { ...destination, aggregates })).counts).toMatchObject({ duplicate: 1 })
  })

  it('rows whose case cannot be read are kept together, and open no case', async () => {
    const { report, rows } = await imported('no-case', [',1,ARREST,POLICE,2016-03-27,,', 'c1,2'])
    expect(report).toMatchObject({ cases: 0, counts: { unreadable: 2 }, openings: { recorded: 0 } })
    expect((await ofSource(rows[0]?.caseId)).map(({ type }) => type)).toEqual(Array(2).fill('auditTrail.ExternalFactRecorded'))
    expect((await imported('no-case', [',1,ARREST,POLICE,2016-03-27,,', 'c1,2'])).report.counts.duplicate).toBe(2)
  })

  it('nothing is recorded of a log that breaks in its last row', async () => {
    const before = (await destination.events()).length
    await expect(imported('breaks', [...log, 'c1,6,"ARREST'])).rejects.toMatchObject({ problem: 'broken-quotes' })
    expect((await destination.events()).length).toBe(before)
  })
})
