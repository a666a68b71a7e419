import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 300_000
const SIGNAL_PATIENCE_MS = 40_000

/** What a terminal has shown of one block. */
export interface Shown {
  readonly output: string
  /** The exit code of a block that failed; the shell ends with it. */
  readonly failed?: number | undefined
}

/** One shell, in which the blocks of a page are entered one after the other: its variables stay. */
export interface PageShell {
  enter(commands: string): Promise<Shown>
  /** Enters commands that have to fail with this code. Variables that they set are lost. */
  enterFailing(commands: string, code: number): Promise<Shown>
  /** Enters commands in a terminal of their own, and goes on once they printed this. */
  start(commands: string, isReady: (output: string) => boolean): Promise<Shown>
  end(): Promise<void>
}

const isAlive = ({ pid = 0 }: ChildProcess): boolean => {
  try {
    // The whole group: what a command has started, too.
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

/** A shell in a folder. Files that it needs itself are in another one, so that commands do not see them. */
export const openShell = (folder: string, ownFolder: string, env: Readonly<Record<string, string>>): PageShell => {
  const shell = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  // What is entered into a shell that has ended.
  shell.stdin.on('error', () => undefined)
  let blocks = 0
  const fileOf = (commands: string): string => {
    const file = join(ownFolder, `block-${++blocks}.sh`)
    writeFileSync(file, commands)
    return file
  }
  shell.stdin.write('set -eo pipefail; exec 2>&1\n')

  const until = async (isReady: () => boolean): Promise<boolean> => {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await pause(20)) {
      if (isReady()) return true
      if (shell.exitCode !== null) return isReady()
    }
    return false
  }

  const run = async (commands: string, entered: (file: string) => string): Promise<Shown> => {
    output = ''
    const line = entered(fileOf(commands))
    const mark = `\u001Eend of ${blocks}\n`
    shell.stdin.write(`${line}\nprintf '\\036end of ${blocks}\\n'\n`)
    if (await until(() => output.endsWith(mark))) return { output: output.slice(0, -mark.length) }
    return { output, failed: shell.exitCode ?? -1 }
  }

  return {
    enter: (commands) => run(commands, (file) => `. '${file}' </dev/null`),
    // Behind `||` or `if` the shell would go on after a command that fails.
    enterFailing: (commands, code) =>
      run(commands, (file) => `set +e; (set -e; . '${file}' </dev/null); [ $? = ${code} ] || exit 99; set -e`),
    async start(commands, isReady) {
      const file = fileOf(commands)
      const [log, ended] = [`${file}.log`, `${file}.ended`]
      writeFileSync(log, '')
      shell.stdin.write(`(. '${file}' </dev/null >'${log}' 2>&1 || true; : >'${ended}') &\n`)
      const isShown = () => isReady(readFileSync(log, 'utf8'))
      const ready = (await until(() => isShown() || existsSync(ended))) && isShown()
      return { output: readFileSync(log, 'utf8'), ...(ready ? {} : { failed: shell.exitCode ?? -1 }) }
    },
    async end() {
      const ended = shell.exitCode === null ? once(shell, 'close') : Promise.resolve()
      for (const [signal, patience] of [
        ['SIGTERM', SIGNAL_PATIENCE_MS],
        ['SIGKILL', 5_000],
      ] as const) {
        if (!isAlive(shell)) break
        process.kill(-(shell.pid ?? 0), signal)
        for (const deadline = Date.now() + patience; Date.now() < deadline && isAlive(shell);) await pause(50)
      }
      await ended
    },
  }
}
