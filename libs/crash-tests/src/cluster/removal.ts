import type { Cluster } from './cluster.ts'
import { type OwnNamespace, wasCreatedBy } from './own-namespace.ts'

/**
 * Deletes the namespace of a run, if the run has created it.
 * @param print receives what happened, in a sentence
 */
export const removeNamespace = async (
  cluster: Pick<Cluster, 'tryKubectl'>,
  namespace: OwnNamespace,
  keeps: boolean,
  print: (sentence: string) => void,
): Promise<void> => {
  const { name } = namespace
  const byHand = `kubectl delete namespace ${name}`
  const found = await cluster.tryKubectl(['get', '--raw', `/api/v1/namespaces/${name}`, '--request-timeout=20s'])
  if (/\(NotFound\)/.test(found.err)) return
  if (found.code !== 0) return print(`Whether there is a namespace ${name} is unknown (${found.err.trim()}): ${byHand}.`)
  if (!wasCreatedBy(namespace, JSON.parse(found.out) as Parameters<typeof wasCreatedBy>[1]))
    return print(`The namespace ${name} is not one of this run, and stays.`)
  if (keeps) return print(`The namespace ${name} stays: when you have seen enough, ${byHand}.`)
  print(`The namespace ${name} is being deleted.`)
  const deleted = await cluster.tryKubectl(['delete', 'namespace', name, '--timeout', '9m'])
  if (deleted.code !== 0) print(`The namespace ${name} could not be deleted (${deleted.err.trim()}): ${byHand}.`)
}
