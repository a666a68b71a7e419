/** Why a file or its mapping was not imported at all; documented in docs/how-to/import-a-log.md. */
export type InputProblem =
  | 'no-such-file'
  | 'empty-file'
  | 'not-utf-8'
  | 'broken-quotes'
  | 'record-too-long'
  | 'wrong-delimiter'
  | 'missing-column'
  | 'repeated-column'
  | 'repeated-case'
  | 'bad-mapping'

/** The file or its mapping cannot be imported: nothing was recorded. Its message names places, never a value of the file. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused'

  constructor(
    readonly problem: InputProblem,
    readonly file: string,
    says: string,
    /** Line of the file and character of the line, both from 1. */
    readonly at: { readonly line?: number; readonly column?: number } = {},
  ) {
    const place = [file, at.line, at.column].filter((part) => part !== undefined).join(':')
    super(`${place}: ${says}\nNothing was recorded. (${problem})`)
  }
}
