import { join } from 'node:path'
import { SERVICES } from '@case-timeline/contracts'
import { inKebabCase } from '../kebab-case.ts'
import type { Pulled } from './pod-manifests.ts'
import { obstacles } from './pod-status.ts'
import { PROFILES } from './profiles.ts'
import { APP, appValues } from './release-values.ts'
import type { Run } from './run.ts'
import type { Ran } from './running-program.ts'

/** The pods of the five services, without those of Jobs and tests. */
export const SERVICE_PODS = `app.kubernetes.io/instance=${APP},app.kubernetes.io/component in (${SERVICES.map(inKebabCase).join(',')})`

const TIMEOUT = '10m'

/** The arguments of a command of helm that renders the services: the profile's files, the values of the run, and more of them. */
export const releaseArguments = ({ root, settings }: Pick<Run, 'root' | 'settings'>, command: readonly string[]): readonly string[] => [
  ...command,
  APP,
  join(root, 'helm/case-timeline'),
  ...PROFILES[settings.profile].files.flatMap((file) => ['--values', join(root, 'helm/case-timeline/values', file)]),
  '--values',
  '-',
]

/** Values, one over the other, member by member. */
export const merged = (...values: readonly object[]): object => values.reduce((below, above) => overlaid(below, above), {})

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

const overlaid = (below: object, above: object): object => {
  const result: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const current = result[name]
    result[name] = isMap(value) && isMap(current) ? overlaid(current, value) : value
  }
  return result
}

/** Installs or upgrades the services, and waits until they are ready. @param changes values in addition to those of the run */
export const tryRelease = (run: Run, changes: object, timeout = TIMEOUT): Promise<Ran> =>
  run.cluster.tryHelm(
    releaseArguments(run, ['upgrade', '--install', '--wait', '--timeout', timeout]),
    JSON.stringify(merged(appValues(run.settings), changes)),
  )

/** As `tryRelease`. @throws with what pods wait for if helm fails */
export const release = async (run: Run, changes: object): Promise<void> => {
  const { code, err } = await tryRelease(run, changes)
  if (code === 0) return
  const waiting = obstacles(await run.cluster.pods(`app.kubernetes.io/instance=${APP}`))
  throw new Error([`helm upgrade: ${err.trim()}`, ...waiting].join('; '))
}

/** The images that manifests name, each once. */
export const imagesIn = (manifests: string): readonly Pulled[] => [
  ...new Map(
    [...manifests.matchAll(/image: "([^"]+)"\s+imagePullPolicy: (\w+)/g)].map(([, image = '', imagePullPolicy = '']) => [
      image,
      { image, imagePullPolicy },
    ]),
  ).values(),
]

/** The images of the services and of casectl, as the chart names them. */
export const releasedImages = async (run: Run): Promise<readonly Pulled[]> =>
  imagesIn(await run.cluster.helm(releaseArguments(run, ['template']), JSON.stringify(appValues(run.settings))))

/** What `kubectl get --output json` lists. */
interface ObjectList {
  readonly items: readonly {
    readonly kind: string
    readonly metadata: {
      readonly name: string
      readonly annotations?: Readonly<Record<string, string>>
      readonly deletionTimestamp?: string
    }
  }[]
}

/** The objects that are there after an uninstallation and should not be: helm leaves hooks, and others are being deleted. */
export const leftBehind = ({ items }: ObjectList): readonly string[] =>
  items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined && metadata.annotations?.['helm.sh/hook'] === undefined)
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
