import { ConfigurationError, type Environment } from './configuration.ts'
import type { RunningService } from './start-service.ts'

/**
 * Runs a service as a process of its own: stops it on SIGTERM or SIGINT, and exits with 1 when it cannot start.
 * A wrong configuration is told in plain words on the standard error; anything else with its cause.
 */
export const asProcess = async (start: (env: Environment) => Promise<RunningService>, process: NodeJS.Process): Promise<void> => {
  try {
    const service = await start(process.env)
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void service.stop())
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigurationError ? error.message : String((error as Error).stack)}\n`)
    process.exitCode = 1
  }
}
