/** The output of a command: text, or one JSON document (one per line for a stream of results). */
export interface Screen {
  readonly json: boolean
  readonly out: NodeJS.WritableStream
}

export const print = ({ out }: Screen, text = ''): void => void out.write(`${text}\n`)

/** Prints a result as JSON or as text. */
export const show = <T>(screen: Screen, result: T, toText: (result: T) => string): void =>
  print(screen, screen.json ? JSON.stringify(result) : toText(result))

/** Rows as aligned columns; a column of numbers is aligned right. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const cells = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => /^-?[\d.,]+$/.test(String(row[column]))))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd()
  return cells.map(line).join('\n')
}
