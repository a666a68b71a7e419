import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from './cannot-start.mjs'

const READY_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000

/**
 * Starts a server that logs to a file, and waits until the log contains that it is ready.
 * @param server its `name`, at the beginning of a sentence; `command`, a program with its arguments; `cwd`; `env`, by default
 * that of this process; `log`, the path; `ready`, the text in the log; `signalAtExit`, which it gets when this process ends
 * @returns its `pid`; `gone`, which resolves with the signal or exit code; and `end`, which sends a signal and waits
 * @throws CannotStart when it ends before it is ready, or is not ready within two minutes
 */
export const launchServer = async ({ name, command, cwd, env, log, ready, signalAtExit }) => {
  const output = openSync(log, 'w', 0o600)
  const [program, ...args] = [...withParentDeathSignal(), ...command]
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output] })
  closeSync(output)
  let ended
  const gone = new Promise((done) => {
    child.once('error', ({ message }) => done((ended = message)))
    child.once('exit', (code, signal) => done((ended = signal ?? `exit code ${code}`)))
  })
  const endWithParent = () => child.kill(signalAtExit)
  process.once('exit', endWithParent)
  void gone.then(() => process.off('exit', endWithParent))

  const end = async (signal) => {
    if (ended === undefined) child.kill(signal)
    const timeout = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await gone
    clearTimeout(timeout)
  }
  const since = performance.now()
  while (!readFileSync(log, 'utf8').includes(ready)) {
    if (ended !== undefined) throw new CannotStart(`${name} ended while it started (${ended}).\n${tail(log)}`)
    if (performance.now() - since > READY_TIMEOUT_MS) {
      await end(signalAtExit)
      throw new CannotStart(`${name} was not ready after ${READY_TIMEOUT_MS / 1000} seconds.\n${tail(log)}`)
    }
    await pause(50)
  }
  return { pid: child.pid, gone, end }
}

const tail = (log) => readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')

/** On systems that support it, the server is stopped when this process is killed. */
const withParentDeathSignal = () => {
  try {
    execFileSync('setpriv', ['--pdeathsig=TERM', '--', 'true'], { stdio: 'ignore' })
    return ['setpriv', '--pdeathsig=TERM', '--']
  } catch {
    return []
  }
}
