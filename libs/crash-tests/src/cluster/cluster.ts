import type { ChildProcess } from 'node:child_process'
import { inOwnNamespace, type OwnNamespace } from './own-namespace.ts'
import type { PodList } from './pod-status.ts'
import { type Environment, type Ran, runProgram, startProgram } from './running-program.ts'

/** kubectl and helm, in one namespace of a cluster. */
export interface Cluster {
  /** @returns the standard output @throws with the standard error if kubectl fails */
  kubectl(args: readonly string[], input?: string): Promise<string>
  helm(args: readonly string[], input?: string): Promise<string>
  /** As `kubectl` and `helm`, for commands whose failure is expected or explained. */
  tryKubectl(args: readonly string[], input?: string): Promise<Ran>
  tryHelm(args: readonly string[], input?: string): Promise<Ran>
  /** A command of kubectl that goes on, such as `exec`. */
  start(args: readonly string[]): ChildProcess
  /** Creates objects from manifests. */
  create(...manifests: readonly object[]): Promise<void>
  /** @param selector labels, in kubectl's notation */
  pods(selector: string): Promise<PodList>
}

/** Where kubectl and helm are, and which cluster they reach. */
export interface Programs {
  readonly kubectl: string
  readonly helm: string
  readonly kubeconfig: string
}

/** The environment of kubectl and helm: the caller's, which logins to a cluster may need, without settings of helm. */
export const environmentOf = (env: Environment, kubeconfig: string): Environment => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HELM_'))),
  KUBECONFIG: kubeconfig,
})

/** @param signal ends every command that runs, and refuses the next */
export const clusterOf = (programs: Programs, namespace: OwnNamespace, callers: Environment, signal: AbortSignal): Cluster => {
  const env = environmentOf(callers, programs.kubeconfig)
  const run = (program: 'kubectl' | 'helm') => (args: readonly string[], input?: string) =>
    runProgram(programs[program], inOwnNamespace(namespace, args), { env, signal, ...(input === undefined ? {} : { input }) })
  const outputOf = (program: 'kubectl' | 'helm') => async (args: readonly string[], input?: string) => {
    const { code, out, err } = await run(program)(args, input)
    if (code !== 0) throw new Error(`${program} ${args.slice(0, 2).join(' ')}: ${err.trim()}`)
    return out
  }
  const kubectl = outputOf('kubectl')
  return {
    kubectl,
    helm: outputOf('helm'),
    tryKubectl: run('kubectl'),
    tryHelm: run('helm'),
    start: (args) => startProgram(programs.kubectl, inOwnNamespace(namespace, args), env),
    create: async (...manifests) => {
      await kubectl(['create', '--filename', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }))
    },
    pods: async (selector) => JSON.parse(await kubectl(['get', 'pods', '--selector', selector, '--output', 'json'])) as PodList,
  }
}
