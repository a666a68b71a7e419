import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { eventContents, testDestination } from './destination.fixtures.ts'
import { keyedIdentity, unkeyedIdentity } from './identity.ts'
import { checkLog, importLog, planRows } from './import-log.ts'
import { aMapping, writeImportFiles, header, listedAggregates } from './mapping.fixtures.ts'
import { recorder } from './recorder.ts'
import type { RowReport } from './report.ts'

let destination: Awaited<ReturnType<typeof testDestination>>
beforeAll(async () => {
  destination = await testDestination()
})
afterAll(() => destination.close())

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const importRows = async (source: string, rows: readonly string[], mapping: object = aMapping()) => {
  const { log, remove } = await writeImportFiles([header, ...rows, ''].join('\n'), { ...mapping, source })
  folders.push(remove)
  const reports: RowReport[] = []
  const report = await importLog(await checkLog(log, destination.aggregates), destination, { onRow: (row) => reports.push(row) })
  return { report, rows: reports.sort((a, b) => a.line - b.line) }
}

const eventsOfCase = async (caseId: string | undefined) => (await destination.events()).filter((event) => event.caseId === caseId)

describe('the ids of an imported case', () => {
  const log = ['docket-2016-0381,1,ARREST,POLICE,2016-03-27,,', 'docket-2016-0381,2,HELD,POLICE,2016-04-15,2016-03-27,']

  it('are not computed from the number of its docket without the key of the deployment', async () => {
    const { rows } = await importRows('keyed', log)
    const [caseId] = new Set(rows.map((row) => row.caseId))
    expect(caseId).toBe(keyedIdentity(destination.contexts.auditTrail.digestKey, 'keyed')('docket-2016-0381').caseId)
    const guesses = [unkeyedIdentity('keyed', 'docket-2016-0381'), keyedIdentity(Buffer.alloc(32), 'keyed')('docket-2016-0381')]
    const recorded = JSON.stringify((await eventsOfCase(caseId)).map(({ stream, dataText }) => [stream, dataText]))
    for (const guess of guesses.flatMap((one) => [one.caseId, one.refOf('defendant')])) expect(recorded).not.toContain(guess)
  })

  it('remain those of a case of which an earlier release imported a part', async () => {
    const { log: files, remove } = await writeImportFiles([header, ...log, ''].join('\n'), { ...aMapping(), source: 'resumed' })
    folders.push(remove)
    const checked = await checkLog(files, destination.aggregates)
    const record = recorder(destination.contexts, destination.aggregates, checked.compiled.mapping, '0')
    for await (const plan of planRows(checked)) if (plan.line === 2) await record.row(plan)
    const { report, rows } = await importRows('resumed', log)
    expect(rows.map(({ outcome, caseId }) => [outcome, caseId])).toEqual(
      ['duplicate', 'recorded'].map((outcome) => [outcome, unkeyedIdentity('resumed', 'docket-2016-0381').caseId]),
    )
    expect(report.cases).toBe(1)
  })
})

describe('importing a log', () => {
  const log = [
    'c1,1,ARREST,POLICE,2016-03-27,,',
    'c1,2,HELD,POLICE,2016-04-15,2016-03-27,',
    'c1,3,HELD,POLICE,2301-11-08,,',
    'c1,4,TRIAL,COURT,2101-06-06,,somebody',
    'c1,5,HELD,POLICE,,2016-08-07,',
    'c1,5,HELD,POLICE,,2016-08-07,',
  ]

  it('reports the outcome of every row', async () => {
    const { report, rows } = await importRows('outcomes', log)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded', 'refused', 'external', 'unreadable', 'unreadable'])
    expect(rows[1]).toMatchObject({ line: 3, warnings: ['case.interval-ends-after-start'] })
    expect(rows[2]).toMatchObject({ line: 4, rule: 'case.fact-is-not-in-future' })
    expect(rows[4]).toMatchObject({ line: 6, column: 'from' })
    expect(report).toMatchObject({ cases: 1, counts: { rows: 6, duplicate: 0 }, openings: { recorded: 1 }, withheld: 1 })
    const kept = (await eventsOfCase(rows[0]?.caseId)).filter(({ type }) => type === 'auditTrail.ExternalFactRecorded')
    expect(kept.map(({ data }) => (data as { sourceId: string }).sourceId)).toEqual(['c1~3', 'c1~4', 'c1~5', 'c1~5~2'])
  })

  it('keeps the date and the zone of the source, and gives an external fact no date', async () => {
    const { rows } = await importRows('dates', log)
    const events = (await eventsOfCase(rows[0]?.caseId)).filter(({ type }) => !type.startsWith('case.'))
    expect(events.map(({ type, occurredAt, occurredZone }) => [type.split('.')[1], occurredAt, occurredZone]).slice(1)).toEqual([
      ['SuspectArrested', '2016-03-27', 'Asia/Jakarta'],
      ['DetentionOrdered', '2016-04-15', 'Asia/Jakarta'],
      ['ExternalFactRecorded', undefined, undefined],
      ['ExternalFactRecorded', undefined, undefined],
      ['ExternalFactRecorded', undefined, undefined],
      ['ExternalFactRecorded', undefined, undefined],
    ])
  })

  it('reads the case once for each command, and no stream for it', async () => {
    const { store } = destination.contexts.investigation
    const { readCase, readStream } = store
    const reads = { cases: 0, streams: 0 }
    Object.assign(store, {
      readCase: (...of: Parameters<typeof readCase>) => ((reads.cases += 1), readCase.apply(store, of)),
      readStream: (...of: Parameters<typeof readStream>) => ((reads.streams += 1), readStream.apply(store, of)),
    })
    try {
      const { report } = await importRows('reads', ['c1,1,ARREST,POLICE,2016-03-27,,', 'c1,2,HELD,POLICE,2016-04-15,,'])
      expect(report).toMatchObject({ counts: { recorded: 2 }, openings: { recorded: 1 } })
    } finally {
      Object.assign(store, { readCase, readStream })
    }
    expect(reads).toEqual({ cases: 3, streams: 0 })
  })

  it('has cases in progress whose rows stand behind many of other cases', async () => {
    const { store } = destination.contexts.auditTrail
    const { append } = store
    let [now, most] = [0, 0]
    Object.assign(store, {
      append: async (...of: Parameters<typeof append>) => {
        most = Math.max(most, (now += 1))
        return append.apply(store, of).finally(() => (now -= 1))
      },
    })
    const cases = 300
    const rows = Array.from({ length: cases * 8 }, (_, at) => `m${Math.floor(at / 8)},${at % 8},TRIAL,COURT,2016-06-06,,`)
    try {
      const { report } = await importRows('many', rows, {
        ...aMapping(),
        activities: { TRIAL: 'TRIAL' },
        openings: [],
        cases: undefined,
        commands: [],
      })
      expect(report.counts).toMatchObject({ external: rows.length })
    } finally {
      Object.assign(store, { append })
    }
    expect(most).toBeGreaterThan(250)
  })

  it('records nothing in a second run, and counts every row as duplicate', async () => {
    await importRows('again', log)
    const before = eventContents(await destination.events())
    const { report } = await importRows('again', log)
    expect(report.counts).toMatchObject({ rows: 6, duplicate: 6 })
    expect(report.openings).toEqual({ recorded: 0, duplicate: 1, refused: 0 })
    expect(eventContents(await destination.events())).toEqual(before)
  })

  it('records the same events in an aborted run and its repetition as in one complete run', async () => {
    const { rows: whole } = await importRows('broken', log)
    const expected = eventContents(await eventsOfCase(whole[0]?.caseId))
    const other = await testDestination()
    try {
      const { log: files, remove } = await writeImportFiles([header, ...log, ''].join('\n'), { ...aMapping(), source: 'broken' })
      folders.push(remove)
      const checked = await checkLog(files, other.aggregates)
      const failingDestination = {
        ...other.contexts.auditTrail,
        now: () => {
          throw new Error('the store failed')
        },
      }
      await expect(importLog(checked, { ...other, contexts: { ...other.contexts, auditTrail: failingDestination } })).rejects.toThrow(
        'the store failed',
      )
      expect((await other.events()).length).toBeGreaterThan(0)
      await importLog(checked, other)
      expect(eventContents(await other.events())).toEqual(expected)
    } finally {
      await other.close()
    }
  })

  it('reports a row whose content changed since the last run, and records nothing for it', async () => {
    const [first = ''] = log
    await importRows('changed', [first])
    const { rows } = await importRows('changed', [first.replace('03-27', '03-28')])
    expect(rows).toMatchObject([{ outcome: 'changed', line: 2 }])
  })

  it('records the rows of one case in the order of the file, also between rows of other cases', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `c${index % 2},${index},TRIAL,COURT,2016-03-27,,`)
    const { rows } = await importRows('order', many)
    const events = await eventsOfCase(rows[1]?.caseId)
    const orders = events.flatMap(({ data }) => {
      const { sourceId } = data as { sourceId?: string }
      return sourceId === undefined ? [] : [Number(sourceId.split('~')[1])]
    })
    expect(orders).toEqual(Array.from({ length: 30 }, (_, index) => 2 * index + 1))
  })

  it('records an external fact for a row whose command changes nothing', async () => {
    const aggregates = [
      ...listedAggregates.filter(({ service }) => service !== 'auditTrail'),
      ...destination.aggregates.filter(({ service }) => service === 'auditTrail'),
    ]
    const { log: files, remove } = await writeImportFiles([header, log[0], ''].join('\n'), { ...aMapping(), source: 'nothing-new' })
    folders.push(remove)
    const checked = await checkLog(files, aggregates)
    const { counts, firstCaseId } = await importLog(checked, { ...destination, aggregates })
    expect(counts).toMatchObject({ rows: 1, external: 1 })
    expect((await eventsOfCase(firstCaseId)).map(({ type }) => type)).toEqual(['auditTrail.ExternalFactRecorded'])
    expect((await importLog(checked, { ...destination, aggregates })).counts).toMatchObject({ duplicate: 1 })
  })

  it('records nothing of rows whose case cannot be read, and accounts for each of them in every run', async () => {
    const rows = [',1,ARREST,POLICE,2016-03-27,,', 'c1,2', 'c1,3,ARREST,POLICE,2016-03-27,,,', 'c1\0,4,ARREST,POLICE,2016-03-27,,']
    const before = await destination.events()
    for (const _ of [1, 2]) {
      const { report, rows: outcomes } = await importRows('no-case', rows)
      expect(report).toMatchObject({ cases: 0, counts: { rows: 4, rejected: 4 }, openings: { recorded: 0 } })
      expect(outcomes.map(({ line, outcome, caseId }) => [line, outcome, caseId])).toEqual(
        [2, 3, 4, 5].map((line) => [line, 'rejected', undefined]),
      )
      expect(report).not.toHaveProperty('firstCaseId')
    }
    expect(await destination.events()).toEqual(before)
  })

  it('opens no case for rows that cannot be read, and keeps such a row in a case that another row opens', async () => {
    const garbage = ['c8,1,see the file,POLICE,2016-03-27,,', 'c8,2,ARREST,POLICE,27 maret,,', 'c9,1,see the file,POLICE,2016-03-27,,']
    const { report, rows } = await importRows('garbage', [...garbage, 'c9,2,ARREST,POLICE,2016-03-27,,'])
    expect(rows.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'unreadable', 'recorded'])
    expect(report).toMatchObject({ cases: 1, counts: { rows: 4 }, openings: { recorded: 1 } })
    expect(
      new Set((await destination.events()).filter(({ envelope }) => envelope.imported?.source === 'garbage').map(({ caseId }) => caseId)),
    ).toEqual(new Set([rows[3]?.caseId]))
  })

  it('keeps a row whose activity the mapping does not name as an external fact, and opens no case for it', async () => {
    const { report, rows } = await importRows('unnamed', ['c1,1,TRIAL,COURT,2016-03-27,,'])
    expect(report).toMatchObject({ counts: { rows: 1, external: 1 }, openings: { recorded: 0 } })
    expect((await eventsOfCase(rows[0]?.caseId)).map(({ type }) => type)).toEqual(['auditTrail.ExternalFactRecorded'])
  })

  it('goes on after a row with U+0000 or half of a character in any of its cells', async () => {
    const rows = ['c1,1,ARREST,POLICE,2016-03-27,,\0', 'c1,2,ARR\0EST,POLICE,2016-03-27,,', 'c1,3,HELD,POLICE,2016-04-15,,']
    const { report, rows: outcomes } = await importRows('zero', rows)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'recorded'])
    expect(outcomes[1]).toMatchObject({ line: 3, column: 'what', reason: expect.stringContaining('U+0000') as unknown as string })
    expect(report.counts.rows).toBe(3)
  })

  it('records nothing of a log whose last row is broken', async () => {
    const before = (await destination.events()).length
    await expect(importRows('breaks', [...log, 'c1,6,"ARREST'])).rejects.toMatchObject({ problem: 'broken-quotes' })
    expect((await destination.events()).length).toBe(before)
  })
})
