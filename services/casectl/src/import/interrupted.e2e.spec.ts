import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { verifyCase } from '@case-timeline/audit-trail'
import { type CommandContext, handle } from '@case-timeline/commands'
import { eventContents, testDestination } from './destination.fixtures.ts'
import { checkLog, importLog } from './import-log.ts'
import { aMapping, header, writeImportFiles } from './mapping.fixtures.ts'
import type { ImportReport, RowReport } from './report.ts'

jest.setTimeout(300_000)

const CASECTL = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

type Destination = Awaited<ReturnType<typeof testDestination>>

/** The rows of many cases, as a court keeps them: in the order of their dates, a case's rows far apart. */
const rowsOf = (cases: number): string[] =>
  Array.from({ length: cases * 6 }, (_, at) => {
    const [round, number] = [Math.floor(at / cases), at % cases]
    const [what, who] = [
      ['ARREST', 'POLICE'],
      ['HELD', 'POLICE'],
      ['TRIAL', 'COURT'],
      ['HELD', 'POLICE'],
      ['VERDICT', 'COURT'],
      ['HELD', 'POLICE'],
    ][round] as [string, string]
    // A decision in the future is refused, and a row without a date cannot be read.
    const from = round === 3 ? '2301-11-08' : round === 5 && number % 7 === 0 ? '' : `2016-0${round + 1}-15`
    return `d/${number},${round},${what},${who},${from},,`
  })

let files: Awaited<ReturnType<typeof writeImportFiles>>
let whole: Destination
const CASES = 150
const rows = rowsOf(CASES)

const importInto = async (destination: Destination, onRow?: (row: RowReport) => void): Promise<ImportReport> =>
  importLog(await checkLog(files.log, destination.aggregates), destination, onRow && { onRow })

beforeAll(async () => {
  files = await writeImportFiles([header, ...rows, ''].join('\n'), aMapping(), 'case,several\n')
  whole = await testDestination()
  const report = await importInto(whole)
  expect(report.counts).toMatchObject({ rows: rows.length, duplicate: 0, changed: 0, refused: CASES })
})
afterAll(async () => {
  await whole.close()
  await files.remove()
})

/** Starts `casectl import`, and kills it when it has recorded a part. */
const killed = async (destination: Destination, events: number): Promise<void> => {
  const stores = join(files.folder, 'stores.json')
  await writeFile(stores, JSON.stringify(destination.stores), { mode: 0o600 })
  const child = spawn(process.execPath, [CASECTL, 'import', files.log.file, '--map', files.log.mapping, '--stores', stores], {
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const { store } = destination.contexts.auditTrail
  while (Number(await store.lastPosition()) < events && child.exitCode === null) await pause(5)
  child.kill('SIGKILL')
  await ended
  expect(child.signalCode).toBe('SIGKILL')
}

describe('an import that is killed', () => {
  it('has recorded, once it ran again, exactly the events of an import that was not killed', async () => {
    const destination = await testDestination()
    try {
      const all = (await whole.events()).length
      for (const share of [0.2, 0.6]) await killed(destination, all * share)
      const partly = (await destination.events()).length
      expect(partly).toBeGreaterThanOrEqual(all * 0.6)
      expect(partly).toBeLessThan(all)
      const { counts } = await importInto(destination)
      expect(counts.rows).toBe(rows.length)
      expect(counts.duplicate).toBeGreaterThan(0)
      expect(counts.changed).toBe(0)
      expect(eventContents(await destination.events())).toEqual(eventContents(await whole.events()))
    } finally {
      await destination.close()
    }
  })

  it('decides nothing again that it had recorded', async () => {
    const reports: RowReport[] = []
    const inSequence = (): Promise<never> => Promise.reject(new Error('a command was decided again'))
    const undecided = (context: CommandContext): CommandContext => ({ ...context, memory: { ...context.memory, inSequence } })
    const { investigation, prosecution, adjudication, victimSupport, auditTrail } = whole.contexts
    const contexts: Destination['contexts'] = {
      investigation: undecided(investigation),
      prosecution: undecided(prosecution),
      adjudication: undecided(adjudication),
      victimSupport: undecided(victimSupport),
      auditTrail: undecided(auditTrail),
    }
    const { counts, openings } = await importInto({ ...whole, contexts }, (row) => reports.push(row))
    expect(counts).toMatchObject({ rows: rows.length, duplicate: rows.length })
    expect(openings).toEqual({ recorded: 0, duplicate: CASES, refused: 0 })
  })
})

describe('an import while others write', () => {
  it('records each row once if the same log is imported twice at the same time', async () => {
    const one = await testDestination()
    const other = await testDestination(undefined, one.stores)
    try {
      const reports = await Promise.all([importInto(one), importInto(other)])
      for (const { counts } of reports) expect(counts).toMatchObject({ rows: rows.length, changed: 0 })
      expect(eventContents(await one.events())).toEqual(eventContents(await whole.events()))
    } finally {
      await other.close()
      await one.close()
    }
  })

  it('decides each row on what they recorded in its case meanwhile', async () => {
    const destination = await testDestination()
    const other = await testDestination(undefined, destination.stores)
    const arrest = ['p/1,1,ARREST,POLICE,2016-01-15,,', 'p/1,2,HELD,POLICE,2016-02-15,,', 'p/1,3,HELD,POLICE,2016-03-15,,']
    const { log, remove } = await writeImportFiles([header, ...arrest, ''].join('\n'), aMapping())
    try {
      const meanwhile: Promise<unknown>[] = []
      const send = (row: RowReport): void => {
        const aggregate = other.aggregates.find(({ commands }) => Object.hasOwn(commands, 'ArrestSuspect'))
        if (row.line !== 2 || !aggregate) return
        const sent = {
          caseId: row.caseId,
          name: 'ArrestSuspect',
          body: { data: { personRef: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e' } },
          actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
          commandId: '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8f',
          retryable: false,
          correlationId: 'test',
          jurisdiction: 'ZZ',
        }
        meanwhile.push(handle(other.contexts.investigation, aggregate, sent))
      }
      const { counts } = await importLog(await checkLog(log, destination.aggregates), destination, { onRow: send })
      expect(await Promise.all(meanwhile)).toMatchObject([{ outcome: 'appended' }])
      expect(counts).toMatchObject({ rows: 3, recorded: 3 })
      const events = await destination.events()
      expect(events.filter(({ type }) => type === 'investigation.SuspectArrested')).toHaveLength(2)
      expect(verifyCase(events)).toMatchObject({ outcome: 'intact' })
    } finally {
      await remove()
      await other.close()
      await destination.close()
    }
  })
})

describe('an import into EventStoreDB', () => {
  /** Opens the stores of an EventStoreDB, and imports some of the rows there. */
  const importingInto = async (url: string) => {
    const stores = { investigation: url, prosecution: url, adjudication: url, victimSupport: url, auditTrail: url }
    const destination = await testDestination(undefined, { ...whole.stores, stores })
    const few = rows.filter((row) => /^d\/1?\d,/.test(row))
    const { log, remove } = await writeImportFiles([header, ...few, ''].join('\n'), aMapping(), 'case,several\n')
    return {
      rows: few.length,
      destination,
      importFew: async () => importLog(await checkLog(log, destination.aggregates), destination),
      close: async () => {
        await remove()
        await destination.close()
      },
    }
  }

  it('records the events that it records in PostgreSQL, and nothing when it is repeated', async () => {
    // Imported only here, because it loads gRPC.
    const { serveEventStoreDb, SERVER_VARIABLE } = await import('@case-timeline/testing')
    const server = await serveEventStoreDb(process.env[SERVER_VARIABLE])
    const { destination, importFew, close, rows } = await importingInto(server.url())
    try {
      expect((await importFew()).counts).toMatchObject({ rows, duplicate: 0, refused: 20 })
      const recorded = await destination.events()
      const cases = new Set(recorded.map(({ caseId }) => caseId))
      const expected = (await whole.events()).filter(({ caseId }) => cases.has(caseId))
      expect(cases.size).toBe(20)
      expect(eventContents(recorded)).toEqual(eventContents(expected))
      expect((await importFew()).counts).toMatchObject({ rows, duplicate: rows })
      expect(await destination.events()).toHaveLength(recorded.length)
    } finally {
      await close()
      await server.close()
    }
  })

  it('counts as recorded, and not as imported before, what it recorded itself and was answered too late', async () => {
    const { startEventStoreDb } = await import('@case-timeline/testing')
    const [quiet, late] = [await startEventStoreDb(), await startEventStoreDb()]
    const undisturbed = await importingInto(quiet.url())
    const disturbed = await importingInto(late.url(undefined, 'defaultDeadline=1000'))
    const held: (() => void)[] = []
    late.interventions.recorded = async () => {
      if (held.length < 30) await new Promise<void>((resolve) => held.push(resolve))
    }
    try {
      const [expected, report] = [await undisturbed.importFew(), await disturbed.importFew()]
      expect(held).toHaveLength(30)
      const { counts, openings, warnings, refusals, withheld } = expected
      expect(counts).toMatchObject({ duplicate: 0, refused: 20 })
      expect(report).toMatchObject({ counts, openings, warnings, refusals, withheld })
      expect(eventContents(await disturbed.destination.events())).toEqual(eventContents(await undisturbed.destination.events()))
    } finally {
      for (const release of held) release()
      for (const one of [undisturbed, disturbed]) await one.close()
      for (const one of [quiet, late]) await one.close()
    }
  })
})
