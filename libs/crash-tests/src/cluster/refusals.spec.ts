import { describe, expect, it } from '@jest/globals'
import { connectionRefusal } from './refusals.ts'

/** What kubectl 1.36 wrote when it met each of these. */
const OUTPUTS: readonly (readonly [met: string, output: string, sentence: RegExp])[] = [
  [
    'a port where nothing listens',
    'The connection to the server 127.0.0.1:47445 was refused - did you specify the right host or port?',
    /^No cluster answers at 127\.0\.0\.1:47445, which KUBECONFIG names: start it, or name another\.$/,
  ],
  [
    'a name that does not resolve',
    'Unable to connect to the server: dial tcp: lookup no-such-host.invalid on 10.0.0.53:53: no such host',
    /^The cluster of KUBECONFIG cannot be reached \(dial tcp: lookup no-such-host.invalid .*\): correct its address/,
  ],
  [
    'a certificate of another authority',
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    /^The cluster of KUBECONFIG cannot be reached \(tls: failed to verify certificate: .*\): correct its address or authority/,
  ],
  [
    'an answer 403',
    'Error from server (Forbidden): namespaces is forbidden: User "someone" cannot create resource "namespaces" in API group "" at the cluster scope',
    /^The cluster refuses this user \(namespaces is forbidden: User "someone" .*\): name in KUBECONFIG a user who may create namespaces/,
  ],
  [
    'an answer 401',
    'error: You must be logged in to the server (Unauthorized)',
    /^The cluster does not know this user: renew the login of KUBECONFIG\.$/,
  ],
  [
    'a file that is not YAML',
    'error: error loading config file "/home/operator/kubeconfig": yaml: line 1: did not find expected node content',
    /^The file of KUBECONFIG cannot be read \(yaml: line 1: did not find expected node content\): name a kubeconfig file\.$/,
  ],
  ['a file without a context', 'error: current-context is not set', /^KUBECONFIG names no cluster: its file has no current-context/],
  [
    'anything else',
    'error: something new\n',
    /^The cluster of KUBECONFIG refused the first command \(error: something new\): correct that/,
  ],
]

describe('a cluster that cannot be used', () => {
  it.each(OUTPUTS)('is reported in one sentence that says what to do: %s', (_, output, sentence) =>
    expect(connectionRefusal(output).message).toMatch(sentence),
  )
})
