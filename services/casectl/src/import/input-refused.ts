/** The reason why a log was not imported at all; documented in docs/how-to/import-a-log.md. */
export type InputProblem =
  | 'no-such-file'
  | 'unreadable-file'
  | 'file-too-large'
  | 'empty-file'
  | 'not-utf-8'
  | 'broken-quotes'
  | 'record-too-long'
  | 'wrong-delimiter'
  | 'missing-column'
  | 'repeated-column'
  | 'too-many-columns'
  | 'unknown-column'
  | 'too-many-rows'
  | 'repeated-case'
  | 'bad-mapping'
  | 'bad-payload'

/**
 * A log or its mapping cannot be imported, and nothing was recorded. The message has positions, never values of the
 * file.
 */
export class InputRefused extends Error {
  override readonly name = 'InputRefused'

  constructor(
    readonly problem: InputProblem,
    readonly file: string,
    explanation: string,
    /** Line of the file and character of the line, both from 1. */
    readonly position: { readonly line?: number; readonly column?: number } = {},
  ) {
    const place = [file, position.line, position.column].filter((part) => part !== undefined).join(':')
    super(`${place}: ${explanation}\nNothing was recorded. (${problem})`)
  }
}
