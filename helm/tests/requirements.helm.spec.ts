import { describe, expect, it } from '@jest/globals'
import { render, valuesOf } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import type { Manifest } from './manifests.ts'
import { brokenRequirements, REQUIREMENTS } from './workloads.ts'

const values = {
  defaults: {
    tolerations: [{ key: 'justice', operator: 'Exists' }],
    nodeSelector: { pool: 'justice' },
    priorityClassName: 'high',
    podLabels: { cost: 'justice' },
  },
  services: { prosecution: { autoscaling: { mode: 'keda', consumerGroup: 'group' } } },
  casectl: { existingSecret: 'operator' },
}
const rendered = render({ files: valuesOf('prod'), values })

/** A change of the rendered text, which breaks the requirement with this sentence. */
const VIOLATIONS: readonly (readonly [sentence: string, from: string | RegExp, to: string])[] = [
  ['no pod gets a token of Kubernetes', /("serviceAccountName":"[\w-]+","automountServiceAccountToken":)false/, '$1true'],
  ['every service has a ServiceAccount of its own', '"automountServiceAccountToken":false', '"automountServiceAccountToken":true'],
  ['every pod runs under the restricted standard', '"runAsNonRoot":true', '"runAsNonRoot":false'],
  ['every pod runs under the restricted standard', '"drop":["ALL"]', '"drop":["NET_RAW"]'],
  ['every pod runs under the restricted standard', '"allowPrivilegeEscalation":false', '"allowPrivilegeEscalation":true'],
  ['every pod runs under the restricted standard', '"RuntimeDefault"', '"Unconfined"'],
  ['every pod runs under the restricted standard', '"runAsUser":10001', '"runAsUser":0'],
  ['every root file system is read-only', '"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false'],
  ['every root file system is read-only', '"sizeLimit":"64Mi"', '"medium":"Memory"'],
  ['every container requests processor time and memory', /"limits":\{"memory":"\w+"\}/, '"limits":{}'],
  ['every image has a digest or a tag other than latest', /@sha256:\w+/, ':latest'],
  ['no variable is set twice', '"name":"PORT"', '"name":"HOST"'],
  ['no variable is set twice', '"name":"KAFKA_LOGIN"', '"name":"KAFKA_LOGIN_LATER"'],
  ['no value of a variable contains a password', '"name":"AGENCY_QUOTA"', '"name":"VAULT_KEYS"'],
  ['NetworkPolicies deny every pod', /"policyTypes":\["Ingress","Egress"\]/g, '"policyTypes":["Ingress"]'],
  ['NetworkPolicies deny every pod', '"helm.sh/hook-weight":"-1"', '"helm.sh/hook-weight":"1"'],
  ['every pod may resolve names', /"port":53\b/g, '"port":54'],
  [
    'every service has a ServiceAccount of its own',
    '"serviceAccountName":"ct-case-timeline-prosecution"',
    '"serviceAccountName":"default"',
  ],
  ['startup, readiness and liveness', '"path":"/health/live"', '"path":"/health/ready"'],
  ['an update takes no pod away', '"maxUnavailable":0', '"maxUnavailable":1'],
  ['a pod pauses before SIGTERM', '"sleep":{"seconds":5}', '"sleep":{"seconds":30}'],
  ['a pod pauses before SIGTERM', /"name":"SHUTDOWN_DRAIN_SECONDS","value":"45"/g, '"name":"SHUTDOWN_DRAIN_SECONDS","value":"46"'],
  ['a pod pauses before SIGTERM', /"name":"SHUTDOWN_DRAIN_SECONDS"/g, '"name":"DRAIN_SECONDS"'],
  ['an eviction takes one pod at a time', '"AlwaysAllow"', '"IfHealthyBudget"'],
  ['the pods of a service are spread', '"topologyKey":"kubernetes.io/hostname"', '"topologyKey":"topology.kubernetes.io/region"'],
  ['a service that an autoscaler owns', '"kind":"ScaledObject"', '"kind":"ScaledJob"'],
  ['a change of policies or Secrets restarts', '"checksum/policies"', '"checksum/nothing"'],
  ['a service may reach PostgreSQL', /"port":5432/g, '"port":5433'],
  ['a service on Kafka may reach it', /"port":9093/g, '"port":9094'],
  ['one Service leads to the pods', /("kind":"Service".*?"selector":\{.*?"app\.kubernetes\.io\/component":")/, '$1other-'],
  ['a hook before the release uses nothing', /"serviceAccountName":"default"/g, '"serviceAccountName":"ct-case-timeline-prosecution"'],
  ['Jobs and the test run where', /("kind":"Job".*?"tolerations":\[)[^\]]*/, '$1'],
  ['Jobs and the test run where', /("kind":"CronJob".*?"nodeSelector":)\{[^}]*\}/, '$1{}'],
  ['Jobs and the test run where', /("kind":"Pod".*?"priorityClassName":)"high"/, '$1"low"'],
  ['Jobs and the test run where', /("kind":"Job".*?)"cost":"justice",/, '$1'],
  ['no Secret is made', '"kind":"Service"', '"kind":"Secret"'],
  ['KEDA starts at most one pod for each partition', '"maxReplicaCount":12', '"maxReplicaCount":13'],
  ['every object has the standard labels', '"app.kubernetes.io/managed-by"', '"managed-by"'],
  ['no two objects have one name', '"name":"ct-case-timeline-prosecution"', '"name":"ct-case-timeline-adjudication"'],
  ['every name is valid', '"name":"ct-case-timeline-topics"', `"name":"${'x'.repeat(64)}"`],
]

describe('a requirement', () => {
  it('is met by what is rendered', async () => expect(brokenRequirements(await rendered)).toEqual([]))

  it.each(VIOLATIONS)('is broken by a violation: %s (%s)', async (sentence, from, to) => {
    const text = JSON.stringify(await rendered)
    const violated = text.replace(from, to)
    expect(violated).not.toBe(text)
    expect(brokenRequirements(JSON.parse(violated) as Manifest[]).filter((broken) => broken.includes(sentence))).not.toEqual([])
  })

  it('has a violation here', () =>
    expect(REQUIREMENTS.filter(({ sentence }) => !VIOLATIONS.some(([start]) => sentence.startsWith(start)))).toEqual([]))
})

describe('the check of types', () => {
  it.each([
    ['an unknown field', '"revisionHistoryLimit":5', '"minReadySecond":5', 'minReadySecond is unknown in V1DeploymentSpec'],
    ['a mistyped field', '"revisionHistoryLimit":5', '"revisionHistoryLimit":"5"', 'revisionHistoryLimit is "5" and must be number'],
    ['a missing field', /"selector":\{"matchLabels":\{[^}]*\}\},"template"/, '"template"', 'selector is missing'],
    ['an unknown kind', '"kind":"Deployment"', '"kind":"Deploiment"', 'apps/v1 has no such kind'],
    ['an unknown field of an operator', '"lagThreshold"', '"lagThreshold":"1"},"treshold":{"x"', 'treshold is unknown in KedaTrigger'],
  ])('finds %s', async (_, from, to, sentence) => {
    const manifests = JSON.parse(JSON.stringify(await rendered).replace(from, to)) as Manifest[]
    expect(manifests.flatMap(typeFaults).join('\n')).toContain(sentence)
  })
})
