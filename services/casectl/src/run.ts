import { CommanderError } from 'commander'
import type { Environment } from './client.ts'
import { EXIT, Failure, failureText } from './failure.ts'
import { program } from './program.ts'

export interface Terminal {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WritableStream
}

/**
 * Runs one command line.
 * @param args the arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 usage, 3 refused by a rule, 4 not found
 */
export const run = async (args: readonly string[], env: Environment, { out, err }: Terminal): Promise<number> => {
  const casectl = program(env, out)
  try {
    casectl.configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    await casectl.parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? EXIT.done : EXIT.usage
    if (failure instanceof Failure) {
      const { message, remedies, exitCode } = failure
      err.write(`${casectl.opts()['json'] ? JSON.stringify({ failed: message, remedies, exitCode }) : failureText(failure)}\n`)
      return failure.exitCode
    }
    // An unexpected error is a defect: print the stack for the bug report.
    err.write(`casectl failed unexpectedly: ${failure instanceof Error ? failure.stack : String(failure)}\n`)
    return EXIT.failed
  }
}
