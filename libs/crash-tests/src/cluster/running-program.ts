import { type ChildProcess, spawn } from 'node:child_process'

/** How a program ended; `code` is null if a signal ended it. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Environment {
  readonly [name: string]: string | undefined
}

/** What a program gets: its environment, its standard input, and a signal that ends it. */
export interface Given {
  readonly env: Environment
  readonly signal: AbortSignal
  readonly input?: string
}

/** Starts a program in a process group of its own, which an interrupt of the terminal does not reach. */
export const startProgram = (file: string, args: readonly string[], env: Environment): ChildProcess =>
  spawn(file, [...args], { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })

/** Runs a program to its end. @throws the reason of the signal if it is aborted, and when the program cannot be started */
export const runProgram = (file: string, args: readonly string[], { env, signal, input = '' }: Given): Promise<Ran> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const child = startProgram(file, args, env)
    let [out, err] = ['', '']
    const abort = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', abort, { once: true })
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
    child.once('error', reject).once('close', (code) => {
      signal.removeEventListener('abort', abort)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve({ code, out, err })
    })
    // A program that ends before it has read everything is no failure of this one.
    child.stdin?.once('error', () => undefined).end(input)
  })
