/** One object of Kubernetes, as far as the tests read it. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly labels?: Labels
    readonly annotations?: Labels
  }
  readonly spec?: Fields
  readonly data?: Labels
  readonly [field: string]: unknown
}

export type Labels = Readonly<Record<string, string>>

export interface Fields {
  readonly [field: string]: unknown
}

export interface EnvVar {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string }; readonly fieldRef?: unknown }
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string | number }
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly command?: readonly string[]
  readonly env?: readonly EnvVar[]
  readonly securityContext?: Fields
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels }
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[]
  readonly startupProbe?: Probe
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } }
}

export interface PodSpec {
  readonly serviceAccountName?: string
  readonly automountServiceAccountToken?: boolean
  readonly securityContext?: Fields
  readonly priorityClassName?: string
  readonly nodeSelector?: Labels
  readonly tolerations?: readonly unknown[]
  readonly initContainers?: readonly Container[]
  readonly containers: readonly Container[]
  readonly terminationGracePeriodSeconds?: number
  readonly topologySpreadConstraints?: readonly { readonly topologyKey: string; readonly labelSelector: Selector }[]
  readonly volumes?: readonly {
    readonly name: string
    readonly emptyDir?: { readonly sizeLimit?: string }
    readonly configMap?: { readonly name: string }
    readonly secret?: { readonly secretName: string }
  }[]
}

export interface Selector {
  readonly matchLabels: Labels
}

/** A pod that a manifest makes. */
export interface PodOf {
  readonly of: Manifest
  readonly labels: Labels
  readonly annotations: Labels
  readonly spec: PodSpec
}

interface Template {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels }
  readonly spec: PodSpec
}

const templateOf = (manifest: Manifest): Template | undefined => {
  switch (manifest.kind) {
    case 'Pod':
      return { metadata: manifest.metadata, spec: manifest.spec as unknown as PodSpec }
    case 'Deployment':
    case 'StatefulSet':
    case 'Job':
      return manifest.spec?.['template'] as Template
    case 'CronJob':
      return (manifest.spec?.['jobTemplate'] as { spec: { template: Template } } | undefined)?.spec.template
    default:
      return undefined
  }
}

/** All pods that manifests make, tests and hooks included. */
export const podsOf = (manifests: readonly Manifest[]): readonly PodOf[] =>
  manifests.flatMap((of) => {
    const template = templateOf(of)
    return template === undefined
      ? []
      : [{ of, labels: template.metadata?.labels ?? {}, annotations: template.metadata?.annotations ?? {}, spec: template.spec }]
  })

export const ofKind = (manifests: readonly Manifest[], kind: string): readonly Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind)

/** Whether a selector finds a pod. */
export const selects = (selector: Selector | undefined, labels: Labels): boolean =>
  selector !== undefined && Object.entries(selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value)

/** The hooks of a manifest; none for one that belongs to the release. */
export const hooksOf = ({ metadata }: Manifest): readonly string[] => metadata.annotations?.['helm.sh/hook']?.split(',') ?? []

export const hookWeightOf = ({ metadata }: Manifest): number => Number(metadata.annotations?.['helm.sh/hook-weight'] ?? 0)
