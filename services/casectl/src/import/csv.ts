import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { type Info, parse } from 'csv-parse'
import { InputRefused } from './input-refused.ts'
import { strictUtf8 } from './utf8.ts'

export interface CsvRow {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

const mostBytesOfARecord = 1_048_576

const breaksIn = (fields: readonly string[]): number => fields.reduce((sum, field) => sum + field.split('\n').length - 1, 0)

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** The parser's own message quotes the file, and a report never shows a value. */
const refused = (error: unknown, file: string, line: number): unknown => {
  const code = codeOf(error)
  if (code === 'ENOENT' || code === 'EISDIR') return new InputRefused('no-such-file', file, 'there is no such file; name the log to import')
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new InputRefused(
      'record-too-long',
      file,
      'the record that begins here is longer than 1 MiB; most likely a quote is opened and never closed',
      { line },
    )
  if (code === undefined || !QUOTE_PROBLEMS.has(code)) return error
  return new InputRefused(
    'broken-quotes',
    file,
    'in the record that begins here a quote is opened or closed where it may not be; a quote inside a quoted field is written twice',
    { line },
  )
}

const QUOTE_PROBLEMS = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_INVALID_CLOSING_QUOTE', 'INVALID_OPENING_QUOTE'])

/**
 * The records of a CSV file (RFC 4180; a byte order mark and empty lines are passed over), the header first, as they are read.
 * @throws InputRefused when the file is no CSV in UTF-8
 */
export async function* csvRows(file: string, delimiter: string): AsyncGenerator<CsvRow> {
  let lastLine = 0
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: mostBytesOfARecord,
    // A record of the wrong length is one unreadable row, not the end of an import.
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    // Counted while parsing: rows that wait in the stream are dropped when a later one breaks.
    on_record: (record: string[], { lines }) => {
      lastLine = lines
      return record
    },
  })
  // The parser is destroyed with the error of any of the three, so reading from it throws that error.
  pipeline(createReadStream(file), strictUtf8(file), parser, () => undefined)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>)
      yield { line: info.lines - breaksIn(record), fields: record }
  } catch (error) {
    throw refused(error, file, lastLine + 1)
  }
}
