/** The run cannot begin or go on, and the sentence says what is missing and what to do. */
export class Refusal extends Error {}

const CAUSES: readonly (readonly [output: RegExp, then: (detail: string) => string])[] = [
  [
    /current-context is not set/,
    () => 'KUBECONFIG names no cluster: its file has no current-context, so set one with kubectl config use-context.',
  ],
  [/error loading config file "[^"]*": (.*)/, (detail) => `The file of KUBECONFIG cannot be read (${detail}): name a kubeconfig file.`],
  [
    /\(Forbidden\): (.*)/,
    (detail) => `The cluster refuses this user (${detail}): name in KUBECONFIG a user who may create namespaces and what is in them.`,
  ],
  [
    /(?:must be logged in to the server|Unauthorized) ?\(?([^)]*)/,
    () => 'The cluster does not know this user: renew the login of KUBECONFIG.',
  ],
  [
    /The connection to the server (\S+) was refused/,
    (detail) => `No cluster answers at ${detail}, which KUBECONFIG names: start it, or name another.`,
  ],
  [
    /Unable to connect to the server: (.*)/,
    (detail) => `The cluster of KUBECONFIG cannot be reached (${detail}): correct its address or authority, or the network.`,
  ],
]

/**
 * Why the first command of a run failed, in one sentence.
 * @param output what kubectl wrote to its standard error
 */
export const connectionRefusal = (output: string): Refusal => {
  for (const [pattern, sentence] of CAUSES) {
    const found = pattern.exec(output)
    if (found) return new Refusal(sentence(found[1] ?? ''))
  }
  return new Refusal(`The cluster of KUBECONFIG refused the first command (${output.trim()}): correct that, and start again.`)
}
