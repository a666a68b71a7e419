import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startPostgres } from '@case-timeline/embedded'
import pg from 'pg'
import { firstLine } from './commands/with-postgres.ts'
import { table } from './table.ts'

export interface CaseIndexPlan {
  readonly events: number
  readonly cases: number
  printLine(line: string): void
}

/** What `asking-process.ts` prints. */
interface Answers {
  readonly firstMs: number
  /** Of the process that asks. */
  readonly firstCpuMs: number
  readonly eachMs: number
  readonly headsMs: number
  readonly heapBefore: number
  readonly heapAfterFirst: number
  readonly heapAfterAll: number
}

const programOf = (name: string): string => join(import.meta.dirname, 'case-index', `${name}.js`)

const answersOf = async (storeUrl: string, databaseUrl: string, file: string): Promise<Answers> => {
  const args = ['--expose-gc', programOf('asking-process'), storeUrl, databaseUrl, file]
  const asking = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(asking, 'exit')
  const line = await firstLine(asking, ended)
  await ended
  if (line === undefined) throw new Error('the process that asks did not answer: see its message above')
  return JSON.parse(line) as Answers
}

const row = (name: string, { firstMs, firstCpuMs, eachMs, headsMs, heapBefore, heapAfterFirst, heapAfterAll }: Answers): string[] => [
  name,
  firstMs.toFixed(0),
  firstCpuMs.toFixed(0),
  eachMs.toFixed(1),
  headsMs.toFixed(3),
  String(heapAfterFirst - heapBefore),
  String(heapAfterAll - heapBefore),
]

const HEADINGS = [
  'process',
  'first question, ms',
  'each of 200 others, ms',
  'head of a case, ms',
  'MiB after the first',
  'MiB after all cases',
]

/**
 * The index of cases on EventStoreDB, after a start: made in memory, filled for the first time, and kept. The log is generated in
 * a test server of its own process; the processes that ask are others, one after another.
 */
export const measureCaseIndex = async ({ events, cases, printLine }: CaseIndexPlan): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-bench-'))
  const file = join(folder, 'cases.json')
  const postgres = await startPostgres({ dataDir: join(folder, 'database') })
  const args = ['--max-old-space-size=12000', programOf('generated-log'), String(events), String(cases), file]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  try {
    const url = (await once(createInterface(server.stdout), 'line')) as [string]
    const ask = (databaseUrl: string) => answersOf(url[0], databaseUrl, file)
    printLine(`${events} events of ${cases} cases, three streams each`)
    const print = async (name: string, databaseUrl: string) => printLine(table([HEADINGS, row(name, await ask(databaseUrl))]))
    await print('fills the tables', postgres.url)
    printLine(`the tables have ${await sizeOfTables(postgres.url)}`)
    for (const name of ['kept', 'kept, again']) await print(name, postgres.url)
    await print('in memory', 'none')
  } finally {
    server.kill('SIGTERM')
    await ended
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const sizeOfTables = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ size: string }>(`select pg_size_pretty(pg_total_relation_size('case_index_stream')) as size`)
    return rows[0]?.size ?? ''
  } finally {
    await client.end()
  }
}
