import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const MAX_OUTPUT = 2 ** 27

/** The images of this run, by name. */
export const SERVICE_IMAGES = ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail'] as const
export const IMAGES = [...SERVICE_IMAGES, 'casectl'] as const
export type Image = (typeof IMAGES)[number]

export const tagOf = (image: Image): string => `case-timeline/${image}:test`

/** Runs a program and returns its output. @throws with the program's errors */
export const output = async (file: string, ...args: readonly string[]): Promise<string> =>
  (await run(file, [...args], { maxBuffer: MAX_OUTPUT })).stdout.trim()

/** Runs a program and returns what it writes to its standard error, as Compose does with its progress. */
export const errorsOf = async (file: string, ...args: readonly string[]): Promise<string> =>
  (await run(file, [...args], { maxBuffer: MAX_OUTPUT })).stderr

/** Runs `docker` on the engine of this run. */
export const docker = (...args: readonly string[]): Promise<string> => output('docker', ...args)

/** What a container wrote to its standard output, and to its standard error. */
export const logsOf = async (container: string): Promise<{ readonly text: string; readonly errors: string }> => {
  const { stdout, stderr } = await run('docker', ['logs', container], { maxBuffer: MAX_OUTPUT })
  return { text: stdout, errors: stderr }
}

/** What an operator of a restricted cluster sets for each container. */
export const RESTRICTED = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--tmpfs=/tmp:size=16m,mode=1777']

const Inspected = z.tuple([
  z.object({
    Config: z.object({
      User: z.string(),
      WorkingDir: z.string(),
      Entrypoint: z.array(z.string()),
      Env: z.array(z.string()),
      Labels: z.record(z.string(), z.string()),
      Healthcheck: z.object({ Test: z.array(z.string()) }).optional(),
    }),
    RootFS: z.object({ Layers: z.array(z.string()) }),
  }),
])

/** What the engine knows about an image. */
export const inspected = async (tag: string) => Inspected.parse(JSON.parse(await docker('image', 'inspect', tag)))[0]
