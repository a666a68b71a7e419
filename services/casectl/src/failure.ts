/** The exit codes of casectl. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, notFound: 4 } as const

/** An expected failure: shown without a stack trace, with remedies for the user. */
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

/** Another process already uses the same data folder. */
export class AlreadyRunning extends Failure {}

/** A failure as the terminal shows it. */
export const failureText = ({ message, remedies }: { readonly message: string; readonly remedies?: readonly string[] }): string =>
  [message, ...(remedies ?? []).map((remedy) => `  - ${remedy}`)].join('\n')
