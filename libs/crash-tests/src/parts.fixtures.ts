import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { type Part, partProcess } from './part.ts'

/** A part that is always played: whenever its process ends, for whatever reason, another begins. */
export interface Played {
  /** Ends its process as kill -9 does. */
  kill(): void
  /** Ends it for good, as a deployment would: it finishes what it has in hand. */
  stop(): Promise<void>
  /** How often its process was killed, by itself or by others. */
  readonly killed: number
}

/** So often a part ends itself; the processes after that live on, so that a run comes to an end. */
const DEATHS = process.env['CASE_TIMELINE_SOAK'] ? 40 : 4

/** Starts playing a part. @param say is told what its processes write, and when one ends as nobody intended */
export const play = (part: Part, say: (line: string) => void): Played => {
  const program = partProcess()
  if (!existsSync(program)) throw new Error(`${program} is missing: compile it first (npx tsc -b libs/crash-tests)`)
  let killed = 0
  let times = 0
  let ending = false
  let child: ChildProcess
  let gone: Promise<unknown>
  const begin = (): void => {
    const own: Part = { ...part, killsItself: times < DEATHS ? part.killsItself : 0, seed: part.seed + times++ }
    child = fork(program, [JSON.stringify(own)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: ['--no-warnings'] })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => say(`${part.role} ${child.pid}: ${text.toString().trimEnd()}`))
    gone = once(child, 'exit').then(([code, signal]) => {
      if (signal === 'SIGKILL') killed += 1
      else if (!ending) say(`${part.role} ended with ${String(signal ?? code)}`)
      if (!ending) begin()
    })
  }
  begin()
  return {
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      ending = true
      child.kill('SIGTERM')
      await gone
    },
    get killed() {
      return killed
    },
  }
}
