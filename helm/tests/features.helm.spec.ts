import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { CHART, HELMS, render, type Values, valuesOf } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import { type Manifest, ofKind, podsOf } from './manifests.ts'
import { brokenRequirements } from './workloads.ts'

/** Renders values, and checks what every rendering must be. */
const rendered = async (values: Values, profile = 'minimal', chart = CHART): Promise<readonly Manifest[]> => {
  const manifests = await render({ files: valuesOf(profile), values, chart })
  expect([...manifests.flatMap(typeFaults), ...brokenRequirements(manifests)]).toEqual([])
  return manifests
}

const one = (manifests: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === `ct-case-timeline-${name}`)

const deploymentOf = (manifests: readonly Manifest[], service: string) =>
  podsOf(manifests).find(({ of }) => of === one(manifests, 'Deployment', service))

describe('the migration', () => {
  it('runs by default before an install and an upgrade, and its network is open before it', async () => {
    const manifests = await rendered({})
    expect(one(manifests, 'Job', 'migration')).toMatchObject({
      metadata: { annotations: { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-weight': '0' } },
      spec: { template: { spec: { containers: [{ args: ['migrate'] }] } } },
    })
    expect(one(manifests, 'NetworkPolicy', 'migration')?.metadata.annotations).toMatchObject({ 'helm.sh/hook-weight': '-1' })
  })

  it('is a plain Job for GitOps, whose name changes with the image and stays otherwise', async () => {
    const nameOf = async (values: Values) => ofKind(await rendered({ migration: { mode: 'job' }, ...values }), 'Job')[0]?.metadata
    const [first, again, other] = [await nameOf({}), await nameOf({ logLevel: 'warn' }), await nameOf({ image: { tag: '9.9.9' } })]
    expect(first?.annotations).toBeUndefined()
    expect(again?.name).toBe(first?.name)
    expect(other?.name).not.toBe(first?.name)
  })

  it('can be left to the operator', async () => {
    const manifests = await rendered({ migration: { mode: 'none', existingSecret: '' } })
    expect(ofKind(manifests, 'Job')).toEqual([])
  })
})

describe('a pod of a service', () => {
  const prepares = async (values: Values) => {
    const { initContainers = [] } = (deploymentOf(await rendered(values), 'victim-support')?.spec ?? {}) as { initContainers?: unknown[] }
    return initContainers
  }

  it('fills the views of its release before it starts, with the variables of its service', async () =>
    expect(await prepares({ prepareViews: { patienceSeconds: 900 } })).toMatchObject([
      {
        name: 'prepare-views',
        args: ['projections', 'prepare', '--service', 'victim-support', '--patience', '900'],
        env: expect.arrayContaining([{ name: 'VIEWS_DATABASE_URL', valueFrom: expect.anything() }]),
      },
    ]))

  it('starts at once where that is switched off', async () => expect(await prepares({ prepareViews: { enabled: false } })).toEqual([]))
})

describe('a name that is too long', () => {
  it('is cut so that two releases keep different names, as of the Job that migrates', async () => {
    const jobOf = async (end: string) =>
      ofKind(await rendered({ nameOverride: `${'a'.repeat(38)}-${end}` }), 'Job').map(({ metadata }) => metadata.name)
    const [north, south] = [await jobOf('n'), await jobOf('s')]
    expect(north).toEqual([expect.stringMatching(/^ct-a{30}-[0-9a-f]{6}-migration$/)])
    expect(south).not.toEqual(north)
  })
})

describe('the topics', () => {
  it('are created after the migration, for each agency that sends commands, with a login of their own', async () =>
    expect(one(await rendered({ topics: { agencies: ['ph-police', 'my-police'] } }, 'prod'), 'Job', 'topics')).toMatchObject({
      metadata: { annotations: { 'helm.sh/hook-weight': '5' } },
      spec: {
        template: {
          spec: {
            containers: [
              {
                args: 'topics --replication 3 --min-insync 2 --retention-days 7 --agency ph-police --agency my-police'.split(' '),
                env: expect.arrayContaining([
                  { name: 'KAFKA_LOGIN', valueFrom: { secretKeyRef: { name: 'case-timeline-kafka-admin', key: 'KAFKA_LOGIN' } } },
                ]),
              },
            ],
          },
        },
      },
    }))

  it('need no Job where events come from the event store', async () => expect(one(await rendered({}), 'Job', 'topics')).toBeUndefined())
})

describe('autoscaling', () => {
  it('by KEDA follows the lag of the topic of the service', async () => {
    const keda = { mode: 'keda', maxReplicas: 12, consumerGroup: 'ph.ph-north.prosecution.case-events.0', triggerAuthentication: 'kafka' }
    const manifests = await rendered({ services: { prosecution: { autoscaling: keda } } }, 'prod')
    expect(one(manifests, 'ScaledObject', 'prosecution')?.spec).toMatchObject({
      maxReplicaCount: 12,
      triggers: [
        {
          type: 'kafka',
          metadata: { topic: 'ph.case-events.prosecution', consumerGroup: keda.consumerGroup, lagThreshold: '500' },
          authenticationRef: { name: 'kafka' },
        },
      ],
    })
  })

  it('has the limit of partitions that the feed has', async () => {
    const { PARTITIONS } = await import('../../libs/feed/src/partition.ts')
    expect(readFileSync(join(CHART, 'templates/_services.tpl'), 'utf8')).toContain(`"case-timeline.partitions" -}}${PARTITIONS}{{`)
  })
})

describe('policies of countries', () => {
  it('come by a ConfigMap, and restart the services when they change', async () => {
    const policiesOf = async (days: number) => {
      const manifests = await rendered({ policies: { files: { 'PH.json': JSON.stringify({ jurisdiction: 'PH', days }) } } })
      return { pod: deploymentOf(manifests, 'prosecution'), data: one(manifests, 'ConfigMap', 'policies')?.data }
    }
    const [first, second] = [await policiesOf(1), await policiesOf(2)]
    expect(first.data).toEqual({ 'PH.json': '{"jurisdiction":"PH","days":1}' })
    expect(first.pod?.spec.volumes).toContainEqual({ name: 'policies', configMap: { name: 'ct-case-timeline-policies' } })
    expect(first.pod?.annotations['checksum/policies']).not.toBe(second.pod?.annotations['checksum/policies'])
  })
})

describe('a service', () => {
  it('replaces what differs from the defaults, also by 0, false and an empty text', async () => {
    const manifests = await rendered({
      defaults: { podLabels: { tier: 'case' }, priorityClassName: 'high' },
      services: { prosecution: { priorityClassName: '', replicas: 4, podLabels: { team: 'p' } }, adjudication: { enabled: false } },
    })
    expect(one(manifests, 'Deployment', 'adjudication')).toBeUndefined()
    expect(one(manifests, 'Deployment', 'prosecution')?.spec).toMatchObject({ replicas: 4 })
    expect(deploymentOf(manifests, 'prosecution')?.spec).not.toHaveProperty('priorityClassName')
    expect(deploymentOf(manifests, 'prosecution')?.labels).toMatchObject({ tier: 'case', team: 'p' })
    expect(deploymentOf(manifests, 'investigation')?.spec).toHaveProperty('priorityClassName', 'high')
  })

  it('may be called only by the ingress controller, Prometheus, its callers, casectl and the test', async () => {
    const peer = (name: string) => ({ podSelector: { matchLabels: { app: name } } })
    const network = { ingressController: [peer('ingress')], monitoring: [peer('prometheus')] }
    const manifests = await rendered({ network, services: { prosecution: { callers: [peer('portal')] } } })
    const callersOf = (name: string) =>
      JSON.stringify(one(manifests, 'NetworkPolicy', name)?.spec?.['ingress']).match(/"(app|[\w./]*component)":"[\w-]+"/g)
    const always = ['"app.kubernetes.io/component":"job"', '"app.kubernetes.io/component":"test"', '"app":"ingress"', '"app":"prometheus"']
    expect(callersOf('prosecution')).toEqual([...always, '"app":"portal"'])
    expect(callersOf('investigation')).toEqual(always)
  })

  it('pulls from the registry of a parent chart, with the Secrets of both', async () => {
    const values = {
      global: { imageRegistry: 'mirror.example', imagePullSecrets: ['a'], other: 1 },
      image: { registry: 'x.example', pullSecrets: ['b'] },
    }
    const pod = deploymentOf(await rendered(values), 'prosecution')?.spec
    expect(pod).toMatchObject({ imagePullSecrets: [{ name: 'b' }, { name: 'a' }] })
    expect(pod?.containers[0]?.image).toBe('mirror.example/case-timeline/prosecution:0.1.0')
  })

  it('sends traces when there is a collector, and may reach it', async () => {
    const manifests = await rendered({ telemetry: { otlpEndpoint: 'http://otel:4318' } })
    expect(JSON.stringify(one(manifests, 'NetworkPolicy', 'prosecution')?.spec)).toContain('"port":4318')
    expect(deploymentOf(manifests, 'prosecution')?.spec.containers[0]?.env).toEqual(
      expect.arrayContaining([
        { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel:4318' },
        { name: 'OTEL_SERVICE_NAME', value: 'case-timeline-prosecution' },
      ]),
    )
  })

  it('has the certificates and files that it is given', async () => {
    const mounts = { client: { existingSecret: 'eventstore-client', path: '/etc/case-timeline/client' } }
    const pod = deploymentOf(await rendered({ trust: { existingConfigMap: 'trust' }, defaults: { mounts } }), 'prosecution')?.spec
    expect(pod?.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([
      '/tmp',
      '/etc/case-timeline/trust',
      '/etc/case-timeline/client',
    ])
  })
})

describe('casectl', () => {
  it('rebuilds, verifies and exports by suspended CronJobs, or by a schedule', async () => {
    const jobs = { nightly: { args: ['audit', 'verify-log'], schedule: '0 2 * * *' }, export: { existingClaim: 'archive' } }
    const manifests = ofKind(await rendered({ casectl: { existingSecret: 'operator', jobs } }), 'CronJob')
    expect(Object.fromEntries(manifests.map(({ metadata, spec }) => [metadata.name.split('-').at(-1), spec?.['suspend']]))).toEqual({
      export: true,
      nightly: false,
      rebuild: true,
      verify: true,
    })
    expect(JSON.stringify(manifests[0])).toContain('prosecution=http://ct-case-timeline-prosecution:8080')
  })

  it('writes an export to the volume that it is given, and to no other place', async () => {
    const jobsWith = async (jobs: object) => {
      const manifests = ofKind(await rendered({ casectl: { existingSecret: 'operator', jobs } }), 'CronJob')
      return Object.fromEntries(manifests.map((manifest) => [manifest.metadata.name.split('-').at(-1), JSON.stringify(manifest)]))
    }
    const given = await jobsWith({ export: { existingClaim: 'archive' } })
    expect(given['export']).toContain('"args":["events","export","--out","/exports"]')
    expect(given['export']).toContain('{"name":"exports","mountPath":"/exports"}')
    expect(given['export']).toContain('{"name":"exports","persistentVolumeClaim":{"claimName":"archive"}}')
    expect(given['rebuild']).not.toContain('exports')
    expect(Object.keys(await jobsWith({})).sort()).toEqual(['rebuild', 'verify'])
  })
})

describe('monitoring', () => {
  const everything = { serviceMonitor: { enabled: true }, rules: { enabled: true }, dashboards: { enabled: true } }

  it('installs each rule and dashboard that is in the folders, with its templates unchanged', async () => {
    const chart = await mkdtemp(join(tmpdir(), 'case-timeline-chart-'))
    try {
      await cp(CHART, chart, { recursive: true })
      const rule = { alert: 'X', expr: 'up == 0', annotations: { summary: '{{ $labels.job }}' } }
      await writeFile(join(chart, 'files/rules/planted.yaml'), JSON.stringify({ groups: [{ name: 'planted', rules: [rule] }] }))
      await writeFile(join(chart, 'files/dashboards/planted.json'), '{"title":"{{job}}"}')
      const manifests = await rendered({ monitoring: everything }, 'minimal', chart)
      expect(ofKind(manifests, 'PrometheusRule')[0]?.spec?.['groups']).toContainEqual({ name: 'planted', rules: [rule] })
      expect(one(manifests, 'ConfigMap', 'dashboard-planted')?.data).toEqual({ 'planted.json': '{"title":"{{job}}"}' })
      await rm(join(chart, 'files'), { recursive: true })
      const without = await rendered({ monitoring: everything }, 'minimal', chart)
      expect([...ofKind(without, 'PrometheusRule'), ...ofKind(without, 'ConfigMap')]).toEqual([])
      expect(ofKind(without, 'ServiceMonitor')).toHaveLength(5)
    } finally {
      await rm(chart, { recursive: true })
    }
  })

  it('names the runbook of each alert by its path, or by an address where the repository can be read', async () => {
    const pagesAt = async (runbookBaseUrl: string) => {
      const [rules] = ofKind(await rendered({ monitoring: { rules: { enabled: true, runbookBaseUrl } } }), 'PrometheusRule')
      const groups = rules?.spec?.['groups'] as { rules: { annotations: { runbook_url: string } }[] }[]
      return groups.flatMap((group) => group.rules.map(({ annotations }) => annotations.runbook_url))
    }
    const paths = await pagesAt('')
    expect(paths).toContain('docs/runbooks/service-not-ready.md')
    for (const end of ['', '/'])
      expect(await pagesAt(`https://git.example/main${end}`)).toEqual(paths.map((path) => `https://git.example/main/${path}`))
  })

  it('installs what the chart itself has', async () => {
    const files = (folder: string, ending: string) => readdirSync(join(CHART, 'files', folder)).filter((name) => name.endsWith(ending))
    const manifests = await rendered({ monitoring: everything })
    expect(ofKind(manifests, 'ConfigMap')).toHaveLength(files('dashboards', '.json').length)
    expect(ofKind(manifests, 'PrometheusRule')).toHaveLength(files('rules', '.yaml').length > 0 ? 1 : 0)
  })
})

describe('the way in', () => {
  it('is an Ingress with TLS, or a route of a Gateway, for each service', async () => {
    const ingress = { enabled: true, domain: 'cases.example', className: 'nginx' }
    const gateway = { enabled: true, domain: 'cases.example', parentRefs: [{ name: 'public' }] }
    const manifests = await rendered({ ingress, gateway })
    expect(one(manifests, 'Ingress', 'audit-trail')?.spec).toMatchObject({
      tls: [{ hosts: ['audit-trail.cases.example'], secretName: 'ct-case-timeline-audit-trail-tls' }],
    })
    expect(one(manifests, 'HTTPRoute', 'audit-trail')?.spec).toMatchObject({ hostnames: ['audit-trail.cases.example'] })
  })
})

describe('more objects', () => {
  it('are objects, or text with templates', async () => {
    const labels = Object.fromEntries(['name', 'instance', 'version', 'managed-by'].map((name) => [`app.kubernetes.io/${name}`, 'x']))
    const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels } })
    const manifests = await rendered({ extraObjects: [object('first'), JSON.stringify(object('{{ .Release.Name }}-second'))] })
    expect(ofKind(manifests, 'ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['first', 'ct-second'])
  })
})

describe('the templates', () => {
  it('make no password and read nothing of the cluster', () => {
    const text = readdirSync(join(CHART, 'templates')).map((name) => readFileSync(join(CHART, 'templates', name), 'utf8'))
    expect(text.join('\n')).not.toMatch(/\b(rand(Alpha|AlphaNum|Ascii|Numeric|Bytes)|genPrivateKey|genSelfSignedCert|genCA|lookup)\b/)
  })

  it.each(HELMS)('are rendered twice alike by %s', async (helm) => {
    const [first, second] = await Promise.all([1, 2].map(() => render({ helm, files: valuesOf('prod') })))
    expect(first).toEqual(second)
  })
})
