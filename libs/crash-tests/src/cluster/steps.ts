import { createNamespace, install, provideDatabases, pullImages, startServers, testRelease } from './installation-steps.ts'
import { beginLoad, breakUpgrade, compare, killPods, recover, rollBack, uninstall, upgrade } from './load-steps.ts'
import { countedFaults, type Result } from './results-table.ts'
import type { Found, Run } from './run.ts'

/** One thing that is done to the release. */
export interface Step {
  readonly name: string
  run(run: Run): Promise<Found>
  /** Whether requests may fail meanwhile. */
  readonly mayFail?: boolean
}

/** What a run does, in this order. */
export const STEPS: readonly Step[] = [
  { name: 'namespace', run: createNamespace },
  { name: 'images', run: pullImages },
  { name: 'servers', run: startServers },
  { name: 'databases', run: provideDatabases },
  { name: 'install', run: install },
  { name: 'helm test', run: testRelease },
  { name: 'load', run: beginLoad },
  { name: 'upgrade', run: upgrade },
  { name: 'broken upgrade', run: breakUpgrade },
  { name: 'rollback', run: rollBack },
  { name: 'pod kill', run: killPods, mayFail: true },
  { name: 'after the kill', run: recover },
  { name: 'comparison', run: compare },
  { name: 'uninstall', run: uninstall },
]

/**
 * Runs steps one after the other, until one fails.
 * @param report receives each result when it is there
 * @returns what stopped the run, or undefined
 */
export const runSteps = async (steps: readonly Step[], run: Run, report: (result: Result) => void): Promise<Error | undefined> => {
  for (const step of steps) {
    const begun = performance.now()
    const ended = { step: step.name, mayFail: step.mayFail ?? false }
    const seconds = (): number => (performance.now() - begun) / 1_000
    try {
      const found = (await step.run(run)) ?? {}
      const faults = countedFaults({ ...ended, ...found })
      report({ ...ended, ...found, seconds: seconds(), ...(faults.length > 0 ? { failure: new Error(faults.join('; ')) } : {}) })
    } catch (thrown) {
      const failure = run.signal.aborted ? (run.signal.reason as Error) : (thrown as Error)
      report({ ...ended, seconds: seconds(), failure })
      return failure
    }
  }
  return undefined
}
