import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { run } from '../run.ts'
import { AGGREGATES } from './destination.ts'
import { testDestination } from './destination.fixtures.ts'
import { importInThreads } from './import-in-threads.ts'
import { checkLog } from './import-log.ts'
import { aMapping, header, writeImportFiles } from './mapping.fixtures.ts'
import type { ImportReport, RowReport } from './report.ts'

type TestDestination = Awaited<ReturnType<typeof testDestination>>

let [threaded, single]: TestDestination[] = []
beforeAll(async () => {
  threaded = await testDestination()
  single = await testDestination()
})
afterAll(async () => {
  await threaded?.close()
  await single?.close()
})

const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove()
})

const rowsOf = (caseName: string): string[] => [
  `${caseName},1,ARREST,POLICE,2016-03-27,,`,
  `${caseName},2,HELD,POLICE,2016-03-28,2016-04-10,`,
  `${caseName},3,TRIAL,COURT,2016-04-27,,`,
]

const cases = Array.from({ length: 40 }, (_, place) => `c${place}`)
/** Cases whose rows alternate, rows that cannot be read, and rows of no case. */
const log = [
  header,
  'nowhere,1,see the file,POLICE,2016-01-01,,',
  ...[0, 1, 2].flatMap((row) => cases.map((name) => rowsOf(name)[row])),
  'c3,4,HELD,POLICE,later,,',
  ',5,HELD,POLICE,2016-01-01,,',
  '',
].join('\n')

const discarded = () => new Writable({ write: (_, __, done) => done() })

/** Runs `casectl import` in a number of threads. */
const imported = async (destination: TestDestination | undefined, threads: number) => {
  const { log: files, folder, remove } = await writeImportFiles(log, aMapping())
  folders.push(remove)
  const [stores, reportFile] = [join(folder, 'stores.json'), join(folder, 'rows.jsonl')]
  await writeFile(stores, JSON.stringify(destination?.stores))
  const out: string[] = []
  const outStream = new Writable({ write: (chunk: Buffer, _, done) => (out.push(String(chunk)), done()) })
  const args = ['import', files.file, '--map', files.mapping, '--stores', stores, '--report', reportFile, '--json']
  const code = await run([...args, '--threads', String(threads)], {}, { out: outStream, err: discarded() })
  expect(code).toBe(0)
  const { seconds: _, firstCaseId: __, ...report } = JSON.parse(out.join('')) as ImportReport
  const rows = (await readFile(reportFile, 'utf8')).trimEnd().split('\n')
  return { report, rows: rows.map((row) => JSON.parse(row) as RowReport).sort((one, other) => one.line - other.line) }
}

/** What was recorded of each case, in its order, without what differs between two runs. */
const recordedIn = async (destination: TestDestination | undefined) => {
  const byCase = new Map<string | undefined, unknown[]>()
  for (const { caseId, type, id, data, occurredAt, stream, revision } of (await destination?.events()) ?? [])
    byCase.set(caseId, [...(byCase.get(caseId) ?? []), { type, id, data, occurredAt, stream, revision }])
  return byCase
}

describe('an import in threads', () => {
  it('records and reports the same as in one thread, and nothing when it is repeated in another number of threads', async () => {
    const [inThreads, inOne] = [await imported(threaded, 3), await imported(single, 1)]
    expect(inThreads.report.counts).toEqual({
      rows: 123,
      recorded: 80,
      refused: 0,
      external: 40,
      duplicate: 0,
      unreadable: 1,
      rejected: 2,
      changed: 0,
    })
    expect(inThreads.report.cases).toBe(40)
    expect(inThreads).toEqual(inOne)
    const recorded = await recordedIn(threaded)
    expect(recorded.size).toBe(40)
    expect(recorded).toEqual(await recordedIn(single))

    const { report } = await imported(threaded, 2)
    expect(report.counts).toMatchObject({ rows: 123, duplicate: 121, rejected: 2 })
    expect(await recordedIn(threaded)).toEqual(recorded)
  })

  it('fails with the error of a thread, and is completed by a repetition', async () => {
    const destination = await testDestination()
    try {
      const { log: files, remove } = await writeImportFiles(log, aMapping())
      folders.push(remove)
      const checked = await checkLog(files, AGGREGATES)
      const wrong = new URL(destination.stores.stores.investigation)
      wrong.password = 'wrong'
      const target = { ...destination.stores, stores: { ...destination.stores.stores, investigation: wrong.href } }
      await expect(importInThreads(checked, { target, policyDir: undefined }, 2, {})).rejects.toThrow('password')
      expect((await imported(destination, 2)).report.counts.recorded).toBe(80)
    } finally {
      await destination.close()
    }
  })
})
