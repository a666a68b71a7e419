import { open } from 'node:fs/promises'
import { bulkPathOf, Id, KnownZone } from '@case-timeline/contracts'
import type { Client } from '../client.ts'
import { EXIT, Failure } from '../failure.ts'
import { type CsvRow, csvRows } from '../import/csv.ts'
import { InputRefused } from '../import/input-refused.ts'
import { type Rejects, rejectsFile, requireOtherFile } from '../import/rejects.ts'
import { print, type Screen, show } from '../screen.ts'
import { z } from 'zod'
import { commandOutcome, type CommandOutcome, type Counts, noRows, ofKnownPerson, outcomeOf, type RowReport, summary } from './outcomes.ts'
import { DAY_FORMS, type DayForm } from './local-days.ts'
import { sendRows } from './send-rows.ts'
import { COLUMNS, columnsOf, rowReader, type SheetRow, STEPS } from './sheet.ts'

export interface IntakeRequest {
  readonly file: string
  readonly case: string
  readonly sheet: string
  /** The file for the outcome of each row, one JSON document per line. */
  readonly report: string
  /** The file for the unreadable rows, as the sheet has them. */
  readonly rejects?: string | undefined
  readonly zone?: string | undefined
  /** How the days of the sheet are written: one of `DAY_FORMS`. */
  readonly dates: string
  readonly delimiter: string
  /** Whether the sheet may found its case. */
  readonly newCase: boolean
  /** Reads and checks every row and sends nothing. */
  readonly dryRun: boolean
}

const SHEET = /^[A-Za-z0-9._~-]{3,40}$/
/** A larger sheet is rather not a sheet that people filled. */
const MAX_SHEET_ROWS = 50_000
/** Rows whose commands are all sent before those of later rows: an interrupted run leaves whole persons. */
const ROWS_TOGETHER = 200

type Readable = Extract<SheetRow, { readonly personRef: string }>

const formOf = (dates: string): DayForm => {
  const form = DAY_FORMS.find((one) => one === dates)
  if (form === undefined) throw new Failure(`--dates is one of ${DAY_FORMS.join(', ')}.`, [], EXIT.usage)
  return form
}

const checked = ({ case: caseId, sheet, zone, dates, delimiter }: IntakeRequest): void => {
  formOf(dates)
  if (!Id.safeParse(caseId).success) throw new Failure('--case is not the id of a case: a UUID in lower case.', [], EXIT.usage)
  if (!SHEET.test(sheet)) throw new Failure('--sheet is 3 to 40 of the characters A-Z a-z 0-9 . _ ~ -', [], EXIT.usage)
  if (delimiter.length !== 1) throw new Failure('--delimiter is one character, such as ;', [], EXIT.usage)
  if (zone !== undefined && !KnownZone.safeParse(zone).success)
    throw new Failure('--zone is no time zone: give one such as Asia/Manila.', [], EXIT.usage)
}

/** Reads a whole sheet before anything is sent. @throws InputRefused */
const readSheet = async (request: IntakeRequest, onUnreadable: Rejects['row'] | undefined): Promise<readonly SheetRow[]> => {
  const { file, case: caseId, sheet, zone, dates, delimiter } = request
  const rows: SheetRow[] = []
  let read: ((row: CsvRow) => SheetRow) | undefined
  let columns: ReadonlyMap<string, number> = new Map()
  for await (const row of csvRows(file, delimiter)) {
    if (!read) {
      columns = columnsOf(file, row.fields)
      read = rowReader({ caseId, sheet, zone, dates: formOf(dates), now: new Date().toISOString() }, columns)
      continue
    }
    if (row.fields.every((cell) => cell.trim() === '')) continue
    if (rows.length === MAX_SHEET_ROWS)
      throw new InputRefused('too-many-rows', file, `a sheet has at most ${MAX_SHEET_ROWS} rows: divide it`, { line: row.line })
    const found = read(row)
    if ('unreadable' in found) {
      const { column, reason } = found.unreadable
      await onUnreadable?.(row, { ...(column === undefined ? {} : { column }), reason }, row.fields[columns.get(column ?? '') ?? -1])
    }
    rows.push(found)
  }
  if (!read) throw new InputRefused('empty-file', file, 'the file has no header: casectl intake template prints one')
  return rows
}

const checkedSheet = async (request: IntakeRequest): Promise<readonly SheetRow[]> => {
  const { file, report, rejects } = request
  await requireOtherFile('--report', report, [file])
  if (rejects !== undefined) await requireOtherFile('--rejects', rejects, [file, report])
  const unreadableRows = rejects === undefined ? undefined : await rejectsFile(rejects)
  try {
    return await readSheet(request, unreadableRows?.row)
  } catch (error) {
    if (error instanceof InputRefused) throw new Failure(error.message, [], EXIT.usage)
    throw error
  } finally {
    await unreadableRows?.end()
  }
}

/**
 * The outcomes of the commands of some rows, by line: each kind is sent when the one before is answered. Of a new person
 * to whom no support is offered, nothing else is sent: another user may have recorded the same row.
 */
const sent = async (client: Client, caseId: string, rows: readonly Readable[]): Promise<ReadonlyMap<number, CommandOutcome[]>> => {
  const outcomes = new Map<number, CommandOutcome[]>(rows.map(({ line }) => [line, []]))
  for (const { command, suffix } of STEPS) {
    const isRefused = ({ line, isNewPerson }: Readable) =>
      isNewPerson && (outcomes.get(line)?.some(({ outcome }) => outcome === 'refused') ?? false)
    const ofStep = rows
      .filter((row) => !isRefused(row))
      .flatMap(({ line, isNewPerson, commands }) =>
        commands.filter(({ step }) => step.suffix === suffix).map((one) => ({ line, isNewPerson, sent: one.sent })),
      )
    if (ofStep.length === 0) continue
    const path = bulkPathOf(command).replace('{caseId}', caseId)
    const answers = await sendRows(
      client,
      command.service,
      path,
      ofStep.map((one) => one.sent),
    )
    for (const { line, isNewPerson, sent: row } of ofStep) {
      const answer = answers.get(row.key)
      if (!answer) continue
      const outcome = commandOutcome(command.name, answer)
      outcomes.get(line)?.push(isNewPerson ? outcome : ofKnownPerson(outcome))
    }
  }
  return outcomes
}

const reportFile = async (file: string, rows: readonly RowReport[]): Promise<void> => {
  const handle = await open(file, 'w', 0o600).catch((error: Error) => {
    throw new Failure(`The report cannot be written: ${error.message}`, ['choose another file: --report FILE'])
  })
  // Readable only by its owner, because a row is about a person. A file that was there keeps its mode otherwise.
  await handle.chmod(0o600)
  await handle.writeFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  await handle.close()
}

const notSentYet = (one: SheetRow): RowReport =>
  'unreadable' in one
    ? { line: one.line, row: one.row, outcome: 'unreadable', ...one.unreadable }
    : { line: one.line, row: one.row, outcome: 'notSent', personRef: one.personRef }

/** A mistyped id would found another case, with all persons of the sheet. @throws Failure */
const requireKnownCase = async (client: Client, caseId: string): Promise<void> => {
  await client.get('victimSupport', `/cases/${caseId}`, z.unknown()).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.exitCode !== EXIT.notFound) throw error
    throw new Failure(
      'Victim support knows no such case in which the agency takes part. Nothing was sent.',
      ['check the id of --case', 'a new case is founded with --new-case'],
      EXIT.notFound,
    )
  })
}

const countsOf = (reports: readonly RowReport[]): Counts => {
  const counts = noRows()
  for (const { outcome } of reports) counts[outcome] += 1
  return counts
}

/**
 * `casectl intake persons`: reads a sheet that was filled offline, and records each row through the bulk routes of
 * victim support. Run again, it records nothing twice and continues where it was interrupted.
 * @throws Failure when the sheet is none (nothing was sent), when rows were not accepted, or when the service is away
 */
export const runIntake = async (
  screen: Screen,
  request: IntakeRequest,
  client: () => Promise<Client>,
  errors: NodeJS.WritableStream = process.stderr,
): Promise<Counts> => {
  checked(request)
  const rows = await checkedSheet(request)
  const reports = new Map<number, RowReport>(rows.map((one) => [one.line, notSentYet(one)]))
  const readable = rows.filter((one): one is Readable => !('unreadable' in one))
  const conclude = async (): Promise<Counts> => {
    const all = [...reports.values()]
    await reportFile(request.report, all)
    const counts = countsOf(all)
    show(screen, counts, () => summary(counts, request.report))
    return counts
  }
  const accepted = (counts: Counts): Counts => {
    const { waiting, refused, failed, unreadable } = counts
    if (waiting + refused + failed + unreadable === 0) return counts
    throw new Failure(
      `${waiting + refused + failed + unreadable} of ${rows.length} rows were not accepted.`,
      [
        `see ${request.report}; correct the rows that are unreadable in the sheet, and run the same command again`,
        ...(refused === 0
          ? []
          : [
              'a refused row keeps its answer: unless another user has recorded it, send it as a row with a new id, with its personRef from the report in the column personRef',
            ]),
      ],
      failed + unreadable > 0 ? EXIT.failed : EXIT.refused,
    )
  }
  if (request.dryRun) return accepted(await conclude())
  // Before anything is sent: what a run did must not be lost because its report cannot be written.
  await reportFile(request.report, [...reports.values()])
  const running = await client()
  if (!request.newCase) await requireKnownCase(running, request.case)
  try {
    for (let first = 0; first < readable.length; first += ROWS_TOGETHER) {
      const together = readable.slice(first, first + ROWS_TOGETHER)
      const outcomes = await sent(running, request.case, together)
      for (const { line, row, personRef } of together) {
        const commands = outcomes.get(line) ?? []
        reports.set(line, { line, row, outcome: outcomeOf(commands), personRef, commands })
      }
      errors.write(`sent ${Math.min(first + ROWS_TOGETHER, readable.length)} of ${readable.length} rows\n`)
    }
  } catch (error) {
    await conclude()
    if (!(error instanceof Failure)) throw error
    throw new Failure(
      error.message,
      [...error.remedies, 'run the same command again: what is recorded is not recorded twice'],
      error.exitCode,
    )
  }
  return accepted(await conclude())
}

/** `casectl intake template`: an empty sheet. */
export const printTemplate = (screen: Screen): void => print(screen, screen.json ? JSON.stringify(COLUMNS) : COLUMNS.join(','))
