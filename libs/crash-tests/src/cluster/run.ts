import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { LoadSession } from './load-session.ts'
import type { Compared, Counts } from './load-protocol.ts'
import type { OwnNamespace } from './own-namespace.ts'
import type { Provided } from './secret-manifests.ts'
import { missingImages, obstacles, type PodList } from './pod-status.ts'
import { Refusal } from './refusals.ts'
import type { Settings } from './settings.ts'
import type { TokenIssuer } from './token-issuer.ts'

/** One run on a cluster, and what its steps leave for later ones. */
export interface Run {
  readonly cluster: Cluster
  readonly settings: Settings
  readonly namespace: OwnNamespace
  /** The folder of the checkout. */
  readonly root: string
  /** The search path of programs. */
  readonly path: string
  readonly signal: AbortSignal
  /** The password of the superuser of PostgreSQL. */
  readonly password: string
  /** Set before the namespace is created: from then on it may exist. */
  mayExist?: true
  tokenOf?: TokenIssuer['tokenFor']
  provided?: Provided
  load?: LoadSession
  compared?: Compared
}

/** What a step found, in addition to that it passed. */
export type Found = void | { readonly counts: Counts } | { readonly compared: Compared }

/** The load of a run. @throws before the step that starts it */
export const loadOf = ({ load }: Run): LoadSession => {
  if (!load) throw new Error('the load has not begun')
  return load
}

const LOOK_MS = 2_000
const PODS_MS = 600_000
/** A registry that is busy is no reason to give up. */
const IMAGE_MS = 30_000

/**
 * Waits until a condition holds for the pods of a selector.
 * @throws Refusal if images cannot be pulled, and after ten minutes with what the pods wait for
 */
export const untilPods = async (
  { cluster, signal }: Pick<Run, 'cluster' | 'signal'>,
  selector: string,
  holds: (pods: PodList) => boolean,
): Promise<PodList> => {
  let missingSince: number | undefined
  for (const end = Date.now() + PODS_MS; ; await pause(LOOK_MS, undefined, { signal })) {
    const pods = await cluster.pods(selector)
    if (holds(pods)) return pods
    const missing = missingImages(pods)
    missingSince = missing.length === 0 ? undefined : (missingSince ?? Date.now())
    if (missingSince !== undefined && Date.now() - missingSince > IMAGE_MS)
      throw new Refusal(
        `The cluster cannot pull ${missing.join(', ')}: push the images (docs/how-to/build-the-images.md), and name them by CLUSTER_REGISTRY and CLUSTER_TAG.`,
      )
    if (Date.now() > end)
      throw new Error(`pods with ${selector} are not ready after ${PODS_MS / 60_000} minutes: ${obstacles(pods).join('; ')}`)
  }
}
