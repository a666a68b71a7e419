/** What casectl ends with. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, notFound: 4 } as const

/** Something expected went wrong: told in plain words, with what to do next, never with a stack trace. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly remedies: readonly string[]
  readonly exitCode: number

  constructor(message: string, remedies: readonly string[] = [], exitCode: number = EXIT.failed) {
    super(message)
    this.remedies = remedies
    this.exitCode = exitCode
  }
}

/** Another process works on the same data. */
export class AlreadyRunning extends Failure {}

/** A failure as the terminal shows it. */
export const inWords = ({ message, remedies }: { readonly message: string; readonly remedies?: readonly string[] }): string =>
  [message, ...(remedies ?? []).map((remedy) => `  - ${remedy}`)].join('\n')
