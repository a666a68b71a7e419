import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMPILER } from '../../../../deploy/compile.mjs'

/** The folder of the programs that docs/how-to shows to integrators. */
export const EXAMPLES = fileURLToPath(new URL('../../../../docs/how-to/examples/', import.meta.url))

/** Programs in it can import the packages of the workspace. */
const COMPILED = fileURLToPath(new URL(`../../../../node_modules/.cache/examples-${process.pid}`, import.meta.url))

/** What every agency's system of these specifications is configured with, apart from the key. */
export const AGENCY_SETTINGS = {
  AUDIENCE: '/deployments/zz-example/investigation',
  AGENCY: 'zz-police',
  KEY_ID: 'zz-police:es256:development',
  ACTING_USER: 'm.santos',
  ACTING_ROLE: 'lead-investigator',
}

/** The body of a command that opens a case. */
export const OPENING = { data: { source: 'report', leadAgency: 'zz-police', suspectedPurposes: [] } }

/** A running example. */
export interface Program {
  readonly child: ChildProcess
  /** The lines that it printed completely. */
  lines(): readonly string[]
  errors(): string
}

/** How a program ended, and what it printed. */
export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Starts examples; at the end it kills those that still run, and removes what was compiled. */
export interface Programs {
  /**
   * @param env the only variables that the program gets, apart from PATH
   * @param output a file descriptor to print to; without it, the lines are kept
   */
  start(command: readonly string[], env: Readonly<Record<string, string>>, output?: number): Program
  /** Runs a program to its end, however it ends. */
  finish(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Finished>
  /** Runs a program to its end. @throws when it fails, with what it said */
  run(command: readonly string[], env: Readonly<Record<string, string>>): Promise<string>
  close(): void
}

export const programs = (): Programs => {
  const running: ChildProcess[] = []
  const start: Programs['start'] = ([command = '', ...args], env, printTo) => {
    const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', printTo ?? 'pipe', 'pipe'] })
    running.push(child)
    const output = { out: '', err: '' }
    child.stdout?.on('data', (chunk) => (output.out += String(chunk)))
    child.stderr?.on('data', (chunk) => (output.err += String(chunk)))
    return { child, lines: () => output.out.split('\n').slice(0, -1), errors: () => output.err }
  }
  const finish: Programs['finish'] = async (command, env) => {
    const program = start(command, env)
    const code = await new Promise<number | null>((resolve, reject) => program.child.on('close', resolve).on('error', reject))
    return { code, out: program.lines().join('\n'), err: program.errors() }
  }
  return {
    start,
    finish,
    run: async (command, env) => {
      const { code, out, err } = await finish(command, env)
      if (code !== 0) throw new Error(`${command.join(' ')} ended with ${String(code)}: ${err}`)
      return out
    },
    close: () => {
      for (const child of running) child.kill('SIGKILL')
      rmSync(COMPILED, { recursive: true, force: true })
    },
  }
}

export type ExampleName = 'follow-events' | 'sign-command' | 'exchange-over-kafka'

/** The command of an example, without its arguments, in each language whose programs the tests run. */
export type Examples = Readonly<Record<'TypeScript' | 'Java' | 'Python', (name: ExampleName) => readonly string[]>>

export const LANGUAGES = ['TypeScript', 'Java', 'Python'] as const

export const inPascalCase = (name: string): string => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * Compiles those in TypeScript, as the page for integrators says, into a folder from which the packages of the workspace can be
 * imported.
 * @param tools the interpreters; `jars`: the folder of Kafka's
 */
export const compiledExamples = (tools: { readonly java: string; readonly python: string; readonly jars?: string }): Examples => {
  execFileSync(process.execPath, [COMPILER, '-p', EXAMPLES, '--outDir', COMPILED], { stdio: ['ignore', 'inherit', 'inherit'] })
  const classpath = tools.jars === undefined ? [] : ['-cp', join(tools.jars, '*')]
  return {
    TypeScript: (name) => [process.execPath, join(COMPILED, `${name}.mjs`)],
    Java: (name) => [tools.java, ...classpath, `${EXAMPLES}${inPascalCase(name)}.java`],
    Python: (name) => [tools.python, `${EXAMPLES}${name}.py`],
  }
}
