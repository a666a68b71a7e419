import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { BACKING, HELMS, lint, refusal, render, type Values } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import { ofKind, podsOf } from './manifests.ts'
import { schemaOf, valuesIn } from './schema-values.ts'
import { REQUIREMENTS } from './workloads.ts'

const postgres = { existingSecret: 'postgres-superuser' }
const chart = BACKING

/** The requirements of every pod and release that also hold for servers: it has no Deployment, hook and autoscaler. */
const OF_SERVERS =
  /no pod gets a token|read-only|requests processor|digest or a tag|no variable is set twice|both ways|resolve names|no Secret|labels|no two|valid/

const faultsOf = async (helm: 'helm3' | 'helm4', values: Values): Promise<readonly string[]> => {
  const manifests = await render({ helm, chart, values })
  const requirements = REQUIREMENTS.filter(({ sentence }) => OF_SERVERS.test(sentence))
  return [
    ...manifests.flatMap(typeFaults),
    ...requirements.flatMap(({ sentence, broken }) => broken(manifests).map((name) => `${name}: ${sentence}`)),
  ]
}

describe.each(HELMS)('the backing chart with %s', (helm) => {
  it.each(['operators', 'dev'])('is accepted, typed and meets the requirements in the mode %s', async (mode) => {
    expect(await lint({ helm, chart, values: { mode, postgres } })).toMatchObject({ failure: undefined })
    expect(await faultsOf(helm, { mode, postgres })).toEqual([])
  })

  it('is without faults for all values that its schema accepts, or says what is wrong', async () => {
    const schema = schemaOf(BACKING)
    await fc.assert(
      fc.asyncProperty(valuesIn(schema, schema, new Set(['clientNamespaces', 'existingSecret', 'image'])), async (drawn) => {
        const { postgres: own, ...values } = drawn as Values
        const used = { ...values, postgres: { ...(own as Values), ...postgres } }
        const refused = await refusal({ helm, chart, values: used })
        if (refused === undefined) expect(await faultsOf(helm, used)).toEqual([])
        else expect(refused).toContain('set an odd number')
      }),
      { seed: 20_261_128, numRuns: 10, endOnFailure: true },
    )
  }, 300_000)

  it('refuses to make a password, and a number of controllers without a majority', async () => {
    expect(await refusal({ helm, chart })).toContain('postgres.existingSecret is empty: name the Secret')
    expect(await refusal({ helm, chart, values: { postgres, kafka: { replicas: 2 } } })).toContain(
      'controllers decide by majority, so set an odd number',
    )
  })
})

describe('the backing chart', () => {
  it('keeps everything that has data when it is uninstalled', async () => {
    for (const mode of ['operators', 'dev']) {
      const manifests = await render({ chart, values: { mode, postgres } })
      const withData = ['Cluster', 'Kafka', 'KafkaNodePool', 'StatefulSet'].flatMap((kind) => ofKind(manifests, kind))
      expect(withData.length).toBeGreaterThanOrEqual(2)
      expect(withData.filter(({ metadata }) => metadata.annotations?.['helm.sh/resource-policy'] !== 'keep')).toEqual([])
    }
  })

  it('leaves topics to casectl, since their number of partitions is fixed', async () => {
    const [kafka] = ofKind(await render({ chart, values: { postgres } }), 'Kafka')
    expect(kafka?.spec).toMatchObject({ kafka: { config: { 'auto.create.topics.enable': false, 'min.insync.replicas': 2 } } })
  })

  it('lets PostgreSQL answer with the certificate of a Secret in the mode dev, readable for its group and for nobody else', async () => {
    const values = { mode: 'dev', postgres: { ...postgres, tlsSecret: 'postgres-tls' } }
    const [pod] = podsOf(await render({ chart, values })).filter(({ spec }) => spec.containers[0]?.name === 'postgres')
    expect(pod?.spec.containers[0]?.command?.join(' ')).toContain(
      '-c ssl=on -c ssl_cert_file=/etc/postgresql/tls/tls.crt -c ssl_key_file=/etc/postgresql/tls/tls.key',
    )
    expect(pod?.spec.containers[0]?.volumeMounts).toContainEqual({ name: 'tls', mountPath: '/etc/postgresql/tls', readOnly: true })
    expect(pod?.spec.volumes).toContainEqual({ name: 'tls', secret: { secretName: 'postgres-tls', defaultMode: 0o440 } })
  })

  it('uses official images only', async () => {
    const images = podsOf(await render({ chart, values: { mode: 'dev', postgres } })).flatMap(({ spec }) =>
      spec.containers.map(({ image }) => image),
    )
    expect(images.map((image) => image.split(':')[0]).sort()).toEqual(['apache/kafka', 'postgres'])
  })
})
