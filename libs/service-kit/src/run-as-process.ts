import type { Environment } from './configuration.ts'
import { startFailureText } from './start-failure.ts'
import type { RunningService } from './start-service.ts'

/**
 * Runs a service as its own process: stops it on SIGTERM or SIGINT, and exits with 1 if it cannot start. What an
 * operator can mend is reported as a sentence on standard error; a defect with its stack.
 */
export const runAsProcess = async (start: (env: Environment) => Promise<RunningService>, process: NodeJS.Process): Promise<void> => {
  try {
    const service = await start(process.env)
    // What is left open after an orderly stop, such as a connection to a broker that died, must not keep the process.
    const end = () =>
      void service.stop().then(
        () => process.exit(),
        (error: unknown) => {
          process.stderr.write(`${textOf(error)}\n`)
          process.exit(1)
        },
      )
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  } catch (error) {
    process.stderr.write(`${textOf(error)}\n`)
    process.exitCode = 1
  }
}

const textOf = (error: unknown): string => startFailureText(error) ?? String((error as Error).stack)
