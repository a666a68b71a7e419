import { describe, expect, it } from '@jest/globals'
import { HELMS, refusal, type Values, valuesOf } from './helm.ts'

interface Refused {
  readonly because: string
  readonly values: Values
  readonly sentence: string | RegExp
  readonly profile?: string
}

const services = (name: string, values: Values): Values => ({ services: { [name]: values } })
const autoscaling = (values: Values, name = 'prosecution'): Values => services(name, { autoscaling: values })

/** Values that cannot work, and the sentence that says why. */
const REFUSED: readonly Refused[] = [
  {
    because: 'the name of a value has a typing error',
    values: services('prosecution', { replica: 3 }),
    sentence: /additional propert(ies|y) '?replica'? (is )?not allowed/i,
  },
  { because: 'there is no name of the deployment', values: { deployment: '' }, sentence: 'deployment is empty: name the deployment' },
  { because: 'there is no jurisdiction', values: { jurisdiction: '' }, sentence: 'jurisdiction is empty: set the ISO 3166 country' },
  {
    because: 'the Secret of a service has no name',
    values: services('investigation', { existingSecret: '' }),
    sentence: 'services.investigation.existingSecret is empty: name the Secret that has EVENT_STORE_URL',
  },
  {
    because: 'the Secret of the digest key has no name',
    values: { digestKey: { existingSecret: '' } },
    sentence: 'digestKey.existingSecret is empty',
  },
  {
    because: 'the Secret of the migration has no name',
    values: { migration: { existingSecret: '' } },
    sentence: 'migration.existingSecret is empty: name the Secret that has ADMIN_URL',
  },
  { because: 'there is no issuer of tokens', values: { oidc: { issuer: '' } }, sentence: 'oidc.issuer is empty' },
  {
    because: 'a service has no pod',
    values: services('victim-support', { replicas: 0 }),
    sentence: 'services.victim-support.replicas is 0: its commands are refused and its views stay behind; set 1 or more',
  },
  {
    because: 'the relay has no pod',
    values: services('audit-trail', { replicas: 0 }),
    sentence: 'services.audit-trail.replicas is 0: nothing is sent to Kafka without its relay',
  },
  {
    because: 'all services are disabled',
    values: { defaults: { enabled: false } },
    sentence: 'no service is enabled',
  },
  {
    because: 'KEDA may start more pods than a topic has partitions',
    values: autoscaling({ mode: 'keda', maxReplicas: 13, consumerGroup: 'x' }),
    sentence: 'services.prosecution.autoscaling.maxReplicas is 13 and a topic has 12 partitions: more pods than partitions get no events',
    profile: 'prod',
  },
  {
    because: 'KEDA does not know the group',
    values: autoscaling({ mode: 'keda' }),
    sentence: 'services.prosecution.autoscaling.consumerGroup is empty',
    profile: 'prod',
  },
  {
    because: 'KEDA should scale by a Kafka that is not used',
    values: autoscaling({ mode: 'keda', consumerGroup: 'x' }),
    sentence: 'scales by the lag in Kafka, and feed.kind is store: use hpa',
  },
  {
    because: 'an autoscaler has a minimum above its maximum',
    values: autoscaling({ mode: 'hpa', minReplicas: 5, maxReplicas: 4 }),
    sentence: 'services.prosecution.autoscaling.minReplicas is above maxReplicas',
  },
  {
    because: 'Kafka has no brokers',
    values: { feed: { kafka: { brokers: [] } } },
    sentence: 'feed.kind is kafka and feed.kafka.brokers is empty',
    profile: 'prod',
  },
  {
    because: 'a password would be sent in clear text',
    values: { feed: { kafka: { sasl: 'plain', tls: false } } },
    sentence: 'feed.kafka.sasl is plain without tls',
    profile: 'prod',
  },
  {
    because: 'certificates of Kafka are missing',
    values: { feed: { kafka: { ownAuthority: true } } },
    sentence: 'set trust.existingConfigMap',
    profile: 'prod',
  },
  {
    because: 'topics could have no writer',
    values: { topics: { minInsync: 4 } },
    sentence: 'topics.minInsync is above topics.replication',
    profile: 'prod',
  },
  {
    because: 'topics have no login',
    values: { topics: { existingSecret: '' } },
    sentence: 'topics.existingSecret is empty',
    profile: 'prod',
  },
  {
    because: 'EventStoreDB is used and no port to it is open',
    values: { eventStore: { kind: 'eventstoredb' }, network: { eventStore: { ports: [] } } },
    sentence: 'network.eventStore.ports is empty, and the services need it',
  },
  {
    because: 'a secret would be in clear text',
    values: services('investigation', { env: { VAULT_KEYS: '0'.repeat(64) } }),
    sentence: 'services.investigation.env sets VAULT_KEYS, which is secret',
  },
  {
    because: 'a variable would be set twice',
    values: services('investigation', { extraEnv: [{ name: 'LOG_LEVEL', value: 'debug' }] }),
    sentence: 'services.investigation.extraEnv sets LOG_LEVEL, which is set already',
  },
  {
    because: 'a variable is set twice, and one is the name of the pod for traces',
    values: { telemetry: { otlpEndpoint: 'http://collector:4318' }, ...services('investigation', { extraEnv: [{ name: 'POD_NAME' }] }) },
    sentence: 'services.investigation.extraEnv sets POD_NAME, which is set already',
  },
  ...[{ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, { extraEnv: [{ name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '0' }] }].map(
    (values) => ({
      because: `certificates would not be verified, by ${Object.keys(values).join()}`,
      values: services('investigation', values),
      sentence: 'services.investigation sets NODE_TLS_REJECT_UNAUTHORIZED, with which anybody on the network can sign tokens',
    }),
  ),
  ...['/tmp', '/app', '/app/services/', '/etc/case-timeline/policy/'].map((path) => ({
    because: `a mount would hide ${path}`,
    values: services('investigation', { mounts: { client: { existingSecret: 'client', path } } }),
    sentence: `services.investigation.mounts.client is at ${path}, where the pod has something else`,
  })),
  {
    because: 'two mounts have one path',
    values: services('investigation', {
      mounts: { one: { existingSecret: 'one', path: '/etc/client' }, two: { existingSecret: 'two', path: '/etc/client/' } },
    }),
    sentence: 'services.investigation.mounts.two is at /etc/client/, where the pod has something else',
  },
  {
    because: 'casectl would refuse the prefix of the databases',
    values: { migration: { prefix: '1_' } },
    sentence: /migration.prefix/,
  },
  {
    because: 'an image has no digest and all need one',
    values: { image: { requireDigests: true } },
    sentence: 'image.digests.prosecution is missing',
  },
  {
    because: 'a policy is no JSON',
    values: { policies: { files: { 'PH.json': '{' } } },
    sentence: 'policies.files has PH.json, which is not a JSON policy of jurisdiction PH',
  },
  {
    because: 'a policy is that of another country',
    values: { policies: { files: { 'PH.json': '{"jurisdiction":"MY"}' } } },
    sentence: 'which is not a JSON policy of jurisdiction PH',
  },
  {
    because: 'policies come from two places',
    values: { policies: { files: { 'default.json': '{"jurisdiction":"default"}' }, existingConfigMap: 'policies', checksum: '00' } },
    sentence: 'policies.files and policies.existingConfigMap are both set',
  },
  {
    because: 'a change of policies would go unnoticed',
    values: { policies: { existingConfigMap: 'policies' } },
    sentence: 'policies.checksum is empty',
  },
  {
    because: 'heads would be signed and not kept',
    values: { logHeads: { existingSecret: 'log-heads' } },
    sentence: 'logHeads needs existingSecret (the key) and existingClaim',
  },
  {
    because: 'a list of who is held would be made and not kept',
    values: { casectl: { heldLists: { court: { existingSecret: 'held' } } } },
    sentence: 'casectl.heldLists.court.existingClaim is empty',
  },
  {
    because: 'nobody knows whose list of who is held it is',
    values: { casectl: { heldLists: { police: { existingSecret: 'held', existingClaim: 'lists' } } } },
    sentence: 'casectl.heldLists.police.agency is missing',
  },
  {
    because: 'a list of who is held is that of a disabled service',
    values: {
      services: { adjudication: { enabled: false } },
      casectl: { heldLists: { court: { agency: 'ph-court', existingSecret: 'held', existingClaim: 'lists' } } },
    },
    sentence: 'casectl.heldLists.court.service is adjudication, which is not enabled',
  },
  {
    because: 'a job has the name of a list of who is held',
    values: {
      casectl: { jobs: { 'held-court': { args: ['held'] } }, heldLists: { court: { existingSecret: 'held', existingClaim: 'lists' } } },
    },
    sentence: 'casectl.jobs.held-court has the name of the list casectl.heldLists.court',
  },
  { because: 'an Ingress has no domain', values: { ingress: { enabled: true } }, sentence: 'ingress.domain is empty' },
  {
    because: 'an HTTPRoute has no Gateway',
    values: { gateway: { enabled: true, domain: 'x.example' } },
    sentence: 'gateway.parentRefs is empty',
  },
]

describe.each(HELMS)('%s refuses with a sentence that', (helm) => {
  it.each(REFUSED)('$because', async ({ values, sentence, profile = 'minimal' }) =>
    expect(await refusal({ helm, files: valuesOf(profile), values })).toMatch(sentence),
  )

  it('names each reason at once, and nothing else, when nothing is set', async () =>
    expect((await refusal({ helm }))?.split('\n').filter((line) => line.startsWith('  '))).toHaveLength(10))
})
