import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { type TestProcess, testProcessProgram } from './test-process.ts'

/** A role that always runs: whenever its process ends, for whatever reason, another one starts. */
export interface RunningTestProcess {
  /** Kills its process like kill -9. */
  kill(): void
  /** Stops it permanently, as a deployment does: the current work is finished. */
  stop(): Promise<void>
  /** How often its process was killed, by itself or by others. */
  readonly killed: number
}

/** How often a role may kill itself; later processes stay alive, so that a run comes to an end. */
const MAX_SELF_KILLS = process.env['CASE_TIMELINE_SOAK'] ? 40 : 4

/**
 * Starts a role.
 * @param logLine receives the output of its processes, and a line for each unexpected end
 */
export const runTestProcess = (testProcess: TestProcess, logLine: (line: string) => void): RunningTestProcess => {
  const program = testProcessProgram()
  if (!existsSync(program)) throw new Error(`${program} is missing: compile it first (npx tsc -b libs/crash-tests)`)
  let killed = 0
  let starts = 0
  let ending = false
  let child: ChildProcess
  let exited: Promise<unknown>
  const begin = (): void => {
    const options: TestProcess = {
      ...testProcess,
      selfKillProbability: starts < MAX_SELF_KILLS ? testProcess.selfKillProbability : 0,
      seed: testProcess.seed + starts++,
    }
    child = fork(program, [JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: ['--no-warnings'] })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => logLine(`${testProcess.role} ${child.pid}: ${text.toString().trimEnd()}`))
    exited = once(child, 'exit').then(([code, signal]) => {
      if (signal === 'SIGKILL') killed += 1
      else if (!ending) logLine(`${testProcess.role} ended with ${String(signal ?? code)}`)
      if (!ending) begin()
    })
  }
  begin()
  return {
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      ending = true
      child.kill('SIGTERM')
      await exited
    },
    get killed() {
      return killed
    },
  }
}
