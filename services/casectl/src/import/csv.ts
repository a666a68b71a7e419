import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import { checkInputFile, unreadableFile } from './input-file.ts'
import { InputRefused } from './input-refused.ts'
import { strictUtf8 } from './utf8.ts'

export interface CsvRow {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number
  readonly fields: readonly string[]
  /** The record as it is written in the file, with its line break. */
  readonly raw: string
}

const MAX_RECORD_BYTES = 1_048_576

const occurrences = (fields: readonly string[], pattern: RegExp): number =>
  fields.reduce((sum, field) => sum + (field.match(pattern)?.length ?? 0), 0)

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Replaces the message of the parser, because it quotes the file: a report must not contain values of the file. */
const toInputRefused = (error: unknown, file: string, line: number): unknown => {
  const code = codeOf(error)
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return unreadableFile(error, file, 'the file')
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new InputRefused(
      'record-too-long',
      file,
      'the record that begins here is longer than 1 MiB: probably an opening quote has no closing quote',
      { line },
    )
  if (code === undefined || !QUOTE_PROBLEMS.has(code)) return error
  return new InputRefused(
    'broken-quotes',
    file,
    'the record that begins here has a quote in a wrong place: write a quote inside a quoted field twice',
    { line },
  )
}

const QUOTE_PROBLEMS = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_INVALID_CLOSING_QUOTE', 'INVALID_OPENING_QUOTE'])

/**
 * Streams the records of a CSV file (RFC 4180), the header first. Skips a byte order mark and empty lines.
 * @throws InputRefused when the file is not CSV in UTF-8
 */
export async function* csvRows(file: string, delimiter: string): AsyncGenerator<CsvRow> {
  await checkInputFile(file, 'the file')
  let lastLine = 0
  const parser = parse({
    bom: true,
    delimiter,
    // All of them, because a log may be put together of files with different line breaks.
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD_BYTES,
    // A record of the wrong length is reported as an unreadable row and does not stop the import.
    relax_column_count: true,
    skip_empty_lines: true,
    raw: true,
    // Counted while parsing, because the stream drops its buffered rows when a later one causes an error; and for each
    // record, because the option `info` would count twenty things more.
    on_record: (record, { lines }) => {
      lastLine = lines
      return Object.assign(record, { lines })
    },
  })
  // pipeline() destroys the parser with the error of any of the three streams, so that reading from it throws the
  // error.
  pipeline(createReadStream(file), strictUtf8(file), parser, () => undefined)
  // The parser counts CR and LF inside quotes as two lines.
  let countedTwice = 0
  try {
    for await (const { record: fields, raw, lines } of parser as AsyncIterable<{ record: string[]; raw: string; lines: number }>) {
      // Only a quoted field contains a line break.
      const isQuoted = raw.includes('"')
      yield { line: lines - countedTwice - (isQuoted ? occurrences(fields, /[\r\n]/g) : 0), fields, raw }
      if (isQuoted) countedTwice += occurrences(fields, /\r\n/g)
    }
  } catch (error) {
    throw toInputRefused(error, file, lastLine + 1)
  }
}
