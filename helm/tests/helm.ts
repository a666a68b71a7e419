import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { ensureBinaries } from '../tools/binaries.mjs'
import type { Manifest } from './manifests.ts'

export const CHART = join(import.meta.dirname, '../case-timeline')
export const BACKING = join(import.meta.dirname, '../case-timeline-backing')

/** Each release of helm that the charts support. */
export const HELMS = ['helm3', 'helm4'] as const
export type Helm = (typeof HELMS)[number]

/** Values as a user writes them. */
export interface Values {
  readonly [name: string]: unknown
}

/** The profiles, each with the values files that an installation with it has. */
export const PROFILES: Readonly<Record<string, readonly string[]>> = {
  minimal: ['minimal', 'site.example'],
  demo: ['minimal', 'site.example', 'demo'],
  dev: ['dev', 'site.example'],
  prod: ['prod', 'site.example', 'prod.site.example'],
  openshift: ['openshift', 'site.example', 'openshift.site.example'],
}

export const valuesOf = (profile: string): readonly string[] =>
  (PROFILES[profile] ?? []).map((name) => join(CHART, 'values', `${name}.yaml`))

/** What helm printed; `failure` is undefined if it succeeded. */
interface Ran {
  readonly output: string
  readonly failure: string | undefined
}

let binaries: ReturnType<typeof ensureBinaries> | undefined

const run = async (helm: Helm, args: readonly string[]): Promise<Ran> => {
  binaries ??= ensureBinaries()
  const program = (await binaries)[helm]
  // helm reads no configuration, plugins and clusters of the user who runs the tests.
  const env = { HOME: tmpdir(), PATH: '/usr/bin:/bin' }
  return new Promise((resolve) =>
    execFile(program, [...args], { env, maxBuffer: 1 << 26 }, (error, output, errors) =>
      resolve({ output, failure: error ? errors || error.message : undefined }),
    ),
  )
}

/** What to render: the chart, values files in order, and values that come last. */
export interface Rendering {
  readonly helm?: Helm
  readonly chart?: string
  readonly files?: readonly string[]
  readonly values?: Values
  readonly release?: string
}

const helmOn = async (command: readonly string[], { helm = 'helm4', chart = CHART, files = [], values = {} }: Rendering): Promise<Ran> => {
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-helm-'))
  try {
    const last = join(folder, 'values.json')
    await writeFile(last, JSON.stringify(values))
    return await run(helm, [...command, chart, ...[...files, last].flatMap((file) => ['--values', file])])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The output of `helm lint --strict`. */
export const lint = (rendering: Rendering): Promise<Ran> => helmOn(['lint', '--strict'], rendering)

/**
 * What helm prints for a release, by default named `ct`.
 * @throws with what helm says when the values are refused
 */
export const printed = async (rendering: Rendering): Promise<string> => {
  const { output, failure } = await helmOn(['template', rendering.release ?? 'ct', '--namespace', 'justice'], rendering)
  if (failure !== undefined) throw new Error(failure)
  return output
}

/** The manifests of a release. @throws as `printed` */
export const render = async (rendering: Rendering): Promise<readonly Manifest[]> =>
  parseAllDocuments(await printed(rendering)).flatMap((document) => {
    // A name that is there twice is an error here, as in Kubernetes.
    if (document.errors.length > 0) throw new Error(document.errors.join('\n'))
    return document.contents === null ? [] : [document.toJS() as Manifest]
  })

/** Why helm refuses to render, or undefined. */
export const refusal = async (rendering: Rendering): Promise<string | undefined> => (await helmOn(['template', 'ct'], rendering)).failure
