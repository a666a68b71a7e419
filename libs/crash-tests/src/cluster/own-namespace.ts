import { Refusal } from './refusals.ts'

const PREFIX = 'case-timeline-test-'
const RUN_LABEL = 'case-timeline/test-run'

/** The one namespace that a run creates, changes and deletes. */
export interface OwnNamespace {
  readonly name: string
  readonly runId: string
}

/** @param runId eight random hexadecimal digits */
export const ownNamespace = (runId: string): OwnNamespace => {
  if (!/^[0-9a-f]{8}$/.test(runId)) throw new Error(`${runId} is not the id of a run: eight hexadecimal digits`)
  return { name: `${PREFIX}${runId}`, runId }
}

/** The manifest of the namespace: it admits only pods of the restricted standard. */
export const namespaceManifest = ({ name, runId }: OwnNamespace) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { [RUN_LABEL]: runId, 'pod-security.kubernetes.io/enforce': 'restricted' } },
})

/** Whether a namespace, as the cluster describes it, was created by this run. */
export const wasCreatedBy = (
  { name, runId }: OwnNamespace,
  found: { readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> } },
): boolean => found.metadata?.name === name && found.metadata.labels?.[RUN_LABEL] === runId

const OF_A_CLUSTER = /^(?:-n|-A|--namespace|--all-namespaces|--context|--cluster|--kube-context|--kubeconfig|--server)(?:=|$)/

/**
 * The arguments of kubectl or helm in this namespace.
 * @throws Refusal for arguments that would leave it, before `--`, after which arguments belong to a program in a pod
 */
export const inOwnNamespace = ({ name }: OwnNamespace, args: readonly string[]): readonly string[] => {
  const end = args.indexOf('--')
  const leaving = args.slice(0, end === -1 ? args.length : end).find((one) => OF_A_CLUSTER.test(one))
  if (leaving !== undefined) throw new Refusal(`${leaving} would leave the namespace ${name}: a run changes nothing outside of it.`)
  return ['--namespace', name, ...args]
}
