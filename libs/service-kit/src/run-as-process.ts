import { constants } from 'node:os'
import type { Environment } from './configuration.ts'
import { StopTimedOut } from './shutdown.ts'
import { startFailureText } from './start-failure.ts'
import type { RunningService } from './running-service.ts'

/**
 * Runs a service as its own process: stops it on SIGTERM or SIGINT, and exits with 1 if it cannot start or stop. The
 * second signal ends it at once, as does one during the start. What an operator can mend is reported as a sentence on
 * standard error; a defect with its stack.
 */
export const runAsProcess = async (start: (env: Environment) => Promise<RunningService>, process: NodeJS.Process): Promise<void> => {
  let stop: (() => Promise<void>) | undefined
  const end = (signal: 'SIGTERM' | 'SIGINT'): void => {
    // As the first process of a container it would not be ended by the default action of a signal.
    if (!stop) return process.exit(128 + constants.signals[signal])
    const stopped = stop()
    stop = undefined
    // What is left open after an orderly stop, such as a connection to a broker that died, must not keep the process.
    void stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${textOf(error)}\n`)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end)
  try {
    const service = await start(process.env)
    stop = () => service.stop()
  } catch (error) {
    process.stderr.write(`${textOf(error)}\n`)
    process.exitCode = 1
  }
}

const textOf = (error: unknown): string =>
  error instanceof StopTimedOut ? error.message : (startFailureText(error) ?? String((error as Error).stack))
