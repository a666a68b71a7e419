/** What is read of the pods that `kubectl get pods --output json` lists. */
export interface PodList {
  readonly items: readonly Pod[]
}

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string }
  readonly status?: {
    readonly phase?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[]
    readonly containerStatuses?: readonly ContainerStatus[]
  }
}

interface ContainerStatus {
  readonly name: string
  readonly image: string
  readonly restartCount: number
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } }
}

/** The reasons for which the kubelet has no image. */
const WITHOUT_IMAGE = new Set(
  'ErrImagePull ImagePullBackOff ErrImageNeverPull InvalidImageName ImageInspectError RegistryUnavailable'.split(' '),
)

const containersOf = ({ items }: PodList): readonly ContainerStatus[] => items.flatMap(({ status }) => status?.containerStatuses ?? [])

/** Each image that cannot be pulled, with the kubelet's reason. */
export const missingImages = (pods: PodList): readonly string[] => [
  ...new Set(
    containersOf(pods).flatMap(({ image, state }) =>
      WITHOUT_IMAGE.has(state?.waiting?.reason ?? '') ? [`${image} (${state?.waiting?.reason})`] : [],
    ),
  ),
]

/** Why pods are not ready, one text for each reason. */
export const obstacles = (pods: PodList): readonly string[] =>
  pods.items.flatMap(({ metadata, status }) => [
    ...(status?.conditions ?? [])
      .filter(({ type, status: isTrue }) => type === 'PodScheduled' && isTrue === 'False')
      .map(({ message }) => `${metadata.name} is not scheduled: ${message ?? 'no reason given'}`),
    ...(status?.containerStatuses ?? []).flatMap(({ state, restartCount }) =>
      state?.waiting
        ? [`${metadata.name} waits, ${restartCount} restarts: ${state.waiting.reason ?? ''} ${state.waiting.message ?? ''}`]
        : [],
    ),
  ])

/** The ids of the pods that are not being deleted. */
export const livingPods = ({ items }: PodList): ReadonlySet<string> =>
  new Set(items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.uid))

export const haveSucceeded = ({ items }: PodList): boolean => items.length > 0 && items.every(({ status }) => status?.phase === 'Succeeded')

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: isTrue }) => type === 'Ready' && isTrue === 'True') ?? false

export const areReady = ({ items }: PodList): boolean => items.length > 0 && items.every(isReady)

/** The names of the pods that are ready. */
export const readyPods = ({ items }: PodList): readonly string[] => items.filter(isReady).map(({ metadata }) => metadata.name)
