import {
  type Container,
  type EnvVar,
  hooksOf,
  hookWeightOf,
  type Manifest,
  ofKind,
  podsOf,
  type PodOf,
  type PodSpec,
  type Selector,
  selects,
} from './manifests.ts'

/** A requirement that every rendering meets. */
export interface Requirement {
  readonly sentence: string
  /** The names of what does not meet it. */
  broken(manifests: readonly Manifest[]): readonly string[]
}

const named = ({ kind, metadata: { name } }: Manifest): string => `${kind} ${name}`

const ofEachPod = (sentence: string, holds: (pod: PodOf, all: readonly Manifest[]) => boolean): Requirement => ({
  sentence,
  broken: (all) => podsOf(all).flatMap((pod) => (holds(pod, all) ? [] : [named(pod.of)])),
})

/** Also those that run before the others. */
const containersOf = ({ initContainers = [], containers }: PodSpec): readonly Container[] => [...initContainers, ...containers]

const ofEachContainer = (sentence: string, holds: (container: Container, pod: PodOf) => boolean): Requirement =>
  ofEachPod(sentence, (pod) => pod.spec.containers.length > 0 && containersOf(pod.spec).every((container) => holds(container, pod)))

const ofEachDeployment = (sentence: string, holds: (pod: PodOf, all: readonly Manifest[]) => boolean): Requirement =>
  ofEachPod(sentence, (pod, all) => pod.of.kind !== 'Deployment' || holds(pod, all))

/** Whether a value has all members of a pattern, with the same values. */
const includes = (value: unknown, pattern: unknown): boolean =>
  typeof pattern === 'object' && pattern !== null
    ? Object.entries(pattern).every(([name, member]) => includes((value as Record<string, unknown> | undefined)?.[name], member))
    : value === pattern

const probes = (path: string, probe: Container['startupProbe']): boolean => includes(probe, { httpGet: { path, port: 'http' } })

const valueOf = ({ env = [] }: Container, name: string): string | undefined => env.find((one) => one.name === name)?.value

/** The NetworkPolicies that apply to a pod: for that of a hook only those that the hooks before it made. */
const networkPoliciesOf = ({ of, labels }: PodOf, all: readonly Manifest[]): readonly Manifest[] =>
  ofKind(all, 'NetworkPolicy').filter(
    (policy) =>
      selects(policy.spec?.['podSelector'] as Selector, labels) &&
      hooksOf(of)
        .filter((hook) => hook !== 'test')
        .every((hook) => hooksOf(policy).includes(hook) && hookWeightOf(policy) < hookWeightOf(of)),
  )

const opensTo = (pod: PodOf, all: readonly Manifest[], port: number): boolean =>
  networkPoliciesOf(pod, all).some((policy) =>
    ((policy.spec?.['egress'] ?? []) as { ports?: { port: number }[] }[]).some(({ ports = [] }) => ports.some((one) => one.port === port)),
  )

const scalersOf = (all: readonly Manifest[]) => [...ofKind(all, 'HorizontalPodAutoscaler'), ...ofKind(all, 'ScaledObject')]

const isScaled = ({ metadata: { name } }: Manifest, all: readonly Manifest[]): boolean =>
  scalersOf(all).some((scaler) => includes(scaler.spec, { scaleTargetRef: { kind: 'Deployment', name } }))

const namesUsed = (value: unknown): readonly string[] =>
  podsOf([value as Manifest]).flatMap(({ spec }) => [
    ...(spec.serviceAccountName === undefined ? [] : [spec.serviceAccountName]),
    ...(spec.volumes ?? []).flatMap(({ configMap, secret }) => [configMap?.name, secret?.secretName].filter((name) => name !== undefined)),
    ...containersOf(spec).flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? [])),
  ])

const duplicates = (names: readonly string[]): readonly string[] => names.filter((name, index) => names.indexOf(name) !== index)

/** A name in `$(…)` is replaced only by a variable that is listed before. */
const namesOnlyEarlier = (env: readonly EnvVar[]): boolean =>
  env.every(({ value = '' }, index) =>
    [...value.matchAll(/\$\((\w+)\)/g)].every(([, name]) => env.slice(0, index).some((earlier) => earlier.name === name)),
  )

/** The security of a pod under Kubernetes' restricted standard, with an optional user. */
const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
const RESTRICTED_CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }

/** Services, Jobs and tests alike. */
const OF_PODS: readonly Requirement[] = [
  ofEachPod('no pod gets a token of Kubernetes', ({ spec }) => spec.automountServiceAccountToken === false),
  ofEachPod(
    'every pod runs under the restricted standard',
    ({ spec }) =>
      includes(spec.securityContext, RESTRICTED_POD) &&
      [undefined, 10_001].includes(spec.securityContext?.['runAsUser'] as number | undefined) &&
      containersOf(spec).every(({ securityContext }) => includes(securityContext, RESTRICTED_CONTAINER)),
  ),
  ofEachContainer(
    'every root file system is read-only, and /tmp is a volume with a size limit',
    ({ securityContext, volumeMounts = [] }, { spec }) => {
      const tmp = volumeMounts.find(({ mountPath }) => mountPath === '/tmp')?.name
      return (
        securityContext?.['readOnlyRootFilesystem'] === true &&
        spec.volumes?.find(({ name }) => name === tmp)?.emptyDir?.sizeLimit !== undefined
      )
    },
  ),
  ofEachContainer('every container requests processor time and memory, and has a limit of memory', ({ resources }) =>
    Boolean(resources?.requests?.['cpu'] && resources.requests['memory'] && resources.limits?.['memory']),
  ),
  ofEachContainer('every image has a digest or a tag other than latest', ({ image }) =>
    /(@sha256:[0-9a-f]{64}|:(?!latest$)[\w.-]+)$/.test(image),
  ),
  ofEachContainer('no variable is set twice, and each names only earlier ones', ({ env = [] }) => {
    return duplicates(env.map(({ name }) => name)).length === 0 && namesOnlyEarlier(env)
  }),
  ofEachContainer('no value of a variable contains a password or a key', ({ env = [] }) =>
    env.every(
      ({ name, value = '' }) =>
        // IDEMPOTENCY_KEYS says whether callers have to send them; the keys of agencies at an address are public.
        (name === 'AGENCY_KEYS' && value.startsWith('https:')) ||
        !/((?<!IDEMPOTENCY)_KEYS|_TOKEN|^(DIGEST_KEY|ADMIN_URL|KAFKA_LOGIN|EVENT_STORE_URL|VAULT_URL|VIEWS_DATABASE_URL))$/.test(name) ||
        value === '',
    ),
  ),
  ofEachPod('NetworkPolicies deny every pod what is not opened, both ways, before it starts', (pod, all) =>
    ['Ingress', 'Egress'].every((direction) =>
      networkPoliciesOf(pod, all).some(
        (policy) => (policy.spec?.['policyTypes'] as readonly string[] | undefined)?.includes(direction) ?? false,
      ),
    ),
  ),
  ofEachPod('every pod may resolve names', (pod, all) => opensTo(pod, all, 53)),
]

const OF_SERVICES: readonly Requirement[] = [
  ofEachDeployment('every service has a ServiceAccount of its own, without a token', ({ of, spec }, all) => {
    const users = podsOf(all).filter((one) => one.spec.serviceAccountName === spec.serviceAccountName)
    return (
      users.length === 1 &&
      users[0]?.of === of &&
      ofKind(all, 'ServiceAccount').some(
        (account) => account.metadata.name === spec.serviceAccountName && account['automountServiceAccountToken'] === false,
      )
    )
  }),
  ofEachDeployment('startup, readiness and liveness are probed at endpoints of their own', ({ spec: { containers } }) =>
    containers.every(
      ({ startupProbe, readinessProbe, livenessProbe }) =>
        probes('/health/startup', startupProbe) && probes('/health/ready', readinessProbe) && probes('/health/live', livenessProbe),
    ),
  ),
  ofEachDeployment('an update takes no pod away before another is ready', ({ of }) =>
    includes(of.spec?.['strategy'], { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }),
  ),
  ofEachDeployment('a pod pauses before SIGTERM, and answers, drains and closes after it, all within its grace period', ({ spec }) =>
    spec.containers.every((container) => {
      const pause = container.lifecycle?.preStop?.sleep?.seconds ?? 0
      const [delay, drain] = ['DELAY', 'DRAIN'].map((phase) => Number(valueOf(container, `SHUTDOWN_${phase}_SECONDS`)))
      return pause > 0 && pause + delay! + drain! + 5 <= (spec.terminationGracePeriodSeconds ?? 0)
    }),
  ),
  ofEachDeployment('an eviction takes one pod at a time, and any that is not ready', ({ labels }, all) => {
    const budgets = ofKind(all, 'PodDisruptionBudget').filter(({ spec }) => selects(spec?.['selector'] as Selector, labels))
    return budgets.length === 1 && includes(budgets[0]?.spec, { unhealthyPodEvictionPolicy: 'AlwaysAllow' })
  }),
  ofEachDeployment('the pods of a service are spread over zones and hosts', ({ labels, spec: { topologySpreadConstraints = [] } }) =>
    ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].every((key) =>
      topologySpreadConstraints.some(({ topologyKey, labelSelector }) => topologyKey === key && selects(labelSelector, labels)),
    ),
  ),
  ofEachDeployment('a service that an autoscaler owns states no replicas, and any other at least one', ({ of }, all) =>
    isScaled(of, all) ? of.spec?.['replicas'] === undefined : Number(of.spec?.['replicas']) >= 1,
  ),
  ofEachDeployment('a change of policies or Secrets restarts the pods', ({ annotations }) =>
    ['checksum/policies', 'case-timeline/secrets-revision'].every((name) => annotations[name] !== undefined),
  ),
  ofEachDeployment('a service may reach PostgreSQL and the identity provider', (pod, all) =>
    [5432, 443].every((port) => opensTo(pod, all, port)),
  ),
  ofEachDeployment('a service on Kafka may reach it, and any other may not', (pod, all) => {
    const isOnKafka = pod.spec.containers.some((container) => valueOf(container, 'EVENT_FEED_URL')?.startsWith('kafka:'))
    return opensTo(pod, all, 9093) === isOnKafka
  }),
  ofEachDeployment('one Service leads to the pods', ({ labels }, all) => {
    const services = ofKind(all, 'Service').filter(({ spec }) =>
      selects({ matchLabels: spec?.['selector'] as Record<string, string> }, labels),
    )
    return services.length === 1
  }),
]

/** Where a pod may run, its priority and its labels, each as a text. */
const placementOf = ({ labels, spec: { tolerations = [], nodeSelector = {}, priorityClassName = '' } }: PodOf): readonly string[] => [
  ...tolerations.map((toleration) => `tolerates ${JSON.stringify(toleration)}`),
  ...Object.entries(nodeSelector).map(([name, value]) => `on nodes with ${name}=${value}`),
  ...Object.entries(labels).map(([name, value]) => `labelled ${name}=${value}`),
  ...(priorityClassName === '' ? [] : [`of the priority ${priorityClassName}`]),
]

const OF_RELEASES: readonly Requirement[] = [
  {
    sentence: 'Jobs and the test run where all services run, with their priority and labels',
    broken: (all) => {
      const [first, ...others] = podsOf(all.filter(({ kind }) => kind === 'Deployment')).map(placementOf)
      // Of a single service it is not known what it replaced.
      if (first === undefined || others.length === 0) return []
      const common = first.filter((one) => others.every((other) => other.includes(one)))
      const further = podsOf(all.filter(({ kind }) => kind !== 'Deployment'))
      return further.filter((pod) => !common.every((one) => placementOf(pod).includes(one))).map(({ of }) => named(of))
    },
  },
  {
    sentence: 'a hook before the release uses nothing that the release makes',
    broken: (all) => {
      const made = new Set(all.filter((one) => hooksOf(one).length === 0).map(({ metadata }) => metadata.name))
      return all.filter((one) => hooksOf(one).includes('pre-install') && namesUsed(one).some((name) => made.has(name))).map(named)
    },
  },
  { sentence: 'no Secret is made', broken: (all) => ofKind(all, 'Secret').map(named) },
  {
    sentence: 'KEDA starts at most one pod for each partition',
    broken: (all) =>
      ofKind(all, 'ScaledObject')
        .filter(({ spec }) => Number(spec?.['maxReplicaCount']) > 12)
        .map(named),
  },
  {
    sentence: 'every object has the standard labels',
    broken: (all) =>
      all
        .filter(
          ({ metadata: { labels = {} } }) =>
            !['name', 'instance', 'version', 'managed-by'].every((name) => labels[`app.kubernetes.io/${name}`]),
        )
        .map(named),
  },
  { sentence: 'no two objects have one name', broken: (all) => duplicates(all.map(named)) },
  {
    sentence: 'every name is valid, and short enough for what Kubernetes adds to it',
    broken: (all) => all.filter(({ metadata: { name } }) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)).map(named),
  },
]

export const REQUIREMENTS: readonly Requirement[] = [...OF_PODS, ...OF_SERVICES, ...OF_RELEASES]

/** The requirements that a rendering does not meet, each with what breaks it. */
export const brokenRequirements = (manifests: readonly Manifest[]): readonly string[] =>
  REQUIREMENTS.flatMap(({ sentence, broken }) => broken(manifests).map((name) => `${name}: ${sentence}`))
